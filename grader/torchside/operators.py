"""torchvision's operators, declared where its compiled part is missing.

`pip install torch torchvision` from two places (torch for the CPU only, torchvision from the
package index) leaves a torchvision whose compiled library does not load. torchvision lets that
pass in silence, then registers what `torchvision::nms` and `torchvision::qnms` do to shapes,
and `import torchvision` ends in "operator torchvision::nms does not exist". The datasets and
transforms that students import need neither operator. So the two are declared here, without
any code behind them, before the import: it then goes through, and calling `nms` itself still
fails as it would have.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
from pathlib import Path

import torch

_SCHEMAS = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}

# A torch.library.Library takes its declarations back when it is collected: keep it.
_declared: list[torch.library.Library] = []


def declare_missing_operators() -> tuple[str, ...]:
    """Declare the operators that `import torchvision` needs and that nothing provides.

    Call it before any import of torchvision, as often as you like. Gives the names that were
    declared, ("nms", "qnms") or ().
    """
    _load_compiled_part()
    missing = tuple(name for name in _SCHEMAS if not _exists(name))
    if missing:
        library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
        for name in missing:
            library.define(name + _SCHEMAS[name])  # type: ignore[no-untyped-call]
        _declared.append(library)
    return missing


def _exists(name: str) -> bool:
    """Whether `torchvision::name` is registered with torch."""
    try:
        getattr(torch.ops.torchvision, name)
    except AttributeError:
        return False
    return True


def _load_compiled_part() -> None:
    """Load torchvision's library, as its own import will: what it declares is not missing.

    Loading it a second time does nothing; declaring what it brings later would be an error.
    """
    spec = importlib.util.find_spec("torchvision")  # finds the folder, imports nothing
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        for suffix in importlib.machinery.EXTENSION_SUFFIXES:
            path = Path(folder, f"_C{suffix}")
            if path.is_file():
                try:
                    torch.ops.load_library(str(path))  # type: ignore[no-untyped-call]
                except (OSError, RuntimeError):
                    continue  # built for another torch: its operators are missing
                return

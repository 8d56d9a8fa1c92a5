"""The mode under which mended calls get their right numbers when nothing is recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from grader.probe.patches import Patches, given
from grader.probe.troubles import student_line
from grader.torchside.functions import name_of


def patched(patches: Patches, file: str) -> AbstractContextManager[Any]:
    """While this holds, mended calls get their right numbers; nothing where none is mended."""
    return Patching(patches, file) if patches else nullcontext()


class Patching(TorchFunctionMode):
    """Puts numbers right, and nothing else."""

    def __init__(self, patches: Patches, file: str) -> None:
        super().__init__()
        self._patches = patches
        self._file = file

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make the call with the right number."""
        name = name_of(func)
        if name is not None:
            args = self._patches.apply(name, args, student_line(self._file))
            maps = self._patches.maps(name, args, kwargs or {})
            if maps is not None:
                args, kwargs = given(torch.flatten(maps, 1), args, kwargs or {})
        return func(*args, **(kwargs or {}))

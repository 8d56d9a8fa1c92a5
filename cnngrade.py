"""Where the command `cnngrade` begins: a name that no other package has.

`grader` and `concepts` are names that others have too. Whose they are is looked at before anything
of them is run, so that a stranger's package is told in one sentence.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent
MARKS = {"grader": '"""cnngrade:', "concepts": "ConceptError"}  # what stands in our __init__.py
TOLD = 3  # exit status: it is not the user's mistake


def shadowed() -> str:
    """Which package of ours another one hides or has overwritten, and the cure; "" for none."""
    for name, mark in MARKS.items():
        try:
            spec = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            spec = None
        found = Path(spec.origin).resolve() if spec is not None and spec.origin else None
        ours = HOME / name / "__init__.py"
        if found == ours and mark in ours.read_text(encoding="utf-8", errors="replace"):
            continue
        if found is None:
            return f"the package {name!r} of cnngrade is missing: install cnngrade again"
        if found == ours:
            return f"another package has overwritten {ours.parent}: {_removed(name)}"
        return (
            f"another package {name!r} ({found.parent}) hides cnngrade's own: "
            f"{_removed(name, str(found.parent))}"
        )
    return ""


def _removed(name: str, folder: str = "") -> str:
    import importlib.metadata  # only here: it takes longer than all the rest of this file

    owners = importlib.metadata.packages_distributions().get(name, [])
    others = sorted({owner for owner in owners if owner != "cnngrade"})
    pip = f'"{sys.executable}" -m pip' if " " in sys.executable else f"{sys.executable} -m pip"
    if others:
        return f"{pip} uninstall {' '.join(others)}  and install cnngrade again"
    return f"rename {folder or 'it'}, or run cnngrade from another folder"


def main() -> None:
    """Run the command."""
    if told := shadowed():
        sys.stderr.write(f"Error: {told}\n")
        sys.exit(TOLD)
    # until the command is there: to look for cycles in what is imported takes an eighth of the time
    gc.disable()
    # no thread of numpy's, which would be missed in a fork: nothing that is summed here is large
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from grader.cli import main as command

        command(prog_name="cnngrade")
    except KeyboardInterrupt:  # before click, which ends so, is there to meet it
        sys.stderr.write("\nAborted!\n")
        sys.exit(1)


if __name__ == "__main__":
    main()

"""A copy of the tree with an environment in which every process runs the copy's code.

The probe is started with `python -I`, trainer and workers with `python -P`: neither reads the
caller's PYTHONPATH, and an editable installation leads back to the original. So the copy has a
virtual environment of its own, whose import path names the copy first and then the folders in
which the packages of this one lie; their `.pth` files, and with them editable installations, are
not read from there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCRIPT = "#!{python}\nimport sys\nfrom grader.cli import main\nsys.exit(main())\n"
ASKS = "import concepts, grader; print(concepts.__file__); print(grader.__file__)"


@contextmanager
def copied(tree: Path) -> Iterator[tuple[Path, Path]]:
    """(the copy, its Python) of what git knows of the tree, as it lies there now."""
    with tempfile.TemporaryDirectory(prefix="cnngrade-bugs-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)  # some tests become another user
        copy = Path(made).resolve() / "tree"
        _copy(tree, copy)
        python = _environment(copy)
        _see_that_it_runs(python, copy)
        yield copy, python


def surroundings(python: Path) -> dict[str, str]:
    """The environment variables with which the copy's Python is started."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYTEST"))}
    folder = python.parent
    path = os.pathsep.join([str(folder), kept.get("PATH", "")])
    return kept | {"VIRTUAL_ENV": str(folder.parent), "PATH": path}


def _copy(tree: Path, copy: Path) -> None:
    command = ["git", "-C", str(tree), "ls-files", "-z", "--cached"]
    names = subprocess.run(command, check=True, capture_output=True).stdout.split(b"\0")
    for name in map(os.fsdecode, filter(None, names)):
        if (tree / name).is_file() or (tree / name).is_symlink():  # not deleted since
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(tree / name, copy / name, follow_symlinks=False)


def _environment(copy: Path) -> Path:
    """The Python of a new environment in the copy."""
    folder = copy / ".venv"
    venv.EnvBuilder(symlinks=os.name != "nt").create(folder)
    places = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", places))
    lenders = [p for p in sys.path if Path(p).name in ("site-packages", "dist-packages")]
    packages.mkdir(parents=True, exist_ok=True)
    lines = "\n".join([str(copy), *lenders])
    (packages / "_copy.pth").write_text(f"{lines}\n", encoding="utf-8")
    scripts = Path(sysconfig.get_path("scripts", "venv", places))
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    script = scripts / "cnngrade"
    script.write_text(SCRIPT.format(python=python), encoding="utf-8")
    script.chmod(0o755)
    return python


def _see_that_it_runs(python: Path, copy: Path) -> None:
    """In each of the ways in which the grader starts Python, the copy's code must be what runs."""
    for flags in ([], ["-P"], ["-I"]):
        command = [str(python), *flags, "-c", ASKS]
        ended = subprocess.run(
            command,
            cwd=copy.parent,
            env=surroundings(python),
            capture_output=True,
            text=True,
            check=False,
        )
        files = ended.stdout.split("\n")[:2]
        if ended.returncode or not all(Path(file).is_relative_to(copy) for file in files):
            found = ", ".join(files) if ended.stdout else ended.stderr
            sys.exit(f"{' '.join(command[:-2])} in the copy imports another tree: {found}")
    ask = "from grader.sandbox.surroundings import command; print(command()[3])"
    told = subprocess.run(
        [str(python), "-c", ask],
        cwd=copy, env=surroundings(python), capture_output=True, text=True, check=True,
    )  # fmt: skip
    if not Path(told.stdout.strip()).is_relative_to(copy):
        sys.exit(f"the probe would be started from another tree: {told.stdout.strip()}")

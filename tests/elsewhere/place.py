"""An environment whose Python is told, in every process, that it is on another system."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAIN = "from grader.cli import main; main(prog_name='cnngrade')"


def make_place(folder: Path, system: str) -> Path:
    """Its Python. "here" is this system as it is."""
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    lines = [path for path in site.getsitepackages() if Path(path).is_dir()]
    if system != "here":
        shutil.copy(Path(__file__).with_name("missing.py"), packages / "elsewhere_missing.py")
        (packages / "elsewhere.txt").write_text(system, encoding="utf-8")
        lines.append("import elsewhere_missing")
    (packages / "elsewhere.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "bin" / "python"


def start(python: Path, *words: object, folder: Path) -> subprocess.Popen[str]:
    """Start a program of ours there: a file, or `-c`."""
    return subprocess.Popen(
        [python, *map(str, words)],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        | {"PYTHONPATH": str(ROOT), "CNNGRADE_DATA": "", "XDG_CACHE_HOME": os.devnull}
        | {"STUB_LOG": os.devnull},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=sys.platform != "win32",
    )

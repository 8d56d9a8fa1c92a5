"""What a sandboxed process finds around itself: its command, its environment, its folder."""

from __future__ import annotations

import importlib.util
import os
import platform
import site
import sys
from pathlib import Path

from grader.wire.memory import KEPT

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
USER_SITE = "CNNGRADE_USER_SITE"  # where the probe finds what was installed for one user
NONE_FOR_INTEL = (
    "It is no longer made for Macs with an Intel processor: grade on another machine; pool, conv, "
    "count, rf, answers and practice work here"
)
PROC = Path("/proc/self/statm")  # what Linux says of a process's memory

# what a process needs to start at all; anything else of the user's stays outside
_PASSED_ON = (
    *("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "NUMBER_OF_PROCESSORS"),
)


def lacking() -> str:
    """What this system lacks so that nothing can be graded on it, one sentence; "" if nothing."""
    if sys.platform == "linux" and not PROC.exists():
        return (
            "/proc is not mounted here, and without it nobody can tell how much memory a network "
            "takes: mount it (mount -t proc proc /proc)"
        )
    if is_there("torch"):
        return ""
    return f"grading needs torch, which is not installed{how_to_install()}"


def is_there(package: str) -> bool:
    """Whether this Python finds it; it is not imported."""
    try:
        return importlib.util.find_spec(package) is not None
    except (ImportError, ValueError):
        return False


def how_to_install() -> str:
    """How torch can be had here, as the end of a sentence."""
    return f". Install it:\n  {line}" if (line := install_line("torch")) else f". {NONE_FOR_INTEL}"


def install_line(*wanted: str) -> str:
    """The command that installs torch, and others that must fit it; "" where there is none."""
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        return ""
    cpu_only = f" --index-url {CPU_INDEX}" if sys.platform == "linux" else ""  # 3 GB less
    quoted = [f'"{word}"' if set(word) & set(" *") else word for word in (sys.executable, *wanted)]
    return f"{quoted[0]} -m pip install {' '.join(quoted[1:])}{cpu_only}"


def command() -> list[str]:
    """Start the probe of this very package, installed or not.

    `-I` keeps the user's environment, site and working folder out of the import path, so that
    a `torch.py` beside the submission is never imported; `-u` lets what was printed be seen
    when the process is killed. A folder is run, since `-m` would not find a checkout under `-I`.
    It is told which process started it, and ends when that does.
    """
    return [sys.executable, "-I", "-u", str(Path(__file__).parents[1] / "probe"), str(os.getpid())]


def environment(folder: str) -> dict[str, str]:
    """The environment of the process: no secret, no GPU, one thread, files in `folder`."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    threads = ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB")
    return {
        **kept,
        **_user_site(),
        **{f"{library}_NUM_THREADS": "1" for library in threads},
        "PATH": search_path(),
        "LANG": "C.UTF-8",
        **dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), folder),
        "XDG_CACHE_HOME": folder,
        "MPLBACKEND": "Agg",  # no window
        "CUDA_VISIBLE_DEVICES": "",  # a student's code never runs on the GPU
        **KEPT,
        "MALLOC_ARENA_MAX": "1",  # the limit is on address space, of which arenas take much
        "USER": "student",  # torch asks for a name when it makes cache folders
        "USERNAME": "student",
    }


def search_path() -> str:
    """Where the process finds programs; Windows looks there for libraries too, conda's among them.

    What Python calls the default begins with the current folder there, and leads nowhere.
    """
    if sys.platform != "win32":
        return os.defpath
    windows = os.environ.get("SYSTEMROOT", r"C:\Windows")
    inside = ("", r"\Library\mingw-w64\bin", r"\Library\usr\bin", r"\Library\bin", r"\DLLs")
    ours = [root + part for root in dict.fromkeys((sys.prefix, sys.base_prefix)) for part in inside]
    return ";".join([*ours, rf"{windows}\System32", windows])


def _user_site() -> dict[str, str]:
    """`-I` shuts out what `pip install --user` installed, torch perhaps: named for the probe."""
    folder = site.getusersitepackages()
    return {USER_SITE: folder} if site.ENABLE_USER_SITE and Path(folder).is_dir() else {}

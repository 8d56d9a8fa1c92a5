"""How much of a class's download is read, and what in it is nobody's work."""

from __future__ import annotations

from pathlib import PurePosixPath

# of a whole class; what one student may hand in is bounded again, and more tightly
MOST_FILES = 20_000
MOST_BYTES = 2 * 2**30
_IGNORED = {
    *("__MACOSX", "__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".idea"),
    *(".vscode", ".ipynb_checkpoints", "node_modules", "site-packages", ".venv", "venv"),
}


def ignored(path: str) -> bool:
    """Whether it is what a machine leaves behind, and nobody's work."""
    names = PurePosixPath(path).parts
    return any(name in _IGNORED or name.startswith("._") for name in names)

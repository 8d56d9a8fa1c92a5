"""What a machine leaves behind in a folder, and is nobody's work: it counts towards no limit."""

from __future__ import annotations

from pathlib import PurePosixPath

_IGNORED = {
    *("__macosx", "__pycache__", ".ds_store", "thumbs.db", "desktop.ini", ".git", ".svn", ".hg"),
    *(".idea", ".vscode", ".vs", ".ipynb_checkpoints", "node_modules", "site-packages"),
    *(".venv", "venv", ".env", ".conda", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    *(".tox", ".cache", ".eggs", "dist-packages", "__pypackages__"),
}
_ENDINGS = (".dist-info", ".egg-info")


def ignored(path: str) -> bool:
    """Whether a path is what a machine leaves behind, at whatever depth."""
    return any(_is_left(name.lower()) for name in PurePosixPath(path).parts)


def _is_left(name: str) -> bool:
    return name in _IGNORED or name.startswith("._") or name.endswith(_ENDINGS)

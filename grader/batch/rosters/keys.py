"""Each submission's own folder name: safe on every file system, and the same in every run."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_MOST = 60  # characters, the fingerprint aside
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # Windows' own names


def keys_of(names: Sequence[str]) -> tuple[str, ...]:
    """A key for each name, which are all different: letters, digits, "-" and "_".

    Where a name had to be changed beyond recognition, or two would fall together where case
    does not count, a fingerprint of the name itself tells them apart, whoever else is there.
    """
    plain = [_plain(name) for name in names]
    taken = Counter(key.lower() for key in plain)
    return tuple(
        key if taken[key.lower()] == 1 and not _changed(name, key) else _with_print(name, key)
        for name, key in zip(names, plain, strict=True)
    )


def _plain(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "-", ascii_only).strip("-")[:_MOST]


def _changed(name: str, key: str) -> bool:
    letters = sum(character.isalnum() for character in unicodedata.normalize("NFC", name))
    return letters != sum(map(str.isalnum, key)) or _DEVICES.fullmatch(key) is not None or not key


def _with_print(name: str, key: str) -> str:
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{key}-{mark}" if key else mark

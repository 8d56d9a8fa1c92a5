"""What came of comparing, where a tutor finds it: a page for each pair, a word in each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.batch.likeness.nouns import Compared, Pair
from grader.batch.nouns import Row
from grader.disk.files import put_file, refuse_links_within
from grader.disk.patience import patiently
from grader.report.shown import one_line

FOLDER = "alike"
_OURS = re.compile(r"\d+\.html")


def put_pairs(out: Path, alike: Compared) -> None:
    """Write the pages, and take those of an earlier run away. Raises OSError and `LinkError`."""
    folder = out / FOLDER
    refuse_links_within(folder)
    if not alike.pages and not folder.is_dir():
        return
    patiently(lambda: folder.mkdir(exist_ok=True))
    for name, data in alike.pages:
        put_file(folder / name, data)
    kept = {name for name, _ in alike.pages}
    for path in patiently(lambda: list(folder.iterdir())):
        if _OURS.fullmatch(path.name) and path.name not in kept:
            patiently(partial(path.unlink, missing_ok=True))


def with_likeness(rows: Sequence[Row], pairs: Sequence[Pair]) -> list[Row]:
    """Each row with the one that it is most like."""
    names = {row.key: row.name or row.id or row.key for row in rows}
    said: dict[str, str] = {}
    for pair in pairs:  # the unlikeliest first
        likeness = f"{pair.bits:.0f} bits, {pair.lines} lines"
        other = pair.other_name if pair.earlier else names.get(pair.other, pair.other_name)
        said.setdefault(pair.one, f"{one_line(other, 120)} ({likeness})")
        if not pair.earlier:
            name = one_line(names.get(pair.one, pair.one), 120)
            said.setdefault(pair.other, f"{name} ({likeness})")
    return [replace(row, likeness=said.get(row.key, "")) for row in rows]

"""Our own table: one that every spreadsheet opens, and that obeys nobody's name."""

from __future__ import annotations

import csv
import io

from grader.batch.sheets import grades_csv
from tests.batch.rows import row


def test_grades_csv_is_a_table_that_no_spreadsheet_runs() -> None:
    rows = [row("1", name="=1+1"), row("2", None, "no mark", name="Zoë, Ünal", trouble="-x")]
    data = grades_csv(rows)
    assert data.startswith(b"\xef\xbb\xbf")
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert not first["name"].startswith("=")
    assert not second["trouble"].startswith("-")
    assert (first["points"], first["out of"], second["points"]) == ("16.5", "17", "")
    assert second["name"] == "Zoë, Ünal"
    assert "points before" not in first
    assert "points before" in grades_csv([row("1", before=3.0)]).decode()


def test_grades_csv_obeys_no_name() -> None:
    """An escape sequence, a bidirectional override, a lone surrogate: spelled as elsewhere."""
    name, file = "Eve\x1b]0;x\x07\u202e", "\u200b=net\x9b31m\ud800.py"
    data = grades_csv([row("1", name=name, file=file, trouble="a\r\nb\x00")])
    (only,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert only["name"] == "Eve⟨U+001B⟩]0;x⟨U+0007⟩⟨U+202E⟩"
    assert only["file"] == "⟨U+200B⟩=net⟨U+009B⟩31m⟨U+D800⟩.py"
    assert only["trouble"] == "a\nb⟨U+0000⟩"

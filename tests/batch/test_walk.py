"""From one tutor's copy to the next; a student's page has no such line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.batch.nouns import Handed, Roster, Row
from grader.batch.outputs import write_outputs
from grader.batch.walk import put_walk
from tests.batch.rows import row

PAGE = b"<body>\n<!--walk--><!--/walk-->\n<header>t\xff</header>"


def _class(out: Path, *names: str) -> list[Row]:
    rows = []
    for name in names:
        folder = out / "students" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file in ("report.html", "tutor.html"):
            (folder / file).write_bytes(PAGE)
        here = f"students/{name}"
        about = row(name, name=f"<{name}>", original=f"{here}/x.original.txt")
        pages = (f"{here}/report.html", f"{here}/tutor.html")
        rows.append(replace(about, report=pages[0], tutor=pages[1]))
    return rows


def test_each_copy_leads_to_its_neighbours(tmp_path: Path) -> None:
    rows = _class(tmp_path, "a", "b", "c")
    put_walk(tmp_path, [rows[0], row("x"), *rows[1:]])  # x has no page
    first, second, third = (
        (tmp_path / "students" / key / "tutor.html").read_text(errors="replace") for key in "abc"
    )
    assert 'rel="prev"' not in first
    assert 'href="../b/tutor.html"' in first
    assert 'href="../a/tutor.html"' in second
    assert 'href="../c/tutor.html"' in second
    assert 'rel="next"' not in third
    assert "2 of 3" in second
    assert "<b>" not in second.replace("<b><bdi>", "")
    assert "&lt;a&gt;" in second
    assert 'href="x.original.txt"' in second
    for key in "abc":
        assert (tmp_path / "students" / key / "report.html").read_bytes() == PAGE


def test_who_comes_later_stands_in_the_line_and_nothing_stands_there_twice(tmp_path: Path) -> None:
    rows = _class(tmp_path, "a", "c")
    put_walk(tmp_path, rows)
    put_walk(tmp_path, [rows[0], *_class(tmp_path, "b"), rows[1]])
    page = (tmp_path / "students/a/tutor.html").read_bytes()
    assert page.count(b"<nav") == 1
    assert b"../b/" in page
    assert b"../c/" not in page
    assert page.endswith(b"<header>t\xff</header>")


def test_only_the_tutors_copy_is_linked_from_the_class(tmp_path: Path) -> None:
    rows = _class(tmp_path, "a", "b")
    roster = Roster("folder", tuple(Handed(one.key, one.key, one.name) for one in rows))
    write_outputs(tmp_path, roster, rows, "Lab", None)
    html = (tmp_path / "index.html").read_text()
    assert 'href="students/a/tutor.html"' in html
    assert "report.html" not in html
    assert b'class="walk"' in (tmp_path / "students/a/tutor.html").read_bytes()

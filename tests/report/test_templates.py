"""Templates are compiled once, as modules are, and no page hangs on where that is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from grader.report import html
from grader.report.html import _Compiled, templates


def _environment(folder: Path) -> Environment:
    return templates().overlay(bytecode_cache=_Compiled(str(folder)), cache_size=0)


def test_they_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    _environment(tmp_path).get_template("foot.html")
    kept = _environment(tmp_path)
    monkeypatch.setattr(kept, "compile", None)
    kept.get_template("foot.html")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such modes")
def test_others_than_who_installed_may_read_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    _environment(tmp_path).get_template("foot.html")
    assert {kept.stat().st_mode & 0o777 for kept in tmp_path.iterdir()} == {0o644}


def test_where_nothing_can_be_kept_they_are_there_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    _environment(tmp_path / "missing").get_template("foot.html")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _environment(tmp_path).get_template("foot.html")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("left", [0, 40, -9])
def test_what_is_damaged_is_compiled_again(
    left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    _environment(tmp_path).get_template("foot.html")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:left])
    _environment(tmp_path).get_template("foot.html")


def test_what_was_made_otherwise_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "t.html").write_text("{{ x }}", encoding="utf-8")
    for maker, shown in (("one", "&lt;"), ("another", "<")):
        monkeypatch.setattr(html, "_maker", lambda maker=maker: maker)
        made = Environment(
            loader=FileSystemLoader(tmp_path),
            autoescape=maker == "one",
            bytecode_cache=_Compiled(str(tmp_path)),
        )
        assert made.get_template("t.html").render(x="<") == shown

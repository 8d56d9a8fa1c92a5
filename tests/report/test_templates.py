"""Templates are compiled once, as modules are, and no page hangs on where that is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment

from grader.report.html import _Compiled, templates


def _environment(folder: Path) -> Environment:
    return templates().overlay(bytecode_cache=_Compiled(str(folder)), cache_size=0)


def test_they_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    _environment(tmp_path).get_template("foot.html")
    kept = _environment(tmp_path)
    monkeypatch.setattr(kept, "compile", None)
    kept.get_template("foot.html")


def test_where_nothing_can_be_kept_they_are_there_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    _environment(tmp_path / "missing").get_template("foot.html")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    _environment(tmp_path).get_template("foot.html")
    assert not list(tmp_path.iterdir())

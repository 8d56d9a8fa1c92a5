"""The page holds strangers' texts as data, and its policy names its own script alone."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.data.digits import held_out_digits
from grader.explore.network import undrawn
from grader.explore.page import as_data, render_explore

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "\u202egnp.exe",
    "a\u2028b\u2029c",
    "\"';`${}",
    "\x00\x1b[31m",
    "&lt;b&gt;",
    "\ud800",
]


def _page(line: str = "") -> str:
    images, _ = held_out_digits()
    return render_explore(images[0].tobytes(), 3, line)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_stranger_s_text_stays_data(name: str) -> None:
    text = as_data({"name": name, name: [name]})
    assert not re.search(r"[<>&\u2028\u2029]|[^\x20-\x7e]", text)
    assert json.loads(text) == {"name": name, name: [name]}
    page = _page(name)
    assert page.count("<script") == 2  # the data and ours
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert json.loads(data)["line"] == name


def test_the_policy_names_the_script_and_the_style_that_stand_there() -> None:
    page = _page()
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy == [
        "default-src 'none'; "
        f"script-src '{_digest(page, '<script>', '</script>')}'; "
        f"style-src '{_digest(page, '<style>', '</style>')}'; base-uri 'none'; form-action 'none'"
    ]


def _digest(page: str, start: str, stop: str) -> str:
    content = page.rpartition(start)[2].partition(stop)[0]
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def test_the_page_names_no_address_outside() -> None:
    found = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+[\w/.-]*", _page()))
    assert found <= {
        "http://www.w3.org/2000/svg",  # names of kinds of elements, which nothing fetches
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/1998/Math/MathML",
        "//www.w3.org/2000/svg",
        "//www.w3.org/1999/xhtml",
        "//www.w3.org/1998/Math/MathML",
        "//www.w3.org/",
    }


def test_the_command_writes_a_page(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["explore", "conv 10 k5; max k2"])
    assert told.exit_code == 0, told.output
    assert "conv 10 k5; max k2" in (tmp_path / "explore.html").read_text(encoding="utf-8")


def test_a_line_that_is_none_is_wrong_use(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["explore", "conv 10 k50"])
    assert told.exit_code == 2
    assert "larger than the padded input of 28 rows" in told.output
    assert not (tmp_path / "explore.html").exists()


@pytest.mark.parametrize(
    ("image", "things", "says"),
    [
        ((1, 28, 28), "digits", ""),
        ((3, 32, 32), "shapes", "this network takes 3×32×32"),
        ((1, 28, 28), "garments", "these are garments"),
    ],
)
def test_drawing_is_for_digits_alone_and_the_page_says_so(
    image: tuple[int, ...], things: str, says: str
) -> None:
    assert says in undrawn(image, things)
    assert bool(undrawn(image, things)) is bool(says)

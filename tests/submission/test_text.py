"""Bytes to text to tree: what is accepted, and what is said of what is not."""

import pytest

from grader.lab import read_lab
from grader.submission.errors import SubmissionError
from grader.submission.intake import read_bytes

LAB = read_lab()
NET = "class Net: pass\n"

ACCEPTED = {  # bytes: the text
    NET.encode(): NET,
    b"\xef\xbb\xbf" + NET.encode(): NET,
    b"class Net:\r\n    pass\r\n": "class Net:\n    pass\n",
    b"class Net:\r    pass\r": "class Net:\n    pass\n",
    b"# -*- coding: utf-8 -*-\n" + NET.encode(): "# -*- coding: utf-8 -*-\n" + NET,
    b"# coding: ascii\n" + NET.encode(): "# coding: ascii\n" + NET,
    # as Python reads it; what is written of it is UTF-8, and says so
    "# coding: latin-1\n# größe\n".encode("latin-1") + NET.encode(): (
        "# coding: utf-8\n# größe\n" + NET
    ),
    "#!python\r\n# vim: set fileencoding=cp1252 :\r\ns = '€'\r\n".encode("cp1252")
    + NET.encode(): "#!python\n# vim: set fileencoding=utf-8 :\ns = '€'\n" + NET,
    "# 大 coding: gbk\n# 小\n".encode("gbk") + NET.encode(): "# 大 coding: utf-8\n# 小\n" + NET,
    b"x = 1\n# coding: utf-7\n" + NET.encode(): "x = 1\n# coding: utf-7\n" + NET,
    "# größe\n".encode() + NET.encode(): "# größe\n" + NET,
    b"x = '\\d'\n" + NET.encode(): "x = '\\d'\n" + NET,
}


@pytest.mark.parametrize("data", ACCEPTED)
def test_accepted(data):
    submission = read_bytes("a.py", data, LAB)
    assert submission.trouble is None
    assert submission.text == ACCEPTED[data]
    assert submission.plan is not None


BROKEN = {  # bytes: (kind, line, words that the sentence holds)
    "# gr\xf6\xdfe\n".encode("latin-1"): ("UnicodeDecodeError", 1, ["0xf6", "UTF-8"]),
    "x = 1\ny = '\xe9'\n".encode("cp1252"): ("UnicodeDecodeError", 2, ["0xe9"]),
    NET.encode("utf-16"): ("UnicodeDecodeError", None, ["UTF-16"]),
    b"# coding: utf-7\nx = 1\n": ("UnicodeDecodeError", 1, ["utf-7"]),
    b"# coding: rot13\nx = 1\n": ("UnicodeDecodeError", 1, ["rot13", "UTF-8"]),
    b"# coding: unicode_escape\nx = 1\n": ("UnicodeDecodeError", 1, ["unicode_escape"]),
    b"\xef\xbb\xbf# coding: latin-1\n": ("UnicodeDecodeError", 1, ["latin-1"]),
    b"#!/usr/bin/python\n# coding: cp1252\ns = '\x81'\n": (
        "UnicodeDecodeError", 2, ["cp1252"],
    ),
    b"# coding: nonsense\n": ("UnicodeDecodeError", 1, ["nonsense"]),
    b"x = 1\ny = '\0'\n": ("ValueError", 2, ["NUL"]),
    b"class Net(:\n    pass\n": ("SyntaxError", 1, ["class Net(:"]),
    b"x = 1\nprint 'hello'\n": ("SyntaxError", 2, ["Python 2", "print(...)"]),
    b"try:\n    pass\nexcept IOError, e:\n    pass\n": ("SyntaxError", 3, ["Python 2"]),
    b"if 1:\n        x = 1\n\ty = 2\n": ("TabError", 3, ["tabs"]),
    b"def f():\nreturn 1\n": ("IndentationError", 2, ["indented"]),
    b"x = 1\nreturn x\n": ("SyntaxError", 2, ["outside function"]),
    b"(" * 5000 + b")" * 5000: ("SyntaxError", 1, ["too many nested"]),
    b"x = " + b"-" * 200_000 + b"1\n": ("RecursionError", None, ["nested"]),
    b"x = 1" + b" + 1" * 60_000 + b"\n": ("RecursionError", None, ["nested"]),
    b"x = a" + b".b" * 100_000 + b"\n": ("RecursionError", None, ["nested"]),
}  # fmt: skip


@pytest.mark.parametrize("data", BROKEN, ids=lambda data: repr(data[:24]))
def test_broken_but_a_submission(data):
    submission = read_bytes("a.py", data, LAB)
    kind, line, words = BROKEN[data]
    trouble = submission.trouble
    assert trouble is not None
    assert trouble.stage == "read"
    assert trouble.type == kind
    assert trouble.line == line
    assert submission.plan is None
    for word in words:
        assert word in trouble.message
    assert "\n" not in trouble.message


REFUSED = {  # (name, bytes): words that the sentence holds
    ("a.png", b"\x89PNG\r\n\x1a\n"): ["a.png", "picture"],
    ("task1_cnn.py", b"\x89PNG\r\n\x1a\n"): ["PNG"],
    ("a.pdf", b"%PDF-1.7"): ["PDF"],
    ("a.docx", b"PK\x03\x04..."): ["Word"],
    ("a.exe", b"MZ\x90\0\0"): ["program"],
    ("a.csv", b"1,2\n"): [".csv"],
    ("a.toml", b"x = 1\n"): [".toml"],
    ("a", b"\x01\x02\0\0"): ["no text"],
    ("a.py", b"# " + b"x" * 2**20): ["1 MB", "at most 256 kB"],
    ("a.ipynb", b" " * (20 * 2**20 + 1)): ["at most 20 MB"],
}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case[0])
def test_no_submission_at_all(case):
    name, data = case
    with pytest.raises(SubmissionError) as caught:
        read_bytes(name, data, LAB)
    for word in REFUSED[case]:
        assert word in str(caught.value)


@pytest.mark.parametrize("name", ["task1_cnn.py.txt", "task1_cnn", "TASK1_CNN.PY"])
def test_a_renamed_script_is_still_one(name):
    assert read_bytes(name, NET.encode(), LAB).plan is not None


def test_a_program_that_begins_with_mz_is_no_windows_program():
    assert read_bytes("a.py", b"MZ = 1\n" + NET.encode(), LAB).plan is not None


def test_bidirectional_controls_are_told():
    submission = read_bytes("a.py", f"{NET}s = '\u202e'\n".encode(), LAB)
    assert submission.trouble is None
    assert "line 2" in submission.warnings[0]
    assert "U+202E" in submission.warnings[0]


def test_the_hash_is_of_the_bytes_as_they_came():
    plain, marked = (
        read_bytes("a.py", start + NET.encode(), LAB) for start in (b"", b"\xef\xbb\xbf")
    )
    assert plain.sha256 != marked.sha256
    assert len(plain.sha256) == 64


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ѕcore", "Latin and Cyrillic"),
        ("р", "Cyrillic letters that looks Latin"),
        ("ΑΒ", "Greek letters that looks Latin"),
        ("größe", ""),
        ("число", ""),
        ("σ", ""),
        ("変数", ""),
    ],
)
def test_names_that_look_like_others_are_told(name: str, words: str) -> None:
    text = f"# {name} ѕcore\n" + NET + f"\n{name} = 1\n"
    warnings = read_bytes("a.py", text.encode(), LAB).warnings
    told = [warning for warning in warnings if "letters" in warning]
    assert bool(told) == bool(words)
    assert all(words in warning for warning in told)

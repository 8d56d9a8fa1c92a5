"""What a terminal sends and is sent, without one."""

from __future__ import annotations

import pytest

from grader.cli.terminal import keys_of, painted


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("h", ["h"]),
        ("Q", ["q"]),
        ("\x1b[A\x1b[Bh", ["up", "down", "h"]),
        ("\x1b[6~ ", ["page down", " "]),
        ("\x1b", []),  # Escape itself
        ("\x1bOPa", ["o", "p", "a"]),  # a key that nobody asked for is what it is
    ],
)
def test_keys(typed: str, keys: list[str]) -> None:
    assert keys_of(typed) == keys


def test_each_line_is_cleared_behind_its_words_and_the_rest_below() -> None:
    assert (
        painted([(("red", "a"), ("", "b")), ()], colour=False) == "\x1b[Hab\x1b[K\r\n\x1b[K\x1b[J"
    )
    assert "\x1b[31ma\x1b[0mb" in painted([(("red", "a"), ("", "b"))], colour=True)

"""Records: a dataclass comes back as it was, and its words are those that it may hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from grader.evidence import Training
from grader.wire.records import from_json, to_json

Colour = Literal["red", "green"]


@dataclass(frozen=True)
class Pencil:
    colour: Colour
    length: float | None = None
    tip: Literal["", Colour] = ""
    spare: Colour | None = None
    others: tuple[Colour, ...] = ()
    marks: Mapping[str, Colour] | None = None
    shavings: bytes = b""


PENCIL = Pencil("red", 2.5, "green", "red", ("green", "red"), {"a": "red"}, b"\x00x")


def _there_and_back(data: Any) -> Any:
    return json.loads(json.dumps(data))


@pytest.mark.parametrize("pencil", [PENCIL, Pencil("green")])
def test_a_record_comes_back_as_it_was(pencil: Pencil) -> None:
    blobs: list[bytes] = []
    assert from_json(Pencil, _there_and_back(to_json(pencil, blobs)), blobs) == pencil


WRONG: dict[str, dict[str, Any]] = {
    "another word": {"colour": "blue"},
    "no word": {"colour": 1},
    "none": {"colour": None},
    "a list": {"colour": ["red"]},
    "the empty one where it is none of them": {"spare": ""},
    "one of several": {"others": ["red", "blue"]},
    "one in a mapping": {"marks": {"a": "blue"}},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_word_that_it_may_not_hold_is_refused(change: dict[str, Any]) -> None:
    blobs: list[bytes] = []
    data = _there_and_back(to_json(PENCIL, blobs)) | change
    with pytest.raises(ValueError, match="is none of 'red', 'green'"):
        from_json(Pencil, data, blobs)


def test_a_training_cannot_go_another_way() -> None:
    told = to_json(Training(way="replayed", data="mnist"), [])
    assert from_json(Training, told, []).data == "mnist"
    for change in ({"way": "as I like it"}, {"outcome": "a triumph"}):
        with pytest.raises(ValueError, match="is none of"):
            from_json(Training, told | change, [])

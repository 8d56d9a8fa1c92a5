"""What the images of a lab are of, in sentences that were written for digits."""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.lab.nouns import Lab

_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_QUOTED = re.compile(r"(`[^`]*`)")  # a student's own words, which stay
_DIGITS = re.compile(r"\b([Dd])igit(s?)\b")
_TEN = re.compile(r"\b([Tt])en(?= (?:scores|digits|classes|outputs|numbers))|(?<=\ball )ten\b")


def one_of(things: str) -> str:
    """ "shape" for "shapes"."""
    if things.endswith("ies"):
        return things.removesuffix("ies") + "y"
    return things.removesuffix("s")


def in_words_of(lab: Lab) -> Callable[[str], str]:
    """What makes a sentence on ten digits one on the lab's own things, and as many of them."""
    things = lab.data.things
    if things == "digits" and lab.classes == 10:
        return lambda text: text
    single = one_of(things)
    count = _NUMBERS[lab.classes] if lab.classes < len(_NUMBERS) else str(lab.classes)

    def thing(found: re.Match[str]) -> str:
        word = things if found[2] else single
        return word.capitalize() if found[1] == "D" else word

    def ten(found: re.Match[str]) -> str:
        return count.capitalize() if found[1] == "T" else count

    def said(text: str) -> str:
        parts = _QUOTED.split(text)
        parts[::2] = [_DIGITS.sub(thing, _TEN.sub(ten, part)) for part in parts[::2]]
        return "".join(parts)

    return said

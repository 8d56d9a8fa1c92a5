"""What the images of a lab are of, in sentences that were written for ten digits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from grader.lab.nouns import Lab

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
_QUOTED = re.compile(r"(`[^`]*`)")  # a student's own words, which stay
_DIGITS = re.compile(r"\b([Dd])igit(s?)\b")
_TEN = re.compile(
    r"\b([Tt])en(?= (?:scores|digits|classes|outputs|numbers|probabilities)\b)"
    r"|\bten(?= (?:of an|for each) image)|(?<=\ball )ten\b"
)
_AT_RANDOM = "log 10 = 2.3"  # the loss of who says the same of every image


def count(number: int) -> str:
    """ "three"; 21 and more in digits."""
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


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
    single, number = one_of(things), count(lab.classes)
    at_random = f"log {lab.classes} = {math.log(lab.classes):.2g}"

    def thing(found: re.Match[str]) -> str:
        word = things if found[2] else single
        return word.capitalize() if found[1] == "D" else word

    def ten(found: re.Match[str]) -> str:
        return number.capitalize() if found[1] == "T" else number

    def said(text: str) -> str:
        parts = _QUOTED.split(text.replace(_AT_RANDOM, at_random))
        parts[::2] = [_DIGITS.sub(thing, _TEN.sub(ten, part)) for part in parts[::2]]
        return "".join(parts)

    return said

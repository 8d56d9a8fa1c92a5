"""Figures as they stand in print: which of a line's numbers say an accuracy, and which a loss."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

ACCURACY = re.compile(r"acc\w*|correct\w*|hits?\b|准确率?|正确率?", re.I)
_LOSS = re.compile(r"loss(?:es)?\b|\bnll\b|损失", re.I)
_OTHER = re.compile(r"top.?[2-9]|error|wrong|best|f1|precision|recall|so far|running", re.I)
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?(?![\w])\s*%?", re.I)
_SHARE = re.compile(r"(\d+)\s*(?:/|of|out of)\s*(\d+)")
_STAND_IN = "⟨"  # what a module would have said that is not there


@dataclass(frozen=True)
class Figure:
    """A number as it stands in print."""

    value: float
    unit: float  # what the last digit shown is worth
    percent: bool = False  # it says so

    def is_about(self, truth: float) -> bool:
        """Whether it is this number, rounded or cut off at the last digit, or as a float32."""
        near = max(self.unit * 1.001, 1e-6 * abs(truth))
        return math.isfinite(truth) and abs(self.value - truth) <= near

    def hides(self, share: float) -> bool:
        """Whether it is 0 for so small a share that its last digit does not show it in percent."""
        return not self.value and self.is_about(100 * share)

    def is_share(self, share: float) -> bool:
        """Whether it is this share, as it is or in percent."""
        if share and not self.value:
            return False
        plain = not self.percent and self.unit < 1 and self.is_about(share)
        return plain or self.value == share or self.is_about(100 * share)


def accuracies_in(text: str) -> list[list[Figure]]:
    """The figures that say an accuracy, for each word that promises one; none where none does."""
    if _OTHER.search(text) or _STAND_IN in text:
        return []
    words = [(one.start(), one.end()) for one in ACCURACY.finditer(text)]
    if not words:  # bare numbers, of which one may be it
        return [bare] if (bare := _bare(text)) else []
    marks = sorted([*words, *((one.start(), one.end()) for one in _LOSS.finditer(text))])
    found = list[list[Figure]]()
    for start, end in words:
        rest = text[end : min((s for s, _ in marks if s > start), default=len(text))]
        if not _NUMBER.search(rest):
            ahead = max((mark for mark in marks if mark[1] <= start), default=(0, 0))
            before = text[ahead[1] : start]
            last = [one[0] for one in _NUMBER.finditer(before)][-1:]
            if ahead[1] and ahead not in words:  # the number of a loss, unless it says otherwise
                last = [one for one in last if one.endswith("%")]
            found.append(_share(before) or [_figure(one) for one in last])
        else:
            found.append(_accuracy(rest))
    return [one for one in found if one]


def _accuracy(text: str) -> list[Figure]:
    numbers = [one[0] for one in _NUMBER.finditer(text)]
    shares = [one for one in numbers if one.endswith("%")]
    if shares:
        return [_figure(one) for one in shares]
    if share := _share(text):
        return share
    pointed = [one for one in numbers if "." in one]
    return [_figure(one) for one in pointed or numbers]


def losses_in(text: str) -> list[Figure]:
    """The figures that say a loss."""
    if _STAND_IN in text:
        return []
    found = _LOSS.search(text)
    if found is None:
        return [one for one in _bare(text) if _is_precise(one)] or _beside_an_accuracy(text)
    rest = text[found.end() :]
    other = ACCURACY.search(rest)
    rest = rest[: other.start()] if other else rest
    return [_figure(one[0]) for one in _NUMBER.finditer(rest) if "%" not in one[0]]


def _beside_an_accuracy(text: str) -> list[Figure]:
    """In a line that says an accuracy the other numbers with a point, of digits enough."""
    if not ACCURACY.search(text):
        return []
    told = [figure for some in accuracies_in(text) for figure in some]
    others = [_figure(one[0]) for one in _NUMBER.finditer(text) if "." in one[0]]
    return [one for one in others if one not in told and _is_precise(one)]


def _is_precise(figure: Figure) -> bool:
    """Whether it has digits enough to be known by, where nothing says what it is."""
    return abs(figure.value) >= 100 * figure.unit


def _share(text: str) -> list[Figure]:
    """What "11/216" or "11 of 216" says; nothing where none stands there."""
    found = _SHARE.search(text)
    return [Figure(int(found[1]) / int(found[2]), 1e-6)] if found and int(found[2]) else []


def _bare(text: str) -> list[Figure]:
    """The numbers of a line that holds nothing else; a whole one ahead of them counts epochs."""
    if re.search(r"[^\W\d]", text.replace("tensor", "")):
        return []
    found = _NUMBER.findall(text)
    if len(found) > 3:
        return []
    pointed = [one for one in found if "." in one or "%" in one]
    counts = bool(pointed) and found[0] not in pointed
    figures = [_figure(one) for one in (pointed if counts else found)]
    return [one for one in figures if not _counts(one)]


def _counts(figure: Figure) -> bool:
    """Whether it is so small and whole that it may count anything."""
    return figure.unit == 1 and 0 < figure.value < 10 and not figure.percent


def _figure(text: str) -> Figure:
    plain = text.rstrip("% ").replace(",", "")
    mantissa, _, exponent = plain.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    return Figure(float(plain), 10.0 ** (int(exponent or 0) - digits), text.endswith("%"))

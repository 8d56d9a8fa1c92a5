"""One statement of a network's text, taken apart word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from concepts.errors import ConceptError

if TYPE_CHECKING:  # a line is read without numpy
    from concepts.axes.arguments import Padding

INPUT = "input"  # the name of the node that holds the image
ALIASES = {
    "batchnorm": "batch_norm",
    "bn": "batch_norm",
    "deconv": "conv_transpose",
    "convt": "conv_transpose",
    "fc": "linear",
    "maxpool": "max",
    "avgpool": "avg",
    "max_pool": "max",
    "avg_pool": "avg",
    "lp_pool": "lp",
    "max_unpool": "unpool",
    "fractional_max_pool": "fractional_max",
    "average": "avg",
    "concat": "cat",
    "dense": "linear",
}
LETTERS = {  # options by their names in PyTorch and Keras: kernel_size=5, stride 2
    "kernel_size": "k",
    "kernel": "k",
    "stride": "s",
    "strides": "s",
    "padding": "p",
    "dilation": "d",
    "groups": "g",
    "output_padding": "o",
}
_VALUE = r"same|valid|-?\d[-\d:x]*"


@dataclass
class Statement:
    """A layer as it was written; reading an option takes it out of `rest`."""

    word: str  # the layer: conv, max, …
    name: str | None  # given by "name ="
    sources: tuple[str, ...]  # given by "from"
    key: str | None  # given by "@": shared parameters
    rest: list[str] = field(default_factory=list)  # words not understood so far

    @classmethod
    def of(cls, written: str, words: Sequence[str]) -> Statement:
        """Take a statement apart; its first word must be one of `words`."""
        named = re.match(r"([A-Za-z_][\w.]*)\s*=\s*(.*)$", written)
        name, body = (named[1], named[2]) if named else (None, written)
        body, _, sources = body.partition(" from ")
        tokens = _words_of(body)
        if not tokens:
            raise ConceptError(f'"{written}" names no layer')
        word = _layer(tokens[0])
        if word not in words:
            close = get_close_matches(word, words, 1, 0.4)
            hint = f"did you mean {close[0]!r}?" if close else f"the layers are {', '.join(words)}"
            raise ConceptError(f'in "{written}": {tokens[0]!r} is no layer; {hint}')
        keys = [token[1:] for token in tokens if token.startswith("@")]
        rest = [token for token in tokens[1:] if not token.startswith("@")]
        reads = tuple(filter(None, re.split(r"[,\s]+", sources)))
        return cls(word, name, reads, keys[0] if keys else None, rest)

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first word that looks like this, taken out."""
        for place, token in enumerate(self.rest):
            found = re.fullmatch(pattern, token)
            if found:
                del self.rest[place]
                return found
        return None

    def number(self, what: str, example: str) -> int:
        """A plain whole number, such as the filters of a convolution."""
        found = self.take(r"-?\d+")
        if not found:
            raise ConceptError(f'the number of {what} is missing, as in "{example}"')
        return int(found[0])

    def sizes(
        self, letter: str, example: str = "", default: int | None = None
    ) -> int | tuple[int, ...]:
        """One number or one for each axis: k5, k1x7; where it must be there, also bare: 5x5."""
        number = r"(-?\d+(?:x-?\d+)*)"
        found = self.take(letter + number)
        if not found and default is None:
            found = self.take(number)
        if found:
            numbers = tuple(int(part) for part in found[1].split("x"))
            return numbers[0] if len(numbers) == 1 else numbers
        if default is None:
            raise ConceptError(f'{letter} is missing, as in "{example}"')
        return default

    def one(self, letter: str, default: int) -> int:
        """An option with one number."""
        found = self.take(rf"{letter}(-?\d+)")
        return int(found[1]) if found else default

    def padding(self) -> Padding:
        """p1, p0x3, p0:1, psame or pvalid; 0 when there is none."""
        found = self.take(r"p(same|valid|-?\d+(?::-?\d+)?(?:x-?\d+(?::-?\d+)?)*)")
        if not found:
            return 0
        return padding_of(found[1])

    def shape(self, example: str) -> int | tuple[int, ...]:
        """A plain size: 7 or 14x14."""
        found = self.take(r"-?\d+(?:x-?\d+)*")
        if not found:
            raise ConceptError(f'a size is missing, as in "{example}"')
        sizes = tuple(int(part) for part in found[0].split("x"))
        return sizes[0] if len(sizes) == 1 else sizes

    def factor(self) -> float | None:
        """x2 or x1.5."""
        found = self.take(r"x(\d+(?:\.\d+)?)")
        return float(found[1]) if found else None

    def flag(self, name: str) -> bool:
        """Whether a word stands there."""
        return self.take(re.escape(name)) is not None

    def choice(self, names: Sequence[str], default: str) -> str:
        """One of several words, or the default."""
        found = self.take("|".join(map(re.escape, names)))
        return found[0] if found else default

    def joined(self, before: str) -> tuple[str, ...]:
        """The branches of a join: those named, and the statement before when only one is."""
        names = (*(name.rstrip(",") for name in self.rest), *self.sources)
        self.rest.clear()
        if not names:
            raise ConceptError(f'{self.word} needs its branches, as in "{self.word} a b"')
        return (before, *names) if len(names) == 1 else names


def _layer(word: str) -> str:
    """A layer by the name that is used here: `Conv2d` is conv, `max-pool` is max."""
    plain = re.sub(r"(?<=[a-z])[123]d$", "", word.lower().replace("-", "_"))
    return ALIASES.get(plain, plain)


def _words_of(body: str) -> list[str]:
    """The words of a statement, `kernel_size=5`, `stride 2` and `same` being k5, s2 and psame.

    >>> _words_of("conv 10, kernel_size=5 stride 2 same")
    ['conv', '10', 'k5', 's2', 'psame']
    """
    plain = re.sub(r"(?<=[\w]),(?=\s|$)", " ", body)
    plain = re.sub(r"(?i)(?<=\b(?:max|avg)) pool(?:ing)?\b", "", plain)
    names = "|".join(LETTERS)
    plain = re.sub(
        rf"(?<=\s)({names}|[kspdgo])\s*=\s*(?={_VALUE})|(?<=\s)({names})\s+(?={_VALUE})",
        lambda found: LETTERS.get(found[1] or found[2], found[1]),
        plain,
    )
    return ["p" + word if word in ("same", "valid") else word for word in plain.split()]


def padding_of(text: str) -> Padding:
    """Padding as it is written: 1, 0x3 for rows and columns, 0:1 before and after, same, valid.

    >>> padding_of("1"), padding_of("0x3"), padding_of("0:1"), padding_of("same")
    (1, (0, 3), ((0, 1),), 'same')
    """
    if text in ("same", "valid"):
        return text
    try:
        sides = [tuple(int(side) for side in part.split(":")) for part in text.split("x")]
    except ValueError:
        sides = []
    if not sides or any(len(side) > 2 for side in sides):
        raise ConceptError(
            f"padding is {text!r}: write 1, 0x3 (rows x columns), 0:1 (before:after), same or valid"
        )
    if all(len(side) == 1 for side in sides):
        numbers = tuple(side[0] for side in sides)
        return numbers[0] if len(numbers) == 1 else numbers
    return tuple((side[0], side[-1]) for side in sides)

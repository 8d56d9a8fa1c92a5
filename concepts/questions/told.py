"""A network as a question tells it: in the notation, and in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from concepts.errors import ConceptError
from concepts.network.network import Network
from concepts.written import by

_CONV = re.compile(r"conv (\d+) k(\d+)(?: s(\d+))?(?: p(\d+))?")


_POOL = re.compile(r"(max|avg) k(\d+)(?: s(\d+))?")


_LINEAR = re.compile(r"linear (\d+)")


@dataclass(frozen=True)
class Told:
    """A network, its text in the notation, and the image (channels, height, width) it is for."""

    network: Network
    text: str
    image: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """Of what comes out."""
        return self.network.steps(self.image)[-1].placed.shape

    @property
    def words(self) -> str:
        """What the image goes through."""
        return f"An image of {by(self.image)} goes through {in_words(self.text)}"

    @property
    def last(self) -> str:
        """ "the last pooling", where it is one, else "the last layer"."""
        return f"the last {'pooling' if _POOL.fullmatch(statements(self.text)[-1]) else 'layer'}"


def told(text: str, image: Sequence[int]) -> Told:
    """A network in the notation of `concepts`, on an image that it fits.

    Raises `ConceptError` with one sentence.
    """
    if len(image) != 3:
        raise ConceptError(f"the image is {list(image)}: it must be channels, height, width")
    made = Told(Network.from_text(text), text, tuple(image))
    _ = made.shape
    return made


def statements(text: str) -> list[str]:
    """The layers of a network as they are written.

    >>> statements("conv 4 k3;  max k2 # halves")
    ['conv 4 k3', 'max k2']
    """
    plain = re.split(r"[;\n]", re.sub(r"#.*", "", text))
    return [" ".join(one.split()) for one in plain if one.strip()]


def in_words(text: str) -> str:
    """The network as one says it; what is seldom asked stays in the notation.

    >>> in_words("conv 4 k3 s1 p1; max k2")
    'a convolution with 4 filters of 3×3, stride 1, padding 1; max pooling of 2×2, stride 2'
    >>> in_words("conv 4 k3; relu; conv 8 k1x3; flatten; linear 10")
    'a convolution with 4 filters of 3×3, stride 1, padding 0; a ReLU; conv 8 k1x3; flatten; a \
fully connected layer of 10 units'
    """
    return "; ".join(map(_said, statements(text)))


def _said(statement: str) -> str:
    if found := _CONV.fullmatch(statement):
        filters, kernel, stride, padding = found.groups()
        sides = f"{filters} filters of {kernel}×{kernel}"
        return f"a convolution with {sides}, stride {stride or 1}, padding {padding or 0}"
    if found := _POOL.fullmatch(statement):
        kind = "max" if found[1] == "max" else "average"
        return f"{kind} pooling of {found[2]}×{found[2]}, stride {found[3] or found[2]}"
    if found := _LINEAR.fullmatch(statement):
        return f"a fully connected layer of {found[1]} units"
    return "a ReLU" if statement == "relu" else statement

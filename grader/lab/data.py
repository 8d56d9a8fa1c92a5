"""What a lab's networks learn from: the table [data] of its file, and the sets that are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

Shape = tuple[int, int, int]
GREY: Shape = (1, 28, 28)


@dataclass(frozen=True)
class Known:
    """A set of torchvision's."""

    shape: Shape
    classes: int  # as its labels count them
    things: str


SETS: Mapping[str, Known] = {
    "mnist": Known(GREY, 10, "digits"),
    "digits": Known(GREY, 10, "digits"),
    "fashion": Known(GREY, 10, "garments"),
    "kmnist": Known(GREY, 10, "characters"),
    "emnist-byclass": Known(GREY, 62, "characters"),
    "emnist-bymerge": Known(GREY, 47, "characters"),
    "emnist-balanced": Known(GREY, 47, "characters"),
    "emnist-letters": Known(GREY, 27, "letters"),  # from 1 to 26, as torchvision gives them
    "emnist-digits": Known(GREY, 10, "digits"),
    "emnist-mnist": Known(GREY, 10, "digits"),
    "cifar10": Known((3, 32, 32), 10, "pictures"),
}


@dataclass(frozen=True)
class Data:
    """What networks learn from."""

    source: str = ""  # "fashion", or "shapes.npz" beside the lab; "": MNIST, or the embedded digits
    things: str = "digits"  # what the images are of, in sentences

    @property
    def names(self) -> tuple[str, ...]:
        """The data sets that it may come to: thresholds stand under their names."""
        if self.source == "":
            return ("mnist", "digits")
        return (self.source if self.source in SETS else PurePosixPath(self.source).stem,)

    @property
    def known(self) -> Known | None:
        """What is known of the images beforehand."""
        return SETS.get(self.source or "digits")

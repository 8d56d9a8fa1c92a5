"""What an experiment is asked for, what its settings are, and one run of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import Literal

from grader.evidence import Made
from grader.lab import Recipe

RecipeName = Literal["quick", "sheet"]
# axes by the name that --vary takes, with the words of a table's head
AXES = {
    "channels": "channels",
    "kernel": "kernel",
    "hidden": "hidden",
    "dropout": "dropout",
    "pooling": "pooling",
    "activation": "activation",
    "lr": "learning rate",
    "batch-size": "batch size",
}


class AskedError(ValueError):
    """What was asked for cannot be, whatever the network; one sentence."""


@dataclass(frozen=True)
class Asked:
    """What the settings are made of; nothing of an axis means the network's own alone."""

    channels: tuple[tuple[int, ...], ...] = ()  # of each convolution in turn
    kernels: tuple[tuple[int, ...], ...] = ()  # of all, or of each in turn
    vary: tuple[tuple[str, tuple[str, ...]], ...] = ()  # axis, values as they were written
    keep_size: bool = False
    recipe: RecipeName = "quick"

    @property
    def usual(self) -> bool:
        """Whether nothing was asked for: then the usual settings are tried."""
        return not (self.channels or self.kernels or self.vary)


@dataclass(frozen=True)
class Part:
    """One layer of a setting."""

    name: str  # as the student calls it, "conv1"
    kind: str  # "conv2d"
    shape: tuple[int, ...]  # of what it gives, of one image
    parameters: int
    multiply_adds: int  # of one image


@dataclass(frozen=True)
class Variant:
    """One setting of the student's network."""

    name: str  # "5/10 channels, kernel 3"
    values: tuple[tuple[str, str], ...]  # axis and value, of the axes of this experiment
    own: bool  # the network as it was handed in
    trouble: str  # why it cannot exist, or be worked out; "" where it can
    followed: tuple[str, ...] = ()  # what had to follow, in words
    parts: tuple[Part, ...] = ()
    parameters: int = 0
    multiply_adds: int = 0  # of one image; what is not known counts as none
    recipe: Recipe | None = None
    made: Made | None = None


@dataclass(frozen=True)
class Design:
    """All settings of one network."""

    file: str
    network: str  # digest of what it computes, whatever its lines and comments
    axes: tuple[str, ...]  # that differ between settings, the usual two first
    variants: tuple[Variant, ...]  # the student's own among them
    notes: tuple[str, ...] = ()
    keep_size: bool = False  # changed kernels are padded

    @property
    def own(self) -> Variant:
        """The network as it was handed in."""
        return next(one for one in self.variants if one.own)

    @property
    def possible(self) -> tuple[Variant, ...]:
        """The settings that can be trained."""
        return tuple(one for one in self.variants if one.made is not None)

    def samples(self, asked: int) -> int:
        """So many images that each setting's batches fill them, the same for all.

        Raises `AskedError`.
        """
        sizes = [one.recipe.batch_size for one in self.possible if one.recipe is not None]
        step = lcm(*sizes) if sizes else 1
        if step > asked:
            raise AskedError(
                f"--samples {asked} is less than one batch: batches of "
                f"{', '.join(map(str, sorted(set(sizes))))} fill the same number of images first "
                f"at {step}"
            )
        return asked // step * step

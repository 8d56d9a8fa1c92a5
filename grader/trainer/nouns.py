"""`Request`, `Place`, `Trained`: what is asked, where it is done, what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from grader.data import DataSet
from grader.evidence import Proof
from grader.graph import Graph, Tensor
from grader.lab import Recipe, Thresholds
from grader.torchside.learning import Fit
from grader.torchside.mending import Mend
from grader.torchside.resident import Resident


@dataclass(frozen=True)
class Request:
    """A network to train."""

    tensors: tuple[Tensor, ...]
    weights: tuple[bytes, ...]
    train: Graph
    eval: Graph
    proofs: tuple[Proof, ...]
    unproven: bool  # no proof can be had: the grader chose which value is the output
    recipe: Recipe
    thresholds: Thresholds
    input_shape: tuple[int, ...]  # channels, height, width
    classes: int
    uses: tuple[bytes, ...] = ()  # what came of each run as it is used
    images: torch.Tensor | None = None  # that it was used on, and proved in train mode
    things: str = "digits"  # that they are of


@dataclass(frozen=True)
class Place:
    """What networks are trained on, and where."""

    device: torch.device
    images: DataSet  # the chosen ones, as bytes
    data: Resident  # the same on the device


@dataclass(frozen=True)
class Trained:
    """One training of one network."""

    fit: Fit
    before: float  # held-out accuracy before it
    mend: Mend
    numbers: list[torch.Tensor]  # the network's tensors afterwards

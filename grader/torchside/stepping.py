"""One training step: forward, loss, gradients, weights; on a GPU all of it as one CUDA graph.

A step of the lab's network is some hundred small kernels, and launching them takes ten times
as long as running them. So the first steps are taken as they are, on a stream of their own,
which makes every kernel and buffer ready; then one is captured, and replayed from there on.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F

from grader.graph import Mode
from grader.torchside.optimizers import Optimizer
from grader.torchside.resident import Resident

Run = Callable[[Mode, torch.Tensor], torch.Tensor]  # (mode, x) -> log-probabilities
Step = Callable[[torch.Tensor], tuple[float, int]]  # batch -> (loss before it, read rightly)

WARM = 3  # steps before one is captured
# outputs and labels -> the loss that is to fall, and what the host is told, (k,) of float64
Judge = Callable[[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]


def stepping(run: Run, optimizer: Optimizer, data: Resident) -> Step:
    """A function that takes one step on the training images with these indices."""
    if data.images.device.type == "cuda":
        take = taking(run, optimizer, data, _loss_and_right)

        def captured(batch: torch.Tensor) -> tuple[float, int]:
            loss, right = take(batch)
            return loss, int(right)

        return captured

    def step(batch: torch.Tensor) -> tuple[float, int]:
        x, y = data.images[batch], data.labels[batch]
        output = run("train", x)
        loss = F.nll_loss(output, y)
        value = float(loss.detach())
        if loss.requires_grad and math.isfinite(value):
            optimizer(loss)
        return value, correct(output.detach(), y)

    return step


def taking(
    run: Run, optimizer: Optimizer, data: Resident, judge: Judge
) -> Callable[[torch.Tensor], list[float]]:
    """A function that takes one step on these images, and tells what `judge` says.

    The host looks at it afterwards: a step that diverges has been taken by then.
    """

    def take(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        loss, told = judge(run("train", x), y)
        if loss.requires_grad:
            optimizer(loss)
        return told

    if data.images.device.type == "cuda":
        return _Captured(take, data)
    return lambda batch: take(data.images[batch], data.labels[batch]).tolist()


def _loss_and_right(output: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    loss = F.nll_loss(output, y)
    right = (output.detach().argmax(1) == y).sum()
    return loss, torch.stack([loss.detach().double(), right.double()])


def correct(output: torch.Tensor, labels: torch.Tensor) -> int:
    """How many rows have their largest number at the label."""
    return int((output.argmax(1) == labels).sum())


class _Captured:
    """What cannot be captured raises RuntimeError: the network is trained elsewhere then."""

    def __init__(
        self, take: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], data: Resident
    ) -> None:
        self._take, self._data = take, data
        self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        self._graph: torch.cuda.CUDAGraph | None = None
        self._x = self._y = self._told = torch.empty(0)
        self._taken = 0

    def __call__(self, batch: torch.Tensor) -> list[float]:
        if self._taken == 0:
            self._x, self._y = self._data.images[batch], self._data.labels[batch]
        torch.index_select(self._data.images, 0, batch, out=self._x)
        torch.index_select(self._data.labels, 0, batch, out=self._y)
        if self._taken == WARM:
            self._graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(self._graph):
                self._told = self._take(self._x, self._y)
        if self._graph is not None:
            self._graph.replay()
        else:
            self._warm()
        self._taken += 1
        told: list[float] = self._told.tolist()
        return told

    def _warm(self) -> None:
        self._stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._stream):
            self._told = self._take(self._x, self._y)
        torch.cuda.current_stream().wait_stream(self._stream)

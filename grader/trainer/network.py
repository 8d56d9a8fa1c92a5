"""One network: its replays and its numbers as they came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

import torch

from grader.evidence import Behaviour, Effects
from grader.graph import Graph
from grader.lab import Recipe
from grader.torchside.behaviour import measure
from grader.torchside.budget import ReplayRefused, affordable
from grader.torchside.learning import fit, read_held_out
from grader.torchside.mending import choose_mend
from grader.torchside.replay import Replay, build_tensors
from grader.torchside.seeding import seed_torch
from grader.trainer.effects import effects
from grader.trainer.layout import Run, channels_last, plain
from grader.trainer.nouns import Place, Request, Trained
from grader.trainer.proving import worst_difference
from grader.trainer.results import accuracy
from grader.trainer.using import unlike_in_use

BEFORE = 512  # held-out images read before training
CPU = torch.device("cpu")


class Network:
    """The numbers as they came stay as they came: everything runs on copies."""

    def __init__(self, request: Request) -> None:
        """Raises `ReplayRefused`; every shape has been seen to hold afterwards."""
        self.request = request
        self._graphs = (request.train, request.eval)
        for graph in self._graphs:
            _check_input(graph, request.input_shape)
        self._replays = {g.mode: Replay(g, request.tensors, CPU) for g in self._graphs}
        self.numbers = build_tensors(request.tensors, request.weights, CPU)
        for replay in self._replays.values():
            self._walk(replay)

    @torch.no_grad()
    def _walk(self, replay: Replay) -> None:
        x = torch.zeros(replay.graph.batch, *self.request.input_shape)
        for _ in replay.watch(x, _copies(self.numbers, CPU)):
            pass

    def prove(self) -> float:
        """The replay's worst relative difference to the student's module."""
        request = self.request
        return worst_difference(
            request.proofs,
            self._replays,
            request.tensors,
            self.numbers,
            request.input_shape,
            request.images,
        )

    def unlike_in_use(self) -> str:
        """How the student's module differs from its graph when it is used, or ""."""
        request = self.request
        if request.unproven or not request.uses or request.images is None:
            return ""
        if request.eval.batch != request.recipe.batch_size:
            return f"was recorded with {request.eval.batch} images"
        return unlike_in_use(
            request.uses,
            self._replays["eval"],
            request.tensors,
            lambda: _copies(self.numbers, CPU),
            request.images,
            request.things,
        )

    def behaviour(self) -> Behaviour:
        """What it does before any training."""
        copies = _copies(self.numbers, CPU)
        return measure(
            "replay",
            lambda mode, x: self._replays[mode].run(x, copies),
            self._parameters(copies),
            self.request.input_shape,
            self.request.eval.batch,
            watch=lambda x: self._replays["eval"].watch(x, copies),
        )

    def hindrance(self, place: Place) -> str:
        """Why it cannot be trained on these data, or ""."""
        request = self.request
        wanted = (request.recipe.batch_size, request.classes)
        image = tuple(place.data.images.shape[1:])
        if tuple(request.input_shape) != image:
            return f"the lab asks for inputs of shape {request.input_shape}, the data have {image}"
        for graph in self._graphs:
            shape = graph.values[graph.output or 0].shape
            if shape != wanted:
                return f"the output has shape {shape}, where {wanted} can be trained"
        return ""

    def train(
        self,
        place: Place,
        start: Sequence[torch.Tensor],
        recipe: Recipe | None = None,
        watch: Callable[[int, Run, Sequence[torch.Tensor]], None] | None = None,
    ) -> Trained:
        """Train once, from the numbers `start`; by the lab's recipe, if no other is given.

        `watch` is told of the start and of each step: samples seen, how to run it, its numbers.
        """
        recipe = recipe or self.request.recipe
        run, numbers = self.laid_out(place, start)
        seed_torch(recipe.seed)
        first = read_held_out(run, place.data, recipe.batch_size, BEFORE).cpu()
        mend = choose_mend(first)
        if watch is not None:
            watch(0, run, numbers)
        fitted = fit(
            lambda mode, x: mend.apply(run(mode, x)),
            list(self._parameters(numbers).values()),
            place.data,
            recipe,
            self.request.thresholds,
            affordable(self.request.train, self.request.tensors),
            after=None if watch is None else lambda samples: watch(samples, run, numbers),
        )
        before = accuracy(first.float().numpy(), place.images.held_out_labels)
        return Trained(fitted, before, mend, numbers)

    def laid_out(
        self, place: Place, start: Sequence[torch.Tensor]
    ) -> tuple[Run, list[torch.Tensor]]:
        """Ready to be trained on a copy; on the CPU with channels last where that is the same."""
        tensors = self.request.tensors
        if place.device.type == "cpu":
            x = place.data.images[: self.request.recipe.batch_size]
            laid_out = channels_last(self._graphs, tensors, start, x)
            if laid_out is not None:
                return laid_out
        return plain(self._graphs, tensors, start, place.device)

    @torch.no_grad()
    def values(
        self, numbers: Sequence[torch.Tensor], images: torch.Tensor, wanted: Sequence[int]
    ) -> list[torch.Tensor]:
        """What these values of the graph hold for a batch of images, on the CPU, in eval mode."""
        found: dict[int, torch.Tensor] = {}
        for index, value in self._replays["eval"].watch(images.to(CPU), _copies(numbers, CPU)):
            if index in wanted:
                found[index] = value.detach().clone()  # a later call may overwrite it
        return [found[index] for index in wanted]

    def effects(self, place: Place, trained: Trained) -> Effects:
        """What its steps do to a batch of real images, on the CPU and as the graph was recorded."""
        size, labels = self.request.recipe.batch_size, place.data.held_out_labels
        assert labels is not None  # the trainer holds them
        images = place.data.held_out_images[:size].to(CPU)
        weights = {
            tensor.name: i
            for i, tensor in enumerate(self.request.tensors)
            if tensor.kind == "parameter" and len(tensor.shape) > 1
        }
        states = (self.numbers, _copies(trained.numbers, CPU))
        return effects(self._replays, states, weights, trained.mend, images, labels[:size].to(CPU))

    def carried(self) -> list[int]:
        """Positions of the tensors that no seed changes, though they are no one number."""
        return [
            i
            for i, (tensor, number) in enumerate(
                zip(self.request.tensors, self.numbers, strict=True)
            )
            if tensor.same_for_every_seed
            and number.is_floating_point()
            and number.numel() > 1
            and bool((number != number.flatten()[0]).any())
        ]

    def shuffled(self, positions: Sequence[int]) -> list[torch.Tensor]:
        """The numbers, those at `positions` in another order within each tensor.

        The order follows from the numbers themselves: repeatable, and not to be foreseen.
        """
        digest = sha256(b"".join(self.request.weights[i] for i in positions)).digest()
        random = torch.Generator().manual_seed(int.from_bytes(digest[:7], "little"))
        numbers = list(self.numbers)
        for i in positions:
            flat = numbers[i].detach().flatten()
            mixed = flat[torch.randperm(len(flat), generator=random)]
            numbers[i] = mixed.reshape(numbers[i].shape).requires_grad_(numbers[i].requires_grad)
        return numbers

    def _parameters(self, numbers: Sequence[torch.Tensor]) -> dict[str, torch.Tensor]:
        return {
            tensor.name: number
            for tensor, number in zip(self.request.tensors, numbers, strict=True)
            if tensor.kind == "parameter"
        }


def _check_input(graph: Graph, input_shape: tuple[int, ...]) -> None:
    """The batch is a claim too, and a tensor of that size is made before any call is seen."""
    wanted = (graph.batch, *input_shape)
    if graph.values[0].shape != wanted:
        raise ReplayRefused(f"the graph begins with {graph.values[0].shape}, not with {wanted}")


def _copies(numbers: Sequence[torch.Tensor], device: torch.device) -> list[torch.Tensor]:
    return [
        number.detach()
        .to(device)
        .clone(memory_format=torch.contiguous_format)
        .requires_grad_(number.requires_grad)
        for number in numbers
    ]

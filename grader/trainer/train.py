"""One submission: prove the replay, measure the network, train it, say how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import torch

from grader.data import Digits
from grader.evidence import Behaviour, Proof, Training
from grader.graph import Graph, Tensor
from grader.lab import Recipe, Thresholds
from grader.torchside.behaviour import measure
from grader.torchside.budget import ReplayRefused
from grader.torchside.learning import Fit, Resident, fit, read_held_out
from grader.torchside.mending import Mend, choose_mend
from grader.torchside.replay import Replay, build_tensors
from grader.trainer.proving import CLOSE, worst_difference
from grader.trainer.results import accuracy, confusion, first_filters, misread

BEFORE = 512  # held-out images read before training


@dataclass(frozen=True)
class Request:
    """A network to train."""

    tensors: tuple[Tensor, ...]
    weights: tuple[bytes, ...]
    train: Graph
    eval: Graph
    proofs: tuple[Proof, ...]
    recipe: Recipe
    thresholds: Thresholds
    input_shape: tuple[int, ...]
    classes: int


@dataclass(frozen=True)
class Place:
    """What networks are trained on, and where."""

    device: torch.device
    digits: Digits  # the chosen images, as bytes
    data: Resident  # the same on the device


def serve_train(request: Request, place: Place) -> tuple[Behaviour | None, Training]:
    """Never raises for a network: what cannot be run says why in `Training.reason`."""
    try:
        network = _Network(request)
        difference = network.prove()
        if difference > CLOSE:
            return None, _differs(difference)
        behaviour = network.behaviour()
    except ReplayRefused as refusal:
        return None, Training(way="not run", reason=str(refusal))
    except (RuntimeError, ValueError, TypeError, IndexError, MemoryError) as error:
        return None, Training(way="not run", reason=f"the replay failed: {error}"[:500])
    hindrance = network.hindrance(place)
    if hindrance:
        return behaviour, Training(way="not run", reason=hindrance, replay_difference=difference)
    try:
        training = network.train(place)
    except (RuntimeError, ValueError, TypeError, IndexError, MemoryError) as error:
        reason = f"training failed: {error}"[:500]
        return behaviour, Training(way="not run", reason=reason, replay_difference=difference)
    return behaviour, replace(training, replay_difference=difference)


def _differs(difference: float) -> Training:
    shown = f"by {difference:.2g} of its largest number" if np.isfinite(difference) else "in shape"
    return Training(
        way="not run",
        reason=f"the recorded calls do not give what the network itself gives: it differs {shown}",
        replay_difference=min(difference, 1e30),
    )


class _Network:
    """The replays of one network with its numbers, on the CPU."""

    def __init__(self, request: Request) -> None:
        """Raises `ReplayRefused`; every shape has been seen to hold afterwards."""
        self.request = request
        cpu = torch.device("cpu")
        self.replays = {
            graph.mode: Replay(graph, request.tensors, cpu)
            for graph in (request.train, request.eval)
        }
        self.numbers = build_tensors(request.tensors, request.weights, cpu)
        for replay in self.replays.values():
            self._walk(replay)

    @torch.no_grad()
    def _walk(self, replay: Replay) -> None:
        x = torch.zeros(replay.graph.batch, *self.request.input_shape)
        for _ in replay.watch(x, [number.detach().clone() for number in self.numbers]):
            pass

    def prove(self) -> float:
        """The replay's worst relative difference to the student's module."""
        return worst_difference(
            self.request.proofs,
            self.replays,
            self.request.tensors,
            self.numbers,
            self.request.input_shape,
        )

    def behaviour(self) -> Behaviour:
        """Measured on copies: training starts from the numbers as they came."""
        copies = _copies(self.numbers, torch.device("cpu"))
        return measure(
            "replay",
            lambda mode, x: self.replays[mode].run(x, copies),
            self._parameters(copies),
            self.request.input_shape,
            self.request.eval.batch,
            watch=lambda x: self.replays["eval"].watch(x, copies),
        )

    def _parameters(self, numbers: Sequence[torch.Tensor]) -> dict[str, torch.Tensor]:
        return {
            tensor.name: number
            for tensor, number in zip(self.request.tensors, numbers, strict=True)
            if tensor.kind == "parameter"
        }

    def hindrance(self, place: Place) -> str:
        """Why it cannot be trained on these data, or ""."""
        request = self.request
        wanted = (request.recipe.batch_size, request.classes)
        image = tuple(place.data.images.shape[1:])
        if tuple(request.input_shape) != image:
            return f"the lab asks for inputs of shape {request.input_shape}, the data have {image}"
        for graph in (request.train, request.eval):
            shape = graph.values[graph.output or 0].shape
            if shape != wanted:
                return f"the output has shape {shape}, where {wanted} can be trained"
        return ""

    def train(self, place: Place) -> Training:
        """Train from the given numbers, and from shuffled ones where the file carries them."""
        trained, before, mend, numbers = self._fit(place, self.numbers)
        result = self._tell(place, trained, before, mend, numbers)
        carried = self._carried()
        if carried and trained.outcome == "reached":
            again, _, _, _ = self._fit(place, self._shuffled(carried))
            share = accuracy(again.reading.cpu().numpy(), place.digits.held_out_labels)
            result = replace(result, shuffled_accuracy=share)
            if again.outcome != "reached":
                names = ", ".join(self.request.tensors[i].name for i in carried[:3])
                result = replace(
                    result,
                    suspicions=(
                        *result.suspicions,
                        f"It learns only with the numbers that its file carries: {names} "
                        f"are the same for every seed, and with them shuffled it reaches "
                        f"{share:.0%} instead of {result.accuracy or 0:.0%}.",
                    ),
                )
        return result

    def _fit(
        self, place: Place, start: Sequence[torch.Tensor]
    ) -> tuple[Fit, float, Mend, list[torch.Tensor]]:
        """One training; with the accuracy before, the mend, and the numbers afterwards."""
        request = self.request
        numbers = _copies(start, place.device)
        replays = {
            graph.mode: Replay(graph, request.tensors, place.device)
            for graph in (request.train, request.eval)
        }
        size = request.recipe.batch_size
        torch.manual_seed(request.recipe.seed)
        raw = read_held_out(lambda mode, x: replays[mode].run(x, numbers), place.data, size, BEFORE)
        mend = choose_mend(raw.cpu())
        before = accuracy(raw.float().cpu().numpy(), place.digits.held_out_labels)
        trained = fit(
            lambda mode, x: mend.apply(replays[mode].run(x, numbers)),
            list(self._parameters(numbers).values()),
            place.data,
            request.recipe,
            request.thresholds,
        )
        return trained, before, mend, numbers

    def _tell(
        self,
        place: Place,
        trained: Fit,
        before: float,
        mend: Mend,
        numbers: Sequence[torch.Tensor],
    ) -> Training:
        request = self.request
        reading = trained.reading.float().cpu().numpy()
        training = Training(
            way="replayed",
            outcome=trained.outcome,
            mended=(mend.name,) if mend.name else (),
            seed=request.recipe.seed,
            samples=trained.samples,
            seconds=trained.seconds,
            curve=trained.curve,
            looks=trained.looks,
            loss_before=trained.loss_before,
            loss_after=trained.loss_after,
            accuracy_before=before,
            filters=first_filters(request.eval, request.tensors, self.numbers, numbers),
        )
        return tell_reading(training, reading, place.digits, request.classes, request.thresholds)

    def _carried(self) -> list[int]:
        """Weights that no seed changes, though they are not one number throughout."""
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

    def _shuffled(self, carried: Sequence[int]) -> list[torch.Tensor]:
        """The numbers with the carried ones in another order within each tensor.

        The order follows from the numbers themselves: repeatable, and not to be foreseen.
        """
        digest = sha256(b"".join(self.request.weights[i] for i in carried)).digest()
        random = torch.Generator().manual_seed(int.from_bytes(digest[:7], "little"))
        numbers = list(self.numbers)
        for i in carried:
            flat = numbers[i].detach().flatten()
            order = torch.randperm(len(flat), generator=random)
            numbers[i] = flat[order].reshape(numbers[i].shape)
            numbers[i].requires_grad_(self.numbers[i].requires_grad)
        return numbers


def tell_reading(
    training: Training,
    reading: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    digits: Digits,
    classes: int,
    thresholds: Thresholds,
) -> Training:
    """The training with what its reading of the held-out images shows."""
    share = accuracy(reading, digits.held_out_labels)
    before = training.accuracy_before
    suspicions = training.suspicions
    if before is not None and before > thresholds.chance:
        suspicions += (
            f"It reads {before:.0%} of unseen digits before any training; "
            f"untrained networks stay below {thresholds.chance:.0%}.",
        )
    return replace(
        training,
        data=digits.name,
        accuracy=share,
        held_out=len(reading),
        threshold=thresholds.held_out_accuracy,
        confusion=confusion(reading, digits.held_out_labels, classes),
        misread=misread(reading, digits),
        suspicions=suspicions,
    )


def _copies(numbers: Sequence[torch.Tensor], device: torch.device) -> list[torch.Tensor]:
    return [
        number.detach().clone().to(device).requires_grad_(number.requires_grad)
        for number in numbers
    ]

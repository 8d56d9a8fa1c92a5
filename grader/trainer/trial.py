"""One setting of an experiment with one seed: drawn, trained to the end, and read.

What it reads of the test images is asked by itself, once all settings are trained and one is
chosen: of the others nobody needs to know it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch

from grader.data import DataSet, divide
from grader.evidence import Made, Trial
from grader.graph import Graph, Tensor, graph_from_json, tensors_from_json
from grader.lab import Recipe, Thresholds
from grader.torchside.beginnings import first_numbers
from grader.torchside.budget import ReplayRefused, affordable, check_budget
from grader.torchside.learning import read_held_out
from grader.torchside.resident import Resident, make_resident
from grader.torchside.whole_run import train_whole
from grader.trainer.device import device_name, kind_of
from grader.trainer.network import Network
from grader.trainer.nouns import Place, Request
from grader.trainer.results import Reading, accuracy, confusion, first_filters
from grader.trainer.train import as_reading

Numbers = tuple[bytes, ...]  # of a network's tensors, in their order


@dataclass(frozen=True)
class Grounds:
    """What all settings are trained on, chosen by and tested with."""

    place: Place
    test: Resident
    test_images: DataSet


def grounds_of(images: DataSet, device: torch.device) -> Grounds:
    """The division on the device; its training images lie there once."""
    parts = divide(images)

    def resident(one: DataSet) -> Resident:
        train = one.train_images, one.train_labels
        held_out = one.held_out_images, one.held_out_labels
        return make_resident(train, held_out, one.mean, one.std, device)

    data = resident(parts.chosen_by)
    test = parts.test
    none = replace(test, train_images=test.train_images[:0], train_labels=test.train_labels[:0])
    return Grounds(Place(device, parts.chosen_by, data), resident(none), test)


def serve_trial(
    made: Made, recipe: Recipe, thresholds: Thresholds, grounds: Grounds
) -> tuple[Trial, Numbers]:
    """How it went, and the numbers that came of it.

    Never raises for a network: what cannot be run says why in `Trial.trouble`.
    """
    began = time.process_time()
    try:
        trial, numbers = _trial(made, recipe, thresholds, grounds)
    except ReplayRefused as refusal:
        return Trial(trouble=str(refusal), seed=recipe.seed), ()
    except Exception as error:  # arguments are a stranger's: torch answers with all kinds
        return Trial(trouble=f"it failed: {error}"[:500], seed=recipe.seed), ()
    device = grounds.place.device
    trial = replace(
        trial,
        whole_seconds=time.process_time() - began,
        device=kind_of(device),
        device_name=device_name(device),
    )
    return trial, numbers


def serve_test(
    made: Made, numbers: Numbers, recipe: Recipe, thresholds: Thresholds, grounds: Grounds
) -> tuple[float | None, int]:
    """The share of the test images that a trained setting reads rightly, and how many these are.

    None where it cannot be run with its numbers, as where they are none any more.
    """
    labels = grounds.test_images.held_out_labels
    try:
        network = _network(made, numbers, recipe, thresholds)
        run, _ = network.laid_out(grounds.place, network.numbers)
        read = _told(read_held_out(run, grounds.test, recipe.batch_size, len(labels)))
    except Exception:  # arguments are a stranger's: torch answers with all kinds
        return None, 0
    return accuracy(read, labels), len(read)


def _network(
    made: Made, weights: Sequence[bytes] | None, recipe: Recipe, thresholds: Thresholds
) -> Network:
    """With these numbers, or with such as its seed draws."""
    tensors, train, tested = graphs_of(made)
    for graph in (train, tested):
        check_budget(graph, tensors)  # before any number is drawn
    if weights is None:
        weights = first_numbers(tensors, made.begins, recipe.seed)
    return Network(
        Request(
            tensors=tensors,
            weights=tuple(weights),
            train=train,
            eval=tested,
            proofs=(),
            unproven=True,  # its calls were proved before they were changed
            recipe=recipe,
            thresholds=thresholds,
            input_shape=made.input_shape,
            classes=made.classes,
        )
    )


def _trial(
    made: Made, recipe: Recipe, thresholds: Thresholds, grounds: Grounds
) -> tuple[Trial, Numbers]:
    network = _network(made, None, recipe, thresholds)
    request = network.request
    hindrance = network.hindrance(grounds.place)
    if not hindrance and affordable(request.train, request.tensors) < recipe.max_samples:
        hindrance = f"{recipe.max_samples:,} images would take more multiply–adds than are allowed"
    if hindrance:
        raise ReplayRefused(hindrance)
    run, numbers = network.laid_out(grounds.place, network.numbers)
    learning = [one for one in numbers if one.requires_grad]
    whole = train_whole(run, learning, grounds.place.data, recipe)
    labels = grounds.place.images.held_out_labels
    read = _told(whole.reading)
    trial = Trial(
        diverged=whole.diverged,
        seed=recipe.seed,
        samples=whole.samples,
        seconds=whole.seconds,
        curve=whole.curve,
        accuracy=accuracy(read, labels),
        held_out=len(read),
        confusion=confusion(read, labels, made.classes),
        filters=first_filters(request.eval, request.tensors, network.numbers, numbers),
    )
    return trial, tuple(map(_kept, numbers))


def _kept(number: torch.Tensor) -> bytes:
    """As `build_tensors` takes it."""
    flat = number.detach().cpu().contiguous().flatten()
    return flat.view(torch.uint8).numpy().tobytes()


def _told(reading: torch.Tensor) -> Reading:
    return as_reading(reading.float().cpu().numpy())


def graphs_of(made: Made) -> tuple[tuple[Tensor, ...], Graph, Graph]:
    """Read strictly, as whatever goes back to a stranger's file."""
    told = json.loads(made.graphs)
    tensors = tensors_from_json(told["tensors"])
    if len(tensors) != len(made.begins):
        raise ReplayRefused(f"{len(tensors)} tensors came with {len(made.begins)} beginnings")
    train, tested = (graph_from_json(told[name], len(tensors)) for name in ("train", "eval"))
    return tensors, train, tested

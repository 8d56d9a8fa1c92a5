"""One setting of an experiment with one seed: drawn, trained to the end, and read."""

from __future__ import annotations

import json
import time
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


def serve_trial(made: Made, recipe: Recipe, thresholds: Thresholds, grounds: Grounds) -> Trial:
    """Never raises for a network: what cannot be run says why in `Trial.trouble`."""
    began = time.process_time()
    try:
        trial = _trial(made, recipe, thresholds, grounds)
    except ReplayRefused as refusal:
        return Trial(trouble=str(refusal), seed=recipe.seed)
    except Exception as error:  # arguments are a stranger's: torch answers with all kinds
        return Trial(trouble=f"it failed: {error}"[:500], seed=recipe.seed)
    device = grounds.place.device
    return replace(
        trial,
        whole_seconds=time.process_time() - began,
        device=kind_of(device),
        device_name=device_name(device),
    )


def _trial(made: Made, recipe: Recipe, thresholds: Thresholds, grounds: Grounds) -> Trial:
    tensors, train, tested = graphs_of(made)
    for graph in (train, tested):
        check_budget(graph, tensors)  # before any number is drawn
    weights = first_numbers(tensors, made.begins, recipe.seed)
    network = Network(
        Request(
            tensors=tensors,
            weights=weights,
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
    hindrance = network.hindrance(grounds.place)
    if not hindrance and affordable(train, tensors) < recipe.max_samples:
        hindrance = f"{recipe.max_samples:,} images would take more multiply–adds than are allowed"
    if hindrance:
        raise ReplayRefused(hindrance)
    run, numbers = network.laid_out(grounds.place, network.numbers)
    learning = [one for one in numbers if one.requires_grad]
    whole = train_whole(run, learning, grounds.place.data, recipe)
    images, labels = grounds.place.images, grounds.test_images.held_out_labels
    chosen = _told(whole.reading)
    read = _told(read_held_out(run, grounds.test, recipe.batch_size, len(labels)))
    return Trial(
        diverged=whole.diverged,
        seed=recipe.seed,
        samples=whole.samples,
        seconds=whole.seconds,
        curve=whole.curve,
        accuracy=accuracy(chosen, images.held_out_labels),
        held_out=len(chosen),
        test_accuracy=accuracy(read, labels),
        tested=len(read),
        confusion=confusion(read, labels, made.classes),
        filters=first_filters(tested, tensors, network.numbers, numbers),
    )


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

"""One setting of an experiment, seed by seed: drawn, trained to the end, and read.

On a GPU its seeds are trained side by side, in one network with their numbers stacked; so is one
seed by itself, that it comes to the same numbers. What cannot be stacked is trained as it is.

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
from grader.torchside.beside import stack
from grader.torchside.budget import ReplayRefused, affordable, check_budget
from grader.torchside.learning import read_at_once, read_held_out
from grader.torchside.resident import Resident, make_resident
from grader.torchside.whole_run import Whole, train_beside, train_whole
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


def serve_trials(
    made: Made, recipes: Sequence[Recipe], thresholds: Thresholds, grounds: Grounds
) -> list[tuple[Trial, Numbers]]:
    """How each went, and the numbers that came of it, for recipes that differ in their seed alone.

    Never raises for a network: what cannot be run says why in `Trial.trouble`.
    """
    if len(recipes) > 1 or grounds.place.device.type == "cuda":
        began = time.process_time()
        try:
            found = _beside(made, recipes, thresholds, grounds)
        except Exception:  # the device may have no room: each by itself, which says what is wrong
            found = None
        if found is not None:
            seconds = (time.process_time() - began) / len(recipes)
            return [(_signed(trial, seconds, grounds), numbers) for trial, numbers in found]
    return [_serve_trial(made, recipe, thresholds, grounds) for recipe in recipes]


def _serve_trial(
    made: Made, recipe: Recipe, thresholds: Thresholds, grounds: Grounds
) -> tuple[Trial, Numbers]:
    began = time.process_time()
    try:
        trial, numbers = _alone(made, recipe, thresholds, grounds)
    except ReplayRefused as refusal:
        return Trial(trouble=str(refusal), seed=recipe.seed), ()
    except Exception as error:  # arguments are a stranger's: torch answers with all kinds
        return Trial(trouble=f"it failed: {error}"[:500], seed=recipe.seed), ()
    return _signed(trial, time.process_time() - began, grounds), numbers


def _signed(trial: Trial, seconds: float, grounds: Grounds) -> Trial:
    device = grounds.place.device
    return replace(
        trial, whole_seconds=seconds, device=kind_of(device), device_name=device_name(device)
    )


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
        size, first = read_at_once(run, grounds.test, recipe.batch_size)
        read = _told(read_held_out(run, grounds.test, size, len(labels), (first,)))
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


def _alone(
    made: Made, recipe: Recipe, thresholds: Thresholds, grounds: Grounds
) -> tuple[Trial, Numbers]:
    network = _trainable(made, recipe, thresholds, grounds)
    run, numbers = network.laid_out(grounds.place, network.numbers)
    learning = [one for one in numbers if one.requires_grad]
    whole = train_whole(run, learning, grounds.place.data, recipe)
    return _trial(network, whole, numbers, grounds), tuple(map(_kept, numbers))


def _beside(
    made: Made, recipes: Sequence[Recipe], thresholds: Thresholds, grounds: Grounds
) -> list[tuple[Trial, Numbers]] | None:
    """None where they cannot be stacked."""
    networks = [_trainable(made, recipe, thresholds, grounds) for recipe in recipes]
    request, data = networks[0].request, grounds.place.data
    stacked = stack(
        (request.train, request.eval),
        request.tensors,
        [network.numbers for network in networks],
        [recipe.seed for recipe in recipes],
        data.images[: recipes[0].batch_size],
    )
    if stacked is None:
        return None
    wholes = train_beside(stacked, data, recipes)
    found = []
    for i, (network, whole) in enumerate(zip(networks, wholes, strict=True)):
        numbers = [one[i] for one in stacked.numbers]
        found.append((_trial(network, whole, numbers, grounds), tuple(map(_kept, numbers))))
    return found


def _trainable(made: Made, recipe: Recipe, thresholds: Thresholds, grounds: Grounds) -> Network:
    """With the numbers that its seed draws. Raises `ReplayRefused`."""
    network = _network(made, None, recipe, thresholds)
    request = network.request
    hindrance = network.hindrance(grounds.place)
    if not hindrance and affordable(request.train, request.tensors) < recipe.max_samples:
        hindrance = f"{recipe.max_samples:,} images would take more multiply–adds than are allowed"
    if hindrance:
        raise ReplayRefused(hindrance)
    return network


def _trial(
    network: Network, whole: Whole, numbers: Sequence[torch.Tensor], grounds: Grounds
) -> Trial:
    request = network.request
    labels = grounds.place.images.held_out_labels
    read = _told(whole.reading)
    return Trial(
        diverged=whole.diverged,
        seed=request.recipe.seed,
        samples=whole.samples,
        seconds=whole.seconds,
        curve=whole.curve,
        accuracy=accuracy(read, labels),
        held_out=len(read),
        confusion=confusion(read, labels, request.classes),
        filters=first_filters(request.eval, request.tensors, network.numbers, numbers),
    )


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

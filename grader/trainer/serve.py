"""Requests in, answers out (the package's docstring is the protocol)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import numpy as np
import torch

from grader.data import DataError, DataSet, Likeness, Source, choose, likeness_of, load
from grader.evidence import Made, Proof, Training
from grader.graph import graph_from_json, tensors_from_json
from grader.lab import Recipe, Thresholds
from grader.torchside.resident import Resident, make_resident
from grader.torchside.uses import inputs_of
from grader.trainer.calling_off import CalledOff, at_work, listen
from grader.trainer.device import (
    UnboundedError,
    bound_memory,
    choose_device,
    device_name,
    warm,
    works,
)
from grader.trainer.keeping import keep
from grader.trainer.nouns import Place, Request
from grader.trainer.train import as_reading, serve_train, signed, tell_reading
from grader.trainer.trial import Grounds, grounds_of, serve_test, serve_trials
from grader.wire import frame
from grader.wire.memory import shut_memory
from grader.wire.records import from_json, to_json

MOST_JSON = 2**27
MOST_BLOBS = 2**31
CPU = torch.device("cpu")


@dataclass
class _Room:
    """What stays from one request to the next."""

    data: DataSet
    device: torch.device
    likeness: Likeness
    places: dict[tuple[int, int, str], Place] = field(default_factory=dict)
    grounds: Grounds | None = None  # of an experiment

    def place(self, recipe: Recipe, device: torch.device | None = None) -> Place:
        """The recipe's choice of images, on the trainer's device or on another."""
        on = device or self.device
        key = (recipe.seed, recipe.max_samples, on.type)
        if key not in self.places:
            if any(old[:2] != key[:2] for old in self.places):
                self.places.clear()
            chosen = choose(self.data, *key[:2])
            self.places[key] = Place(on, chosen, resident(chosen, on))
        return self.places[key]

    def on_these(self) -> Grounds:
        """The division for an experiment, made once."""
        if self.grounds is None:
            self.grounds = grounds_of(self.data, self.device)
        return self.grounds


def serve(requests: BinaryIO, answers: BinaryIO, source: Source) -> None:
    """Until the requests end."""
    try:
        room = _enter(source)
    except (DataError, UnboundedError) as error:
        _send(answers, ({"failed": str(error)}, []))
        return
    listen()
    _send(answers, ({"ready": _facts(room)}, []))
    for record, blobs in frame.arriving(requests, MOST_JSON, MOST_BLOBS):
        _send(answers, _answer(record, blobs, room))
        if not works(room.device):  # the parent starts another for the next submission
            return


def _enter(source: Source) -> _Room:
    """Everything slow that does not need the submission."""
    device = choose_device()
    warm(device)
    shut_memory()  # before the labels are here; CUDA had to write to its own /proc first
    room = _Room(load(source), device, likeness_of(source))
    bound_memory(device)
    return room


def _facts(room: _Room) -> dict[str, str]:
    return {
        "torch": torch.__version__,
        "device": room.device.type,
        "device_name": device_name(room.device),
        "data": room.data.name,
    }


def _answer(record: dict[str, Any], blobs: list[bytes], room: _Room) -> frame.Frame:
    asks = {"train": _train, "score": _score, "try": _try, "test": _test, "explore": _explore}
    ask = asks.get(str(record.get("ask")))
    if ask is None:
        return {"failed": f"the trainer was asked for {record.get('ask')!r}"}, []
    try:
        recipe = from_json(Recipe, record["recipe"], blobs)
        with at_work():
            return ask(record, blobs, room, recipe)
    except CalledOff:
        return {"failed": "called off"}, []
    except (ValueError, KeyError, TypeError, IndexError) as error:
        return {"failed": f"the request does not hold together: {error!r}"[:500]}, []


def _request(record: dict[str, Any], blobs: list[bytes], room: _Room, recipe: Recipe) -> Request:
    tensors = tensors_from_json(record["tensors"])
    return Request(
        tensors=tensors,
        weights=tuple(blobs[i] for i in record["weights"]),
        train=graph_from_json(record["train"], len(tensors)),
        eval=graph_from_json(record["eval"], len(tensors)),
        proofs=tuple(from_json(Proof, proof, blobs) for proof in record["proofs"]),
        unproven=bool(record["unproven"]),
        recipe=recipe,
        thresholds=from_json(Thresholds, record["thresholds"], blobs),
        input_shape=tuple(record["input_shape"]),
        classes=record["classes"],
        things=record["things"],
        uses=tuple(blobs[i] for i in record["uses"]),
        images=_images(room.likeness, tuple(record["input_shape"])),
    )


def _train(record: dict[str, Any], blobs: list[bytes], room: _Room, recipe: Recipe) -> frame.Frame:
    place = room.place(recipe)
    request = _request(record, blobs, room, recipe)
    on_processor = None if place.device == CPU else lambda: room.place(recipe, CPU)
    behaviour, training = serve_train(request, place, on_processor)
    out: list[bytes] = []
    told = to_json(signed(training, place), out)
    return {"behaviour": to_json(behaviour, out), "training": told}, out


def _try(record: dict[str, Any], blobs: list[bytes], room: _Room, recipe: Recipe) -> frame.Frame:
    """Train one setting of an experiment from each of these seeds, on so many images."""
    made = from_json(Made, record["made"], blobs)
    thresholds = from_json(Thresholds, record["thresholds"], blobs)
    out: list[bytes] = []
    recipes = [replace(recipe, seed=int(seed)) for seed in record["seeds"]]
    found = serve_trials(made, recipes, thresholds, room.on_these())
    trials = to_json(tuple(trial for trial, _ in found), out)
    numbers = to_json(tuple(numbers for _, numbers in found), out) if record["keep"] else None
    return {"trials": trials, "numbers": numbers}, out


def _test(record: dict[str, Any], blobs: list[bytes], room: _Room, recipe: Recipe) -> frame.Frame:
    """What a trained setting reads of the test images."""
    made = from_json(Made, record["made"], blobs)
    numbers = from_json(tuple[bytes, ...], record["numbers"], blobs)
    thresholds = from_json(Thresholds, record["thresholds"], blobs)
    share, of = serve_test(made, numbers, recipe, thresholds, room.on_these())
    return {"share": share, "of": of}, []


def _explore(
    record: dict[str, Any], blobs: list[bytes], room: _Room, recipe: Recipe
) -> frame.Frame:
    request = _request(record, blobs, room, recipe)
    place = room.place(recipe, CPU)  # a page holds a small network, and the same one everywhere
    found = keep(request, place, record["shares"], record["wanted"])
    out: list[bytes] = []
    return {"explored": to_json(found, out)}, out


def _images(likeness: Likeness, shape: tuple[int, ...]) -> torch.Tensor | None:
    """What the probe tries networks on; None where the lab asks for inputs of another shape."""
    if shape != likeness.shape:
        return None
    return inputs_of(likeness.images, likeness.mean, likeness.std, shape)


def _score(record: dict[str, Any], blobs: list[bytes], room: _Room, recipe: Recipe) -> frame.Frame:
    """Score log-probabilities (k, classes) that a sandbox gave for the held-out images."""
    classes, data = record["classes"], room.place(recipe).images
    thresholds = from_json(Thresholds, record["thresholds"], blobs)
    before, after = (_reading(blobs[record[name]], classes) for name in ("before", "after"))
    if min(len(before), len(after)) < 1 or max(len(before), len(after)) > len(data.held_out_labels):
        raise ValueError(f"{len(before)} and {len(after)} rows of log-probabilities")
    training = from_json(Training, record["training"], blobs)
    share = float((before.argmax(1) == data.held_out_labels[: len(before)]).mean())
    training = replace(training, accuracy_before=share)
    training = tell_reading(training, after, data, classes, thresholds, record["things"])
    reached = (training.accuracy or 0) >= thresholds.held_out_accuracy
    if training.outcome in ("", "cut off") and reached:
        training = replace(training, outcome="reached")
    elif not training.outcome:
        training = replace(training, outcome="missed")
    out: list[bytes] = []
    return {"training": to_json(replace(training, way="in the sandbox"), out)}, out


def _reading(blob: bytes, classes: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Float32 (k, classes)."""
    numbers = np.frombuffer(blob, np.float32)
    if numbers.size % classes:
        raise ValueError(f"{numbers.size} log-probabilities are no rows of {classes}")
    return as_reading(numbers.reshape(-1, classes))


def resident(data: DataSet, device: torch.device) -> Resident:
    """The images on the device."""
    train = data.train_images, data.train_labels
    held_out = data.held_out_images, data.held_out_labels
    return make_resident(train, held_out, data.mean, data.std, device)


def _send(answers: BinaryIO, answer: frame.Frame) -> None:
    answers.write(frame.pack(*answer))
    answers.flush()

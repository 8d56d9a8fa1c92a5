"""One network trained for a fixed length, with its numbers kept on the way: to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch

from grader.evidence import Explored, Moment
from grader.torchside.budget import ReplayRefused
from grader.torchside.learning import read_held_out
from grader.torchside.stepping import correct
from grader.trainer.layout import Run
from grader.trainer.network import Network
from grader.trainer.nouns import Place, Request
from grader.trainer.proving import CLOSE
from grader.trainer.results import as_shown
from grader.trainer.train import RUN_ERRORS

SHOWN = 10  # held-out images
MISREAD = 4  # of them at most
LOOKED_AT = 1_000  # held-out images behind a share on the way
NEVER = 2**40  # samples: looks for a verdict are not wanted


def keep(
    request: Request, place: Place, shares: Sequence[float], wanted: Sequence[int]
) -> Explored:
    """Train to the end of the recipe; keep the start, `shares` of the way, and the end.

    `wanted` are the values of the graph that are to be had for the shown images. Never raises for
    a network: `reason` says what stands in its way.
    """
    longer = replace(request.recipe, first_look=NEVER)
    open_ended = replace(request.thresholds, held_out_accuracy=1.0, give_up=())
    asked = replace(request, recipe=longer, thresholds=open_ended)
    try:
        network = Network(asked)
        if request.proofs and network.prove() > CLOSE:
            return Explored(reason="its recorded calls do not give what the network itself gives")
        hindrance = network.hindrance(place)
        return Explored(reason=hindrance) if hindrance else _kept(network, place, shares, wanted)
    except ReplayRefused as refusal:
        return Explored(reason=str(refusal))
    except RUN_ERRORS as error:
        return Explored(reason=f"training failed: {error}"[:500])


def _kept(
    network: Network, place: Place, shares: Sequence[float], wanted: Sequence[int]
) -> Explored:
    recipe = network.request.recipe
    due = [0, *(int(share * recipe.max_samples) for share in shares)]
    moments: list[Moment] = []

    def watch(samples: int, run: Run, numbers: Sequence[torch.Tensor]) -> None:
        if due and samples >= due[0]:
            del due[0]
            moments.append(_moment(samples, run, numbers, place, recipe.batch_size, LOOKED_AT))

    trained = network.train(place, network.numbers, watch=watch)
    fitted = trained.fit
    labels = place.data.held_out_labels
    assert labels is not None  # the trainer holds them
    right = correct(fitted.reading, labels[: len(fitted.reading)])
    end = Moment(fitted.samples, _bytes(trained.numbers), right, len(fitted.reading))
    reading = fitted.reading.float().cpu().numpy()
    chosen = as_shown(reading, place.images.held_out_labels, SHOWN, MISREAD)
    filled = np.resize(chosen, recipe.batch_size)  # batches have the size of the graph
    batch = place.data.held_out_images[torch.as_tensor(filled).to(place.device)]
    output = network.request.eval.output
    assert output is not None
    held = network.values(trained.numbers, batch, (output, *wanted))
    outputs, *values = (_of_each(value, len(filled), len(chosen)) for value in held)
    return Explored(
        moments=(*moments, end),
        samples=fitted.samples,
        of=len(place.images.train_images),
        seconds=fitted.seconds,
        data=place.images.name,
        mean=place.images.mean,
        std=place.images.std,
        images=place.images.held_out_images[chosen].tobytes(),
        labels=tuple(int(place.images.held_out_labels[i]) for i in chosen),
        outputs=outputs,
        values=tuple(values),
    )


def _moment(
    samples: int, run: Run, numbers: Sequence[torch.Tensor], place: Place, batch: int, most: int
) -> Moment:
    state = torch.get_rng_state()  # looking changes nothing of what follows
    reading = read_held_out(run, place.data, batch, most)
    torch.set_rng_state(state)
    assert place.data.held_out_labels is not None
    right = correct(reading, place.data.held_out_labels[: len(reading)])
    return Moment(samples, _bytes(numbers), right, len(reading))


def _bytes(numbers: Sequence[torch.Tensor]) -> tuple[bytes, ...]:
    return tuple(number.detach().cpu().contiguous().numpy().tobytes() for number in numbers)


def _of_each(value: torch.Tensor, batch: int, count: int) -> bytes:
    """The part of the first images; of what has no batch, the whole."""
    kept = value[:count] if value.dim() and len(value) == batch else value
    return kept.float().contiguous().numpy().tobytes()

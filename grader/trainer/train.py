"""One submission: prove the replay, measure the network, train it, say how it went."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.data import DataSet
from grader.evidence import Behaviour, Effects, Training
from grader.lab import Recipe, Thresholds, by_the_sheet
from grader.torchside.budget import ReplayRefused
from grader.trainer.device import device_name, kind_of
from grader.trainer.network import Network
from grader.trainer.nouns import Place, Request, Trained
from grader.trainer.proving import CLOSE
from grader.trainer.results import accuracy, confusion, first_filters, misread

# A stranger chose the arguments: torch answers them with errors of every kind (an
# OverflowError for a size of 2**63 - 1, an AttributeError for None), and none may end the trainer.
RUN_ERRORS = (Exception,)


def serve_train(
    request: Request, place: Place, instead: Callable[[], Place] | None = None
) -> tuple[Behaviour | None, Training]:
    """Never raises for a network: what cannot be run says why in `Training.reason`.

    What a GPU cannot do, or not repeatably, is done at the place that `instead` gives.
    """
    try:
        network = Network(request)
        if not request.proofs and not request.unproven:
            raise ReplayRefused("nothing came to hold the replay against")
        difference = network.prove()
        if difference > CLOSE:
            return None, _differs(difference)
        unlike = network.unlike_in_use()
        if unlike:
            return None, Training(way="not run", reason=f"when it is used the network {unlike}")
        behaviour = network.behaviour()
    except ReplayRefused as refusal:
        return None, Training(way="not run", reason=str(refusal))
    except RUN_ERRORS as error:
        return None, Training(way="not run", reason=f"the replay failed: {error}"[:500])
    training = _train_somewhere(network, place, instead)
    return behaviour, replace(training, replay_difference=None if request.unproven else difference)


def _differs(difference: float) -> Training:
    shown = f"by {difference:.2g} of its largest number" if np.isfinite(difference) else "in shape"
    return Training(
        way="not run",
        reason=f"the recorded calls do not give what the network itself gives: it differs {shown}",
        replay_difference=min(difference, 1e30),
    )


def _train_somewhere(
    network: Network, place: Place, instead: Callable[[], Place] | None
) -> Training:
    try:
        return signed(_train(network, place), place)
    except RUN_ERRORS as error:
        if instead is not None:
            return _train_somewhere(network, instead(), None)
        return Training(way="not run", reason=f"training failed: {error}"[:500])


def signed(training: Training, place: Place) -> Training:
    """With the data and the device, whatever came of it."""
    if training.device:
        return training
    kind = place.device
    return replace(
        training, data=place.images.name, device=kind_of(kind), device_name=device_name(kind)
    )


def _train(network: Network, place: Place) -> Training:
    """Train from the numbers as they came, and from shuffled ones where the file has its own."""
    hindrance = network.hindrance(place)
    if hindrance:
        return Training(way="not run", reason=hindrance)
    trained, by_descent = _in_some_way(network, place)
    training = replace(
        _tell(network, place, trained),
        effects=_effects(network, place, trained),
        short_steps=by_descent,
    )
    carried = network.carried()
    if not carried or trained.fit.outcome != "reached":
        return training
    again = network.train(
        place, network.shuffled(carried), _descent(network) if by_descent else None
    )
    share = accuracy(again.fit.reading.float().cpu().numpy(), place.images.held_out_labels)
    training = replace(training, shuffled_accuracy=share)
    if again.fit.outcome == "reached":
        return training
    names = ", ".join(network.request.tensors[i].name for i in carried[:3])
    sentence = (
        f"It learns only with the numbers that its file carries: {names} are the same for every "
        f"seed; with them shuffled it reaches {share:.0%} instead of {training.accuracy:.0%}."
    )
    return replace(training, suspicions=(*training.suspicions, sentence))


def _in_some_way(network: Network, place: Place) -> tuple[Trained, bool]:
    """Trained; and whether it was by plain gradient descent, for what learned nothing by Adam.

    Long steps can end every ReLU of a right network at once, or carry it past all that it could
    learn: that says nothing of the network. What learns in neither way does not learn.
    """
    trained = network.train(place, network.numbers)
    if network.request.recipe.optimizer == "sgd":
        return trained, False
    if trained.fit.outcome in ("reached", "cut off") or _fell(trained, network):
        return trained, False
    other = network.train(place, network.numbers, _descent(network))
    return (other, True) if other.fit.outcome == "reached" else (trained, False)


def _fell(trained: Trained, network: Network) -> bool:
    """Whether the loss went down at all: then it learns, if slowly."""
    before, after = trained.fit.loss_before, trained.fit.loss_after
    if trained.fit.outcome == "diverged" or before is None or after is None:
        return False
    start = min(before, math.log(network.request.classes))
    return after <= network.request.thresholds.loss_ratio * start


def _descent(network: Network) -> Recipe:
    recipe = network.request.recipe
    return replace(by_the_sheet(recipe), max_samples=recipe.max_samples)


def _effects(network: Network, place: Place, trained: Trained) -> Effects | None:
    """What its steps do to real images; None where that cannot be told: it trained all the same."""
    try:
        return network.effects(place, trained)
    except RUN_ERRORS:
        return None


def _tell(network: Network, place: Place, trained: Trained) -> Training:
    request, fitted = network.request, trained.fit
    training = Training(
        way="replayed",
        outcome=fitted.outcome,
        mended=(trained.mend.name,) if trained.mend.name else (),
        seed=request.recipe.seed,
        samples=fitted.samples,
        seconds=fitted.seconds,
        curve=fitted.curve,
        looks=fitted.looks,
        loss_before=fitted.loss_before,
        loss_after=fitted.loss_after,
        accuracy_before=trained.before,
        filters=first_filters(request.eval, request.tensors, network.numbers, trained.numbers),
    )
    reading = as_reading(fitted.reading.float().cpu().numpy())
    return tell_reading(
        training, reading, place.images, request.classes, request.thresholds, request.things
    )


def as_reading(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-probabilities as numbers that can be told: what is not finite counts as impossible."""
    return np.nan_to_num(numbers, nan=-1e30, posinf=-1e30, neginf=-1e30)


def tell_reading(
    training: Training,
    reading: NDArray[np.float32],
    data: DataSet,
    classes: int,
    thresholds: Thresholds,
    things: str,
) -> Training:
    """The training with what its reading of the held-out images shows."""
    before = training.accuracy_before
    suspicions = training.suspicions
    if before is not None and before > thresholds.chance:
        suspicions += (
            f"It reads {before:.0%} of unseen {things} before any training; "
            f"untrained networks stay below {thresholds.chance:.0%}.",
        )
    return replace(
        training,
        data=data.name,
        accuracy=accuracy(reading, data.held_out_labels),
        held_out=len(reading),
        threshold=thresholds.held_out_accuracy,
        confusion=confusion(reading, data.held_out_labels, classes),
        misread=misread(reading, data),
        suspicions=suspicions,
    )

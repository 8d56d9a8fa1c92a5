"""A right network that long steps kill is trained once more, with the sheet's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
import torch

from grader.evidence import TrainingOutcome
from grader.lab import Recipe, read_lab
from grader.torchside.learning import Fit
from grader.torchside.mending import Mend
from grader.torchside.optimizers import sgd, taker
from grader.trainer.network import Network
from grader.trainer.nouns import Place, Trained
from grader.trainer.train import _in_some_way

LAB = read_lab()


def _trained(outcome: TrainingOutcome, after: float | None) -> Trained:
    fit = Fit(outcome, 512, 1.0, (), (), 2.31, after, torch.zeros(1))
    return Trained(fit, 0.1, cast("Mend", None), [])


@dataclass
class Told:
    """A network whose trainings are given."""

    by_adam: Trained
    by_descent: Trained
    recipes: list[Recipe | None] = field(default_factory=list)
    numbers: tuple[torch.Tensor, ...] = ()

    @property
    def request(self) -> Any:
        return SimpleNamespace(
            recipe=LAB.recipe, classes=LAB.classes, thresholds=LAB.thresholds["digits"]
        )

    def train(self, _place: Place, _start: object, recipe: Recipe | None = None) -> Trained:
        self.recipes.append(recipe)
        return self.by_adam if recipe is None else self.by_descent


LEARNED = _trained("reached", 0.4)
CASES = {
    "it learned": (LEARNED, LEARNED, False, 1),
    "it died, and learns": (_trained("gave up", 2.3), LEARNED, True, 2),
    "it diverged, and learns": (_trained("diverged", None), LEARNED, True, 2),
    "it learns in neither way": (_trained("gave up", 2.3), _trained("gave up", 2.3), False, 2),
    "it learns slowly": (_trained("missed", 1.4), LEARNED, False, 1),
    "there was no time": (_trained("cut off", 2.3), LEARNED, False, 1),
}


@pytest.mark.parametrize(("adam", "descent", "counts", "trainings"), CASES.values(), ids=CASES)
def test_what_learned_nothing_is_tried_with_shorter_steps(
    adam: Trained, descent: Trained, counts: bool, trainings: int
) -> None:
    network = Told(adam, descent)
    trained, by_descent = _in_some_way(cast("Network", network), cast("Place", None))
    assert by_descent is counts
    assert trained is (descent if counts else adam)
    assert len(network.recipes) == trainings
    for recipe in network.recipes[1:]:
        assert recipe is not None
        assert (recipe.optimizer, recipe.learning_rate) == ("sgd", 0.01)
        assert (recipe.seed, recipe.max_samples) == (LAB.recipe.seed, LAB.recipe.max_samples)


def test_a_checkpoint_that_asks_for_backward_gets_the_same_steps() -> None:
    from torch.utils.checkpoint import checkpoint  # it imports much

    def stepped(reentrant: bool) -> torch.Tensor:
        torch.manual_seed(0)
        layer = torch.nn.Linear(3, 2)
        step = sgd(list(layer.parameters()), 0.1)
        for _ in range(3):
            x = torch.ones(4, 3, requires_grad=True)
            made = checkpoint(layer, x, use_reentrant=True) if reentrant else layer(x)
            step(made.square().sum())
        return layer.weight.detach()

    assert torch.equal(stepped(True), stepped(False))


def test_a_tensor_that_no_gradient_reaches_has_none() -> None:
    used, idle = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
    assert taker()(used.sum(), [used, idle]) == (torch.ones(1), None)

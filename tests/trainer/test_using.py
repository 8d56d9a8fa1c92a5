"""A network that does something else when it is used is found out, and no other is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from grader.data import Source, likeness_of
from grader.evidence import Observation
from grader.torchside.uses import SMALL, Use, inputs_of, uses_of
from grader.trainer.network import Network
from grader.trainer.nouns import Request
from tests.probe.nets import CLASSIC, CONVS, FAITHFUL, FEATURES, net, tail
from tests.probe.run_here import LAB, observe_here

DIGITS = likeness_of(Source("digits", None, "embedded"))
HONEST = {
    **{name: FAITHFUL[name] for name in ("batch norm", "squeeze", "lstm over rows", "in place")},
    "drops in eval mode too": CLASSIC.replace("training=self.training", "training=True"),
    "mixes the images of a batch": CLASSIC.replace("dim=1", "dim=0"),
    "takes 64 images and no others": tail("x = x.view(64, -1)"),
    "takes no more than 70 images": net(
        CONVS + "self.shift = nn.Parameter(torch.zeros(70, 1))",
        f"{FEATURES}x = x.view(-1, 96) + self.shift[: len(x)]\n"
        "return F.log_softmax(self.fc2(self.fc1(x)), 1)",
    ),
    "infinite": CLASSIC.replace("dim=1)", "dim=1) * float('inf')"),
}


@cache
def seen_of(source: str) -> Observation:
    return observe_here(source, likeness=DIGITS)


def unlike(seen: Observation) -> str:
    """What the trainer says of its uses."""
    assert seen.train is not None
    assert seen.eval is not None
    request = Request(
        tensors=seen.tensors,
        weights=seen.weights,
        train=seen.train,
        eval=seen.eval,
        proofs=seen.proofs,
        unproven=False,
        recipe=LAB.recipe,
        thresholds=LAB.thresholds["digits"],
        input_shape=LAB.input_shape,
        classes=LAB.classes,
        uses=seen.uses,
        images=inputs_of(DIGITS.images, DIGITS.mean, DIGITS.std, LAB.input_shape),
    )
    network = Network(request)
    assert network.prove() == 0
    return network.unlike_in_use()


@pytest.mark.parametrize("name", [name for name in HONEST if "70" not in name])
def test_an_honest_network_is_alike(name: str) -> None:
    seen = seen_of(HONEST[name])
    assert len(seen.uses) > 100
    assert not seen.escapes
    assert unlike(seen) == ""


def test_a_batch_that_it_refuses_alone_is_told() -> None:
    assert "on 1000 images" in unlike(seen_of(HONEST["takes no more than 70 images"]))


def plan_of(seen: Observation) -> tuple[Use, ...]:
    assert seen.eval is not None
    return uses_of(seen.eval, seen.tensors)


def changed(seen: Observation, which: Callable[[Use], bool], last: bool, by: float) -> Observation:
    """As if one of its answers were another one."""
    places = [i for i, one in enumerate(plan_of(seen)) if which(one)]
    place = places[-1] if last else places[0]
    numbers = np.frombuffer(seen.uses[place], np.float32).copy()
    numbers[-1] += by
    return replace(seen, uses=(*seen.uses[:place], numbers.tobytes(), *seen.uses[place + 1 :]))


KINDS: list[tuple[Callable[[Use], bool], bool, str]] = [
    (lambda one: one.batch == 64, False, "on 64 images that look like digits, in run 1"),
    (lambda one: one.batch == 65, False, "on 65 images"),
    (lambda one: one.batch == 1000, False, "on 1000 images"),
    (lambda one: one.batch == SMALL and not one.late, True, "on 2 images"),
    (lambda one: one.late, True, "a day later, on 2 images"),
]


@pytest.mark.parametrize(("which", "last", "words"), KINDS)
def test_one_other_answer_is_told(which: Callable[[Use], bool], last: bool, words: str) -> None:
    seen = seen_of(CLASSIC)
    assert words in unlike(changed(seen, which, last, 0.1))
    assert unlike(changed(seen, which, last, 1e-6)) == ""


OTHERWISE = {  # a branch that the uses take and no escape tells of -> where
    "not torch.is_grad_enabled() and not self.training": "on 64 images",
    "torch.is_inference_mode_enabled()": "a day later",
    "len(x) == 65": "on 65 images",
    "len(x) == 1000": "on 1000 images",
    "self.calls > 20": "on 2 images",
    "self.calls > 5000": "a day later, on 2 images",
    "next(CALLS) > 150": "on 2 images",
    "NOW() - BEGAN > 3600": "a day later, on 2 images",
    "self.fc1.weight.grad is not None": "a day later, on 2 images",
}


@pytest.mark.parametrize("branch", OTHERWISE)
def test_a_branch_is_taken_in_use(branch: str) -> None:
    source = net(
        CONVS + "self.calls = 0",
        f"self.calls += 1\nif {branch}:\n    x = x * 0\n{FEATURES}"
        "return F.log_softmax(self.fc2(self.fc1(x.view(-1, 96))), 1)",
        "import itertools\nimport time\nCALLS = itertools.count()\n"
        "NOW = time.time\nBEGAN = NOW()\n",
    )
    assert OTHERWISE[branch] in unlike(seen_of(source))


@pytest.mark.parametrize("name", ["drops in eval mode too", "mixes the images of a batch"])
def test_where_rows_tell_nothing_the_same_question_has_the_same_answer(name: str) -> None:
    seen = seen_of(HONEST[name])
    later = changed(seen, lambda one: one.late, True, 0.1)
    assert "a day later" in unlike(later)


def test_one_that_raises_later_is_told() -> None:
    seen = seen_of(CLASSIC)
    raised = replace(seen, uses=(*seen.uses[:-1], b""))
    assert "raises, a day later, on 2 images" in unlike(raised)


def test_what_there_was_no_time_for_is_told_as_that() -> None:
    seen = seen_of(CLASSIC)
    many = len(seen.uses)
    assert unlike(replace(seen, uses=seen.uses[:-1])) == f"had time for {many - 1} of {many} runs"
    assert unlike(replace(seen, uses=seen.uses[:1])) == f"had time for 1 of {many} runs"
    more = replace(seen, uses=(*seen.uses, seen.uses[-1]))
    assert unlike(more) == f"was to run {many} times and ran {many + 1} times"
    wrong = changed(seen, lambda one: one.batch == 64, False, 0.1)  # what did run still counts
    assert "gives something else" in unlike(replace(wrong, uses=wrong.uses[:3]))


def test_a_shape_that_follows_from_the_images_is_refused() -> None:
    source = net(
        CONVS,
        "ink = x[(x > -1) & (x[:, :, 0, 0].std() < 0.1) & (x.std() > 0.1)].sum() * 0\n"
        f"{FEATURES}return F.log_softmax(self.fc2(self.fc1(x.view(-1, 96))) + ink, 1)",
    )
    seen = observe_here(source, likeness=DIGITS)
    assert not seen.escapes
    assert seen.eval is not None
    assert (0,) in {value.shape for value in seen.eval.values}
    with pytest.raises(Exception, match="where the graph has"):
        unlike(seen)


def test_a_graph_of_another_batch_is_told() -> None:
    seen = seen_of(CLASSIC)
    other = replace(LAB.recipe, batch_size=32)
    assert seen.eval is not None
    assert seen.train is not None
    request = Request(
        seen.tensors, seen.weights, seen.train, seen.eval, (), False, other,
        LAB.thresholds["digits"], LAB.input_shape, 10, seen.uses,
        inputs_of(DIGITS.images, DIGITS.mean, DIGITS.std, LAB.input_shape),
    )  # fmt: skip
    assert Network(request).unlike_in_use() == "was recorded with 64 images"

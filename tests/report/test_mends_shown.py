"""What was tried on a network: a place for students, the change for tutors."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from grader import evidence as ev
from grader.report.html import render_html
from grader.report.record import render_json
from grader.report.text import render_text

EDIT = ev.Edit("bracket-misplaced", 2, 9, "F.relu(self.conv1)(x)", "F.relu(self.conv1(x))")


MADE = ev.Edit("layer-not-made", 3, 40, "", "; self.a = __import__('torch').nn.ReLU()", "a")


STOPPED = ev.Trouble("forward", "TypeError", "no tensor", 2)


def test_an_edit_is_a_place_for_students_and_a_change_for_tutors(make_grade: Any) -> None:
    grade = make_grade()
    steps = (ev.Mended(STOPPED, (EDIT,)), ev.Mended(STOPPED, (MADE,)))
    repair = ev.Repair(steps, grade.evidence.observation)
    grade = replace(grade, evidence=replace(grade.evidence, repair=repair))
    place = "The rest was judged, drawn and trained with line 2 and line 3 put right."
    pages = {who: render_html(grade, who) for who in ("student", "tutor")}
    assert all(place in page for page in pages.values())
    assert " ".join(place.split()) in " ".join(render_text(grade, colour=False, width=88).split())
    assert "F.relu(self.conv1(x))" not in pages["student"]
    assert "F.relu(self.conv1(x))" in pages["tutor"]
    assert "torch.nn.ReLU()" in pages["tutor"]
    assert "__import__" not in pages["tutor"]


CONV = ev.Place("torch.nn.functional.conv2d", "conv2d", "conv1", 12, 0)


POOL = ev.Place("torch.nn.functional.max_pool2d", "max_pool2d", "", 12, 0)


STEP = ev.Place("torch.tanh", "tanh", "", 14, 0)


TRIED = {
    "with a ReLU put in behind `conv1` (line 12)": ev.Change("insert", "relu", behind=CONV),
    "with `act` put in": ev.Change("insert", "relu", behind=CONV, spare="act"),
    "with p = 0.5 in place of 0 in `torch.tanh` (line 14)": ev.Change(
        "set", "dropout", step=STEP, setting="p", was=0, now=0.5
    ),
    "with a ReLU in place of `torch.tanh` (line 14), working on what `conv1`": ev.Change(
        "exchange", "relu", step=STEP, source=CONV
    ),
    "where what `torch.tanh` (line 14) gives goes on in place of what the input gives": ev.Change(
        "keep", "relu", step=STEP, source=ev.INPUT
    ),
    "where `F.max_pool2d` (line 12) goes on alone": ev.Change(
        "straighten", "relu", step=STEP, source=POOL
    ),
    "moved behind `conv1`": ev.Change("move", "relu", step=STEP, behind=CONV),
    "without `torch.tanh` (line 14) in testing": ev.Change(
        "delete", "dropout", step=STEP, source=CONV, mode="eval"
    ),
    "with weights of its own in `conv1`": ev.Change(
        "set", "conv2d", step=CONV, source=CONV, setting="weight", was="conv1", now=ev.OWN
    ),
    "with a fully connected layer and its ReLU put in behind": ev.Change(
        "insert", "linear", behind=POOL
    ),
    "without `spare`": ev.Change("delete", "layer", spare="spare"),
}


@pytest.mark.parametrize(("words", "change"), TRIED.items(), ids=TRIED)
def test_what_was_tried_on_the_network_is_for_tutors(
    words: str, change: ev.Change, make_grade: Any
) -> None:
    grade = make_grade()
    rewired = (ev.Rewired("relu-on-hidden-layers", (change,)),)
    grade = replace(grade, evidence=replace(grade.evidence, rewired=rewired))
    plain = re.sub(r"</?code[^>]*>", "`", unescape(render_html(grade, "tutor")))
    assert words in " ".join(plain.split())
    assert "Tried on the network" not in render_html(grade, "student")
    (record,) = json.loads(render_json(grade))["evidence"]["rewired"]
    assert record["changes"][0]["verb"] == change.verb


REMEDIED: dict[str, tuple[Any, tuple[str, ...], tuple[ev.Place, ...], bool]] = {
    "by the lab's recipe: with first weights as torch draws them in `fc1` and `fc2` the loss came "
    "to 0.31, without it to 2.30.": ("alike", ("fc1", "fc2"), (), False),
    "by the lab sheet's descent: with 1 in place of 0.001 in `torch.tanh` (line 14)": (
        "scale", (), (STEP,), True,
    ),
    "with the momentum 1 in place of 0.001 in `conv1`": ("statistics", (), (CONV,), False),
}  # fmt: skip


@pytest.mark.parametrize("words", REMEDIED)
def test_with_what_it_learned_is_for_tutors(words: str, make_grade: Any) -> None:
    remedy, names, places, by_descent = REMEDIED[words]
    found = ev.Remedied(
        remedy, names, places, 0.001, 1.0, 512, (2.3, 0.31), (0.1, 0.9), by_descent=by_descent
    )  # fmt: skip
    grade = make_grade()
    grade = replace(grade, evidence=replace(grade.evidence, remedied=found))
    plain = re.sub(r"</?code[^>]*>", "`", unescape(render_html(grade, "tutor")))
    assert words in " ".join(plain.split())
    assert words not in render_html(grade, "student")


def test_how_it_was_trained_is_said_where_it_was_not_as_usual(make_grade: Any) -> None:
    grade = make_grade()
    assert "descent" not in render_html(grade)
    training = replace(grade.evidence.training, short_steps=True)
    grade = replace(grade, evidence=replace(grade.evidence, training=training))
    assert "by longer steps it learned nothing" in render_html(grade)

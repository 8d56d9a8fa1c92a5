"""What was tried on a network is said on a tutor's page, whatever a lab asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest

from grader.evidence import Asked, Change, Place, Rewired, Verb
from grader.report.html import render_html
from grader.report.tried_view import tried_sentences


@pytest.mark.parametrize("asked", get_args(Asked))
def test_each_change_has_its_words(make_grade: Any, asked: Asked) -> None:
    place = Place("torch.nn.functional.relu", "relu", "", 37, 0)
    changes = [Change(verb, asked, step=place, behind=place) for verb in get_args(Verb)]
    rewired = tuple(Rewired("x", (change,)) for change in changes)
    grade = make_grade()
    grade = replace(grade, evidence=replace(grade.evidence, rewired=rewired))
    assert len(tried_sentences(grade)) == len(changes)
    assert "Tried on the network" in render_html(grade, "tutor")

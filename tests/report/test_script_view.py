"""The section on the script: what happened as a strip, with gaps for what did not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.evidence import Environment, Evidence, Rehearsal, Trouble
from grader.evidence.rehearsed_calls import Forward, Lent, Loss, Network, Passage
from grader.evidence.rehearsed_steps import Backward, Cleared, Step
from grader.finding import Finding, Grade, Score
from grader.lab import read_lab
from grader.lab.data import Data
from grader.report.html import render_html
from grader.report.script_view import script_view
from grader.report.text import render_text
from grader.script import Script, Submission

TEN = (1,) * 10


def _grade(told: Rehearsal, *remarks: Finding) -> Grade:
    submission = Submission("task1_cnn.py", "", "python")
    evidence = Evidence(rehearsal=told)
    nowhere = Environment("", "", "", "")
    return Grade(submission, read_lab(), evidence, nowhere, Score(1, 1), remarks=remarks)


def _batch(at: int, *, cleared: bool = True, stale: int = 0, step: int = 8) -> Rehearsal:
    call = Forward(
        at=at + 1, line=12, network=0, passage=0, shape=(64, 1, 28, 28), training=True,
        grad=True, moved=8, images="train", known=64, learned=0, low=0.0, high=1.0,
        mixed=False, given=64, right=TEN, of=TEN, pairs=0,
        form="log-probabilities",
    )  # fmt: skip
    loss = Loss(at + 2, 13, "nll_loss", "mean", 2.3, "log-probabilities", True, True, 64, 64)
    back = Backward(at + 3, 14, 2.3, 8, stale, False, False, False, True)
    return Rehearsal(
        forwards=(call,),
        losses=(loss,),
        backwards=(back,),
        steps=(Step(at + 4, 15, 0, 8, step, step, 0.01, 0.1),) if step >= 0 else (),
        cleared=(Cleared(at, 11, 8),) if cleared else (),
    )


def _told(**how: int | bool) -> Rehearsal:
    one, two = _batch(10, **how), _batch(20, **how)  # type: ignore[arg-type]
    return Rehearsal(
        end="ended",
        networks=(Network("Net", 8, True, (), ()),),
        passages=(Passage(5, 10, 3, 0, "for", 128, 64, 2, 2, True, False, True),),
        forwards=one.forwards + two.forwards,
        losses=one.losses + two.losses,
        backwards=one.backwards + two.backwards,
        steps=one.steps + two.steps,
        cleared=one.cleared + two.cleared,
    )


def _names(told: Rehearsal) -> list[tuple[str, str, int | None]]:
    view = script_view(_grade(told))
    assert view is not None
    return [(one.name, one.state, one.line) for one in view.strips[0].events]


def test_a_step_is_shown_as_it_happened() -> None:
    assert _names(_told()) == [
        ("batch", "done", 10),
        ("zero_grad()", "done", 11),
        ("forward", "done", 12),
        ("nll_loss", "done", 13),
        ("backward()", "done", 14),
        ("step()", "done", 15),
    ]


def test_what_is_missing_is_a_gap_and_what_does_nothing_is_told() -> None:
    assert ("zero_grad()", "missing", None) in _names(_told(cleared=False, stale=8))
    assert ("zero_grad()", "missing", None) not in _names(_told(cleared=False))
    assert ("step()", "missing", None) in _names(_told(step=-1))
    assert ("step()", "useless", 15) in _names(_told(step=0))


def test_a_step_that_comes_every_few_batches_is_no_gap() -> None:
    told, last = _told(), _batch(30)
    kinds = ("forwards", "losses", "backwards", "cleared")
    parts = {kind: getattr(told, kind) + getattr(last, kind) for kind in kinds}
    later = replace(told, steps=last.steps, **parts)
    assert ("step()", "done", 15) in _names(later)
    assert ("step()", "missing", None) not in _names(later)


def test_a_step_that_comes_later_than_our_last_batch_is_none_either() -> None:
    text = "for i in range(9):\n    if i % 8 == 7:\n        optimizer.step()\n"
    grade = _grade(_told(step=-1))
    submission = Submission("task1_cnn.py", "", "python", Script(text))
    view = script_view(replace(grade, submission=submission))
    assert view is not None
    assert [(one.state, one.line) for one in view.strips[0].events if one.name == "step()"] == [
        ("done", 3)
    ]


def test_the_images_that_ours_stand_for_are_the_labs() -> None:
    grade = _grade(_told())
    own = replace(grade, lab=replace(grade.lab, data=Data(source="signs.npz", things="signs")))
    for one, data in ((grade, "MNIST"), (own, "signs.npz")):
        view = script_view(one)
        assert view is not None
        assert f"in place of {data}, " in view.said


def test_a_script_that_never_tests_is_said_so() -> None:
    view = script_view(_grade(_told()))
    assert view is not None
    assert "over the training images once and never tested" in view.said


def test_the_section_stands_in_the_page_with_the_remarks_on_the_script() -> None:
    remark = Finding("", "It is so", "remark", message="Seen.", line=14, rehearsed=True)
    other = Finding("", "An old habit", "remark", message="Read.", line=15, diagnosis="x")
    page = render_html(_grade(_told(), remark, other))
    section = page[page.index('<section id="script"') :]
    section = section[: section.index("</section>")]
    assert "It is so" in section
    assert "An old habit" not in section
    assert "An old habit" in page
    assert page.count("It is so") == 1


@pytest.mark.parametrize(
    ("type_", "message", "said"),
    [
        ("FileNotFoundError", "[Errno 2] No such file: 'train.csv'", "reads train.csv"),
        ("ModuleNotFoundError", "No module named 'rosetta'", "a module is missing here"),
        ("ValueError", "strange", "may be ours alone"),
    ],
)
def test_what_could_not_be_rehearsed_is_said(type_: str, message: str, said: str) -> None:
    stopped = Trouble("load", type_, message, 14, (14,))
    view = script_view(_grade(Rehearsal(end="stopped", trouble=stopped)))
    assert view is not None
    assert "beyond line 14, " in view.said
    assert said in view.said
    remark = Finding("", "It stops", "remark", message="Seen.", line=14, rehearsed=True)
    told = script_view(_grade(Rehearsal(end="stopped", trouble=stopped), remark))
    assert told is not None
    assert "It stopped with an error." in told.said


def test_a_library_that_is_not_here_and_trains_is_told_in_one_sentence() -> None:
    lent = (Lent(3, 20, "ignite", "optimizer"), Lent(4, 21, "ignite", "network"))
    told = Rehearsal(end="ended", lent=lent)
    view = script_view(_grade(told))
    assert view is not None
    assert view.said.startswith("Line 21 hands the network to ignite, which is not here, ")
    assert not view.strips
    assert "The network itself was judged" in view.said
    assert view.said in " ".join(render_text(_grade(told), False, 80).split())
    seen = script_view(_grade(replace(_told(), lent=lent)))  # all of it was seen
    assert seen is not None
    assert "ignite" not in seen.said


def test_settings_that_stand_elsewhere_are_told() -> None:
    view = script_view(_grade(replace(_told(), lent=(Lent(3, 20, "hydra", "settings"),))))
    assert view is not None
    assert "Its settings come from a file that is not here" in view.said
    assert view.strips


def test_without_a_rehearsal_there_is_no_section() -> None:
    assert script_view(_grade(Rehearsal(why="Its process crashed."))) is None
    assert 'id="script"' not in render_html(_grade(Rehearsal()))

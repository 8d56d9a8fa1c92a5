"""What a mark comes to: a tutor's points, exemptions, written questions, lateness."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.batch.judgement.apply import Rules, judged
from grader.batch.judgement.judgements import Judgement
from grader.batch.judgement.lateness import Delay, hours_of
from grader.batch.nouns import Row
from grader.lab import Late
from tests.batch.judgement.graded import LAB, row, with_points, written_lab

RULES = Rules(with_points(two_convolutions=4), part1=False)  # of 17 + 2
OWN = row(points=10.0, max_points=19.0)
NOBODY = row(state="nothing to grade", points=None, max_points=None, found=())


def _one(**said: Any) -> Judgement:
    return Judgement("entry 1", "Ann", **said)


def _judged(
    *mine: Judgement, of: Row = OWN, rules: Rules = RULES, late: Delay | None = None
) -> Row:
    return judged(of, mine, late, rules)


MARKS = {  # (points, of how much) of a row with 10 of 19, of which two-convolutions has 0 of 4
    "nothing": ([], (10, 19)),
    "points for a check": ([_one(part="two-convolutions", points=3)], (13, 19)),
    "less for a check": ([_one(part="forward-runs", points=0)], (9.5, 19)),
    "a bit more": ([_one(part="two-convolutions", plus=1), _one(plus=0.5)], (11.5, 19)),
    "more than it is worth": ([_one(part="two-convolutions", plus=9)], (14, 19)),
    "twice for one check": (
        [_one(part="two-convolutions", points=3), _one(part="two-convolutions", plus=-1)], (12, 19)
    ),
    "taken off": ([_one(plus=-2)], (8, 19)),
    "below nothing": ([_one(plus=-20)], (0, 19)),
    "above all": ([_one(plus=20)], (19, 19)),
    "the whole": ([_one(points=17.5)], (17.5, 19)),
    "the whole is the last word": (
        [_one(part="two-convolutions", points=3), _one(points=1)], (1, 19)
    ),
    "a part that is not counted": (
        [_one(part="two-convolutions", exempt=True)], (10 * 19 / 15, 19)
    ),
    "an earned one": ([_one(part="forward-runs", exempt=True)], (9.5 * 19 / 18.5, 19)),
    "a comment alone": ([_one(comment="Well done")], (10, 19)),
    "exempt": ([_one(exempt=True)], (None, None)),
    "a check that does not count": ([_one(part="q7-counts", points=1)], (10, 19)),
}  # fmt: skip


@pytest.mark.parametrize(("mine", "mark"), MARKS.values(), ids=MARKS)
def test_what_a_mark_comes_to(mine: list[Judgement], mark: tuple[float, float]) -> None:
    made = _judged(*mine)
    points, most = mark
    assert made.points == (None if points is None else pytest.approx(points, abs=1e-6))
    assert made.max_points == most
    if made.lines:
        assert (made.own, made.own_max) == (10, 19)


def test_each_line_says_whose_it_is_and_a_note_is_for_tutors() -> None:
    made = _judged(
        _one(part="two-convolutions", points=3, comment="Your own", note="secret", by="SR",
             when="2026-11-29")
    )  # fmt: skip
    (line,) = made.lines
    assert (line.points, line.out_of, line.why, line.by) == (3, 4, "Your own", "SR, 2026-11-29")
    assert made.for_tutors == ("SR, 2026-11-29: secret",)
    assert "secret" not in repr(replace(made, for_tutors=()))


def test_exempt_is_no_zero_and_no_failure_of_ours() -> None:
    made = _judged(_one(exempt=True))
    assert (made.state, made.trouble) == ("exempt", "A tutor has exempted this work.")


def test_who_has_no_mark_gets_one_from_a_tutor_alone() -> None:
    assert _judged(_one(points=12), of=NOBODY).state == "graded"
    assert _judged(_one(points=12), of=NOBODY).max_points == RULES.out_of == 19
    for vain in (_one(plus=1), _one(part="q7-counts", points=1)):
        made = _judged(vain, of=NOBODY)
        assert (made.state, made.points) == ("nothing to grade", None)
        assert "there is no mark" in made.for_tutor[0]


WRITTEN = Rules(written_lab(q1=2, q8=1), part1=True)  # 20 + 3
ALL = row(points=10.0, max_points=20.0)


def test_a_question_that_waits_is_no_zero() -> None:
    made = _judged(of=ALL, rules=WRITTEN)
    assert (made.points, made.max_points, made.waits) == (10, 20, ("q1", "q8"))
    half = _judged(_one(part="q1", points=1.5), of=ALL, rules=WRITTEN)
    assert (half.points, half.max_points, half.waits) == (11.5, 22, ("q8",))
    none = _judged(_one(part="q1", points=0), _one(part="q8", points=1), of=ALL, rules=WRITTEN)
    assert (none.points, none.max_points, none.waits) == (11, 23, ())
    assert WRITTEN.out_of == 23


def test_a_word_on_a_question_is_no_mark_for_it() -> None:
    made = _judged(
        _one(part="q1", comment="See me"), _one(part="q8", plus=1), of=ALL, rules=WRITTEN
    )
    assert (made.points, made.waits) == (10, ("q1", "q8"))
    assert "has no points yet" in made.for_tutor[0]


def test_written_questions_count_where_part_1_does_and_the_whole_settles_them() -> None:
    assert _judged(of=OWN, rules=replace(WRITTEN, part1=False)).waits == ()
    whole = _judged(_one(points=20), of=ALL, rules=WRITTEN)
    assert (whole.points, whole.max_points, whole.waits) == (20, 23, ())
    exempt = _judged(_one(part="q1", exempt=True), _one(part="q8", points=1), of=ALL, rules=WRITTEN)
    assert exempt.points == pytest.approx(11 * 23 / 21, abs=1e-6)
    assert exempt.max_points == 23


def _late(**rule: Any) -> Rules:
    usual = {"due": "", "grace_minutes": 10, "percent_a_day": 10, "points_a_day": 0,
             "cut_off_days": 3}  # fmt: skip
    return replace(RULES, lab=replace(RULES.lab, late=Late(**{**usual, **rule})))


LATENESS = {  # hours late, days granted, the rule -> what is taken off 10 of 19
    "in time": (0, 0, {}, None),
    "within the grace": (10 / 60, 0, {}, None),
    "a minute beyond it": (11 / 60, 0, {}, -1.9),
    "a day and the grace": (24 + 10 / 60, 0, {}, -1.9),
    "two days begun": (25, 0, {}, -3.8),
    "with a day granted": (25, 1, {}, -1.9),
    "with more granted than needed": (25, 2, {}, None),
    "in points": (25, 0, {"percent_a_day": 0, "points_a_day": 1.5}, -3),
    "no more than there is": (70, 0, {"percent_a_day": 50}, -10),
    "at the cut-off": (72, 0, {}, -5.7),
    "beyond it": (72.5, 0, {}, -10),
    "never cut off": (72.5, 0, {"cut_off_days": None}, -7.6),
}


@pytest.mark.parametrize(("hours", "granted", "rule", "off"), LATENESS.values(), ids=LATENESS)
def test_what_lateness_costs_stands_on_a_line_of_its_own(
    hours: float, granted: float, rule: dict[str, Any], off: float | None
) -> None:
    mine = [_one(days_late=granted)] if granted else []
    made = _judged(*mine, rules=_late(**rule), late=Delay(hours, "Moodle"))
    assert made.points == pytest.approx(10 + (off or 0))
    lines = [one.points for one in made.lines if one.what == "late" and one.points is not None]
    assert lines == ([] if off is None else [pytest.approx(off)])


def test_lateness_is_off_by_default_and_a_tutor_s_whole_mark_is_the_last_word() -> None:
    assert LAB.late is None
    made = _judged(late=Delay(99, "Moodle"))
    assert (made.points, made.lines, made.late, made.lateness) == (10, (), True, "4 days 3 hours")
    assert _judged(of=replace(OWN, late=True), late=Delay(0, "a tutor")).late is False
    assert _judged(_one(points=12), rules=_late(), late=Delay(99, "Moodle")).points == 12


def test_late_by_nobody_knows_how_much_is_for_a_human() -> None:
    made = _judged(rules=_late(), late=Delay(None, "Canvas"))
    assert (made.points, made.lines) == (10, ())
    assert "by how much is not known (Canvas)" in made.for_tutor[0]


def test_a_percentage_is_of_the_class_s_maximum_whoever_waits() -> None:
    rules = replace(WRITTEN, lab=replace(WRITTEN.lab, late=_late().lab.late))
    made = _judged(of=ALL, rules=rules, late=Delay(5, "x"))
    assert made.points == pytest.approx(10 - 2.3)


AMOUNTS = {"2 days 3 hours": 51, "1 day": 24, "45 mins": 0.75, "1 hour 30 mins": 1.5,
           "51:30:00": 51.5,
           "2 days, 3:30:00": 51.5, "1 week 1 day": 192, "0:00:00": 0, "30 secs": 1 / 120,
           "zwei Tage": None, "2 Tage 3 Stunden": None, "soon": None, "": None}  # fmt: skip


@pytest.mark.parametrize(("text", "hours"), AMOUNTS.items(), ids=AMOUNTS)
def test_how_late_in_words(text: str, hours: float | None) -> None:
    assert hours_of(text) == (None if hours is None else pytest.approx(hours))

"""Part 1: the answer sheet's numbers (Q6 and Q7), marked by `concepts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from concepts.questions.answers import Mark, mark_q6_average, mark_q6_max, mark_q7
from grader.checks.verdict import Check, Verdict, check, fails, holds
from grader.evidence import Evidence
from grader.lab import Lab, Question
from grader.lab.commands import command
from grader.reading.reading import Reading

ABSENT = Verdict("absent", "No answer sheet was handed in.")


@check(part=1, otherwise="Q6 a: the max-pooled values are not right")
def q6_max_pooling(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Q6 a: the max-pooled values are right

    Lay the 2×2 window on the input, move it by the stride, and keep the largest number each
    time. `cnngrade pool` shows the working for any numbers.
    """
    return _marked(evidence, "q6", lambda given: [mark_q6_max(given.get("a"))], lab)


@check(part=1, otherwise="Q6 b: the average-pooled values are not right")
def q6_average_pooling(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Q6 b: the average-pooled values are right

    Lay the 2×2 window on the input, move it by the stride, and write down the mean each time,
    fractions included. `cnngrade pool --kind avg` shows the working for any numbers.
    """
    return _marked(evidence, "q6", lambda given: [mark_q6_average(given.get("b"))], lab)


@check(part=1, otherwise="Q7: a number of the convolutional layer is not right")
def q7_counts(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Q7: the numbers of a convolutional layer are right

    How many filters it has, what block one filter convolves with, how often its weights are
    applied, and how many values come out each time. `cnngrade count` shows the working.
    """
    return _marked(evidence, "q7", mark_q7, lab)


def asking(questions: Sequence[Question]) -> tuple[Check, ...]:
    """The checks of an answer sheet: of the lab's own questions, where it has any."""
    return tuple(_own(questions)) if questions else (q6_max_pooling, q6_average_pooling, q7_counts)


SAID = {  # of each kind of question that is marked: what is right
    "max pooling": "the max-pooled values are",
    "average pooling": "the average-pooled values are",
    "convolution": "the values of the convolution are",
    "filters": "the number of filters is",
    "block": "the block that a filter meets is",
    "applications": "the number of times a filter is applied is",
    "outputs per application": "the number of values each time is",
    "field": "the size of the receptive field is",
    "neighbours": "the way from field to field is",
    "what a unit sees": "the rows that a unit sees are",
    "shape": "the shape that comes out is",
    "first fully connected layer": "the number of numbers that reach the layer is",
    "parameters": "the number of parameters is",
}


def _own(questions: Sequence[Question]) -> Iterator[Check]:
    for one in questions:
        if not one.in_words:
            said = f"{one.title}: {SAID[one.kind]}"
            judge = partial(_own_marked, one)
            titles = (f"{said} right", one.asked.hint, f"{said} not right")
            yield Check(one.name, *titles, one.name, judge, (), part=1)


def _own_marked(one: Question, reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    return _marked(
        evidence, "answers", lambda given: [one.asked.mark(one.title, given.get(one.name))], lab
    )


def _marked(
    evidence: Evidence, name: str, mark: Callable[[Mapping[str, object]], Sequence[Mark]], lab: Lab
) -> Verdict:
    """A table of the answer sheet, marked."""
    if evidence.sheet_trouble:  # handed in: who breaks a sheet gets no smaller maximum
        return fails(
            f"Nothing was marked: {evidence.sheet_trouble}.",
            expected=f"a sheet that `{command(lab, 'answers', 'part1.toml')}` can read",
            diagnosis="unreadable",
        )
    if evidence.answers is None:
        return ABSENT
    table = evidence.answers.get(name)
    return _verdict(mark(table if isinstance(table, Mapping) else {}), lab)


def _verdict(marks: Sequence[Mark], lab: Lab) -> Verdict:
    wrong = [mark for mark in marks if not mark.right]
    if not wrong:
        return holds()
    blank = [mark.part for mark in wrong if not mark.answered]
    sentences = [f"{mark.part}: {mark.diagnosis}" for mark in wrong if mark.answered]
    if blank:
        sentences.append(f"{', '.join(blank)}: left blank.")
    slips = [slip for mark in wrong for slip in mark.slips]
    return fails(
        " ".join(sentences),
        expected=f"the answer worked out by hand; `{command(lab, 'practice')}` asks the like",
        observed=", ".join(_shown(mark) for mark in wrong),
        diagnosis=slips[0] if slips else "answer-wrong" if len(blank) < len(wrong) else "blank",
    )


def _shown(mark: Mark) -> str:
    return f"{mark.part} = {_written(mark.given)}" if mark.answered else f"{mark.part} blank"


def _written(given: object) -> str:
    """Numbers as the sheet has them: [[4, 5], [1, 3]], and one number without brackets."""
    if isinstance(given, tuple):
        inner = [_written(item) for item in given]
        return inner[0] if len(inner) == 1 else f"[{', '.join(inner)}]"
    if isinstance(given, float):
        return f"{given:g}"
    return str(given)[:60]

"""What is next for a student: asked questions that are open, and what the lab asks to try."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from grader.finding import Grade, Score
from grader.lab import called
from grader.lab.commands import command, quoted
from grader.lab.folder import SHEET
from grader.report.shown import one_line

_LONGEST = 200  # characters of a path


def next_steps(grade: Grade, path: str = "") -> tuple[str, ...]:
    """Sentences; none while something is to be mended, which comes first.

    `path`: the file as it was given, for who sits where that leads to it.
    """
    if not isinstance(grade.mark, Score) or any(one.status == "failed" for one in grade.findings):
        return ()
    answers = grade.evidence.answers
    steps = []
    if answers is None and any(one.status == "absent" for one in grade.findings):
        sheet = quoted(one_line(str(PurePath(path).with_name(SHEET)) if path else SHEET))
        steps.append(f"Part 1: fill in {SHEET}, and hand it in along with --answers {sheet}.")
    elif answers is not None and (left := _unanswered(answers)):
        steps.append(f"Written questions without an answer: {', '.join(left)}.")
    training = grade.evidence.training
    if training is not None and training.way == "replayed":  # both go by its calls
        name = one_line(path or grade.submission.name, _LONGEST)
        if grade.lab.asked.of("convolution"):
            line = command(grade.lab, "experiment", name)
            steps.append(f"`{line}` tries other channels and kernel sizes.")
        line = command(grade.lab, "explore", name)
        steps.append(f"`{line}` shows your network, number by number.")
    return tuple(steps)


def _unanswered(answers: Mapping[str, object]) -> list[str]:
    written = answers.get("written")
    given = written if isinstance(written, Mapping) else {}
    return [called(str(name)) for name, answer in given.items() if not str(answer).strip()]

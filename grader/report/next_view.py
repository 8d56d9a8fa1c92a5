"""What is next for a student: asked questions that are open, and what the lab asks to try."""

from __future__ import annotations

from collections.abc import Mapping

from grader.finding import Grade, Score
from grader.lab import called
from grader.lab.commands import command
from grader.report.shown import one_line

_LONGEST = 60  # characters of a file's name


def next_steps(grade: Grade) -> tuple[str, ...]:
    """Sentences; none while something is to be mended, which comes first."""
    if not isinstance(grade.mark, Score) or any(one.status == "failed" for one in grade.findings):
        return ()
    answers = grade.evidence.answers
    steps = []
    if answers is None and any(one.status == "absent" for one in grade.findings):
        steps.append("Part 1: fill in part1.toml, and hand it in along with --answers part1.toml.")
    elif answers is not None and (left := _unanswered(answers)):
        steps.append(f"Written questions without an answer: {', '.join(left)}.")
    training = grade.evidence.training
    if training is not None and training.way == "replayed":  # both go by its calls
        name = one_line(grade.submission.name, _LONGEST)
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

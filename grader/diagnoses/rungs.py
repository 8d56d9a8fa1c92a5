"""Hints in rungs: where to look, the idea, the working with a hole in it, the tool.

Each says more than the one before, and none is the finished line. What a cause has of its own (its
hint, the numbers of the submission) comes first, then what it shares with others (`lessons.py`).
"""

from __future__ import annotations

import re

from grader.diagnoses.diagnosis import Diagnosis
from grader.diagnoses.lessons import OF_THE_SHEET, lesson_of
from grader.finding import Finding, answer_of
from grader.lab import SHEET, Asked

MOST = 4
_LAST = re.compile(r"\d[\d,]*(?=\D*$)")  # the last number of a text


def rungs(
    finding: Finding, one: Diagnosis | None, place: str, asked: Asked = SHEET
) -> tuple[str, ...]:
    """Up to four hints for a finding that failed; `place` says where its line is, "line 31"."""
    family = one.family if one is not None else ""
    lesson = lesson_of(one.id, family) if one is not None else lesson_of(finding.check, "")
    if lesson is not None and asked != SHEET and lesson.id in OF_THE_SHEET:
        lesson = None
    at = f"{place[:1].upper()}{place[1:]}." if place else ""
    where = f"{at} {lesson.where}".strip() if lesson is not None else at
    idea = one.hint if one is not None else finding.advice
    found = [where, idea]
    if finding.arithmetic:
        found.append(with_a_hole(finding.arithmetic))
    elif lesson is not None:
        found.append(lesson.hole)
    last = [f"{lesson.tool} In another network: {example(lesson.right)}."] if lesson else []
    last += [answer] if (answer := answer_of(finding.message)) else []
    found.append(" ".join(last))
    return tuple(dict.fromkeys(rung for rung in found if rung))[:MOST]


def with_a_hole(working: str) -> str:
    """The working without its result.

    >>> with_a_hole("28 → 24 → 12 → 8 → 4, and 20 channels of 4×4 are 320, not 500")
    '28 → 24 → 12 → 8 → ?'
    >>> with_a_hole("10 × 4")
    '10 × ?'
    """
    chain = working.partition(",")[0]
    return _LAST.sub("?", chain if "→" in chain else working, count=1)


def example(code: str) -> str:
    r"""Code of several lines in a sentence, its comment in words.

    >>> example("# 16 maps\nself.head = nn.Linear(16, 2)")
    '16 maps, `self.head = nn.Linear(16, 2)`'
    """
    lines = [line.strip() for line in code.split("\n") if line.strip() != "…"]
    words = "".join(f"{line[2:]}, " for line in lines if line.startswith("# "))
    return words + "`" + "; ".join(line for line in lines if not line.startswith("# ")) + "`"

"""`written.csv`: what people wrote, to be marked in a spreadsheet and handed back; pure.

One row for each person and question, identical answers one below the other. Points that stand in
one row of a group count for those of it that have none.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.batch.judgement.judgements import Judgement, judgement_of
from grader.batch.judgement.people import People, bare
from grader.batch.judgement.tables import read_table, write_table
from grader.batch.nouns import Row
from grader.lab import Lab, called

FILE = "written.csv"
ANSWERS = ".written.json"  # beside a result: what its owner wrote
COLUMNS = ("who", "name", "question", "alike", "answer", "a good one mentions", "points", "out of",
           "comment", "by")  # fmt: skip
LONGEST = 30_000  # characters of an answer: a cell of Excel's holds 32,767


@dataclass(frozen=True)
class Answers:
    """What one person wrote."""

    texts: Mapping[str, str] = field(default_factory=dict)  # by question; "" where it was left
    trouble: str = ""  # why nothing can be read of a sheet that was handed in


def answers_record(sheet: Mapping[str, object] | None, trouble: str) -> bytes:
    """As they are kept beside a result."""
    table = (sheet or {}).get("written")
    given = table if isinstance(table, Mapping) else {}
    texts = {name: str(text)[:LONGEST] for name, text in given.items()}
    return json.dumps({"texts": {} if trouble else texts, "trouble": trouble}).encode()


def answers_of(data: bytes) -> Answers:
    """The same, read; nothing where it cannot be."""
    try:
        told = json.loads(data)
        texts = {str(name): str(text) for name, text in told["texts"].items()}
        return Answers(texts, str(told["trouble"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Answers(trouble="the answers cannot be read any more")


def written_csv(
    rows: Sequence[Row],
    answers: Mapping[str, Answers],
    good: Mapping[str, str],
    worth: Mapping[str, float],
    judgements: Mapping[str, Sequence[Judgement]],
) -> bytes:
    """The table of everybody with a mark; what is marked already stands in it.

    Who left a question blank has a 0 there, which counts once a tutor hands the table back.
    """
    lines = []
    for name, points in worth.items():
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in (row for row in rows if row.own_max is not None or row.points is not None):
            groups[_alike(answers.get(row.key, Answers()), name)].append(row)
        in_order = sorted(groups.items(), key=lambda group: (not group[0], -len(group[1])))
        for number, (_, people) in enumerate(in_order, 1):
            alike = f"{called(name)}, group {number}: {len(people)}" if len(people) > 1 else ""
            for row in people:
                mine = answers.get(row.key, Answers())
                told = _told(judgements.get(row.key, ()), name)
                blank = not mine.trouble and not mine.texts.get(name, "").strip()
                given = f"{told.points:g}" if told.points is not None else "0" if blank else ""
                answer = f"({mine.trouble})" if mine.trouble else mine.texts.get(name, "")
                lines.append((row.key, row.name, called(name), alike, answer, good.get(name, ""),
                              given, f"{points:g}", told.comment, told.by))  # fmt: skip
    return write_table(COLUMNS, lines)


def from_written(data: bytes, name: str, lab: Lab, today: str) -> tuple[Judgement, ...]:
    """What a tutor filled in. Raises `JudgementError`."""
    found: list[tuple[str, Judgement]] = []
    empty: list[tuple[str, dict[str, str], str]] = []
    for number, cells in read_table(data, name, ["question"]):
        told = {"who": cells.get("who", ""), "part": cells.get("question", ""), "when": today}
        told |= {each: cells.get(each, "") for each in ("points", "comment", "by")}
        where, alike = f"{name}, line {number}", cells.get("alike", "").strip()
        if told["points"].strip():
            found.append((alike, judgement_of(told, where, lab)))
        elif alike or told["comment"].strip():
            empty.append((alike, told, where))
    marks: dict[str, list[Judgement]] = defaultdict(list)
    for alike, one in found:
        marks[alike].append(one)
    for alike, told, where in empty:
        whole = _as_its_group(told, marks.get(alike, []) if alike else [])
        if whole["points"].strip() or whole["comment"].strip():
            found.append((alike, judgement_of(whole, where, lab)))
    return tuple(one for _, one in found)


def _as_its_group(told: dict[str, str], like: Sequence[Judgement]) -> dict[str, str]:
    """A row without points, with those of the identical answers, where they agree."""
    if len({one.points for one in like}) != 1:
        return told
    first = like[0]
    filled = {"points": f"{first.points:g}", "comment": first.comment, "by": first.by}
    return {**told, **{name: told[name].strip() or value for name, value in filled.items()}}


def beside(
    new: Sequence[Judgement], own: Sequence[Judgement], people: People
) -> tuple[Judgement, ...]:
    """Without what `judgement.toml` says as well, from where the table has it."""
    said = {(people.keys(one.who), one.part, one.points) for one in own if one.points is not None}
    return tuple(one for one in new if (people.keys(one.who), one.part, one.points) not in said)


def merged(old: Sequence[Judgement], new: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The lines of `judgement.csv` with these, each in the place of what was said before."""
    again = {(bare(one.who), one.part) for one in new}
    kept = [one for one in old if (bare(one.who), one.part) not in again]
    return (*kept, *new)


def _alike(answers: Answers, name: str) -> str:
    """The answer as it is compared: no matter how it is spaced or capitalised; "" for blank."""
    return f"({answers.trouble})" if answers.trouble else bare(answers.texts.get(name, ""))


def _told(mine: Sequence[Judgement], name: str) -> Judgement:
    return next((one for one in mine if one.part == name and not one.plus), Judgement("", ""))

"""How late each was, as a table says it: `--late-from`, and `late.csv`, which keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from grader.batch.judgement.judgements import JudgementError
from grader.batch.judgement.lateness import Delay, hours_of
from grader.batch.judgement.people import People
from grader.batch.judgement.tables import read_table, write_table

FILE = "late.csv"
# Gradescope calls them SID, Email, Lateness (H:M:S), Submission Time
WHOSE = ("who", "id", "sid", "number", "student number", "login", "email", "name")
AMOUNTS = ("late", "lateness", "lateness (h:m:s)")
TIMES = ("submitted", "submitted at", "submission time")
HOURS = {"days": 24.0, "days late": 24.0, "hours": 1.0, "hours late": 1.0}


def from_table(
    data: bytes, name: str, people: People, due: str
) -> tuple[dict[str, Delay], tuple[str, ...]]:
    """How late each is, by key; and whom the table names and the class does not.

    A time without a zone is one of the due time's. Raises `JudgementError`.
    """
    delays: dict[str, Delay] = {}
    strangers: list[str] = []
    for number, cells in read_table(data, name, [*AMOUNTS, *TIMES, *HOURS]):
        where = f"{name}, line {number}"
        whose = [cells[heading].strip() for heading in WHOSE if cells.get(heading, "").strip()]
        if not whose:
            raise JudgementError(f"{where} does not say whose it is: {', '.join(WHOSE)}")
        hours = _hours(cells, where, due)
        keys = next((keys for who in whose if len(keys := people.keys(who)) == 1), None)
        if keys is None:
            strangers.append(whose[0])
        elif hours is not None:
            delays[next(iter(keys))] = Delay(hours, cells.get("source", "").strip() or name)
    return delays, tuple(strangers)


def to_table(delays: Mapping[str, Delay]) -> bytes:
    """The same, written: of who is late by so much."""
    known = sorted((key, one) for key, one in delays.items() if one.hours is not None)
    rows = [(key, f"{one.hours:.4f}".rstrip("0").rstrip("."), one.source) for key, one in known]
    return write_table(("who", "hours", "source"), rows)


def _hours(cells: Mapping[str, str], where: str, due: str) -> float | None:
    """None where the line says nothing of it."""
    for heading, times in HOURS.items():
        if text := cells.get(heading, "").strip():
            try:
                return float(text.replace(",", ".")) * times
            except ValueError:
                raise JudgementError(f"{where}: {heading} is {text!r}, no number") from None
    for heading in AMOUNTS:
        if text := cells.get(heading, "").strip():
            hours = hours_of(text)
            if hours is None:
                raise JudgementError(
                    f"{where}: {heading} is {text!r}; write such as “2 days 3 hours”, or 51:00:00"
                )
            return hours
    for heading in TIMES:
        if text := cells.get(heading, "").strip():
            return _after(text, where, due)
    return None


def _after(text: str, where: str, due: str) -> float:
    if not due:
        raise JudgementError(
            f"{where} says when, and not how late: set due under [late] in the lab file"
        )
    end = datetime.fromisoformat(due)
    try:
        when = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        raise JudgementError(
            f"{where}: {text!r} is no time such as 2026-11-20 17:03 or 2026-11-20T17:03:00+11:00"
        ) from None
    when = when if when.tzinfo is not None else when.replace(tzinfo=end.tzinfo)
    return max((when - end).total_seconds() / 3600, 0.0)

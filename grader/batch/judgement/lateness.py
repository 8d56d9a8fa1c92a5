"""How late work is, and what that costs by the lab's rule; pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from grader.batch.nouns import Line
from grader.lab import Late
from grader.report.findings_view import number

HOURS = {"year": 8760.0, "week": 168.0, "day": 24.0, "hour": 1.0, "min": 1 / 60, "sec": 1 / 3600}
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(years?|weeks?|days?|hours?|min(?:ute)?s?|sec(?:ond)?s?)")
_CLOCK = re.compile(r"(?:(\d+)\s+days?,?\s+)?(\d+):(\d\d)(?::(\d\d))?")


@dataclass(frozen=True)
class Delay:
    """How late somebody handed in."""

    hours: float | None  # None: late, and nobody says by how much
    source: str  # "Moodle: 2 days 3 hours"


def taken_off(
    delay: Delay, granted: float, points: float, out_of: float, rule: Late
) -> tuple[Line | None, str]:
    """The line that says what lateness takes off `points`; or what a tutor must find out.

    `granted`: days; `out_of`: the maximum of the class, of which a percentage is taken.
    """
    if delay.hours is None:
        return None, (
            f"Late, and by how much is not known ({delay.source}): nothing was taken off. "
            "--late-from says it."
        )
    if delay.hours <= 0:
        return None, ""
    hours = delay.hours - 24 * granted
    said = f"Late by {duration(delay.hours)}"
    if granted:
        said += f", of which {duration(24 * granted)} are granted"
    if hours * 60 <= rule.grace_minutes + 1e-6:
        return Line("late", f"{said}: nothing is taken off", None), ""
    if rule.cut_off_days is not None and hours > 24 * rule.cut_off_days:
        said += f": after {duration(24 * rule.cut_off_days)} nothing is earned"
        return Line("late", said, -points), ""
    days = max(1, math.ceil((hours - rule.grace_minutes / 60) / 24 - 1e-9))
    a_day = rule.points_a_day or rule.percent_a_day / 100 * out_of
    each = (
        f"{number(rule.percent_a_day)} % of {number(out_of)}"
        if rule.percent_a_day
        else number(rule.points_a_day)
    )
    many = "1 day" if days == 1 else f"{days} days"
    return Line("late", f"{said}: {each} for each of {many} begun", -min(days * a_day, points)), ""


def duration(hours: float) -> str:
    """In words, to the minute: "2 days 3 hours", "10 minutes"."""
    minutes = round(hours * 60)
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    said = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in parts if count]
    return " ".join(said[:2]) or "less than a minute"


def hours_of(text: str) -> float | None:
    """ "2 days 3 hours", "1 day, 2:03:04", "51:20:00": in hours; None where it is no such thing."""
    bare = text.strip().lower()
    clock = _CLOCK.fullmatch(bare)
    if clock is not None:
        days, hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return 24 * days + hours + minutes / 60 + seconds / 3600
    found = _AMOUNT.findall(bare)
    if not found or _AMOUNT.sub("", bare).strip(" ,and"):
        return None
    return sum(float(count) * next(HOURS[w] for w in HOURS if word.startswith(w))
               for count, word in found)  # fmt: skip

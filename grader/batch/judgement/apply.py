"""`judged`: a row with a tutor's judgement and what lateness costs; pure.

parts (checks, written questions) ─► what is exempt ─► the whole ─► bounds ─► lateness
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.batch.judgement.judgements import Judgement
from grader.batch.judgement.lateness import Delay, duration, taken_off
from grader.batch.nouns import Line, Row
from grader.checks import check_of, checks_of
from grader.finding import points_of
from grader.lab import Lab, called
from grader.report.findings_view import number


@dataclass(frozen=True)
class Rules:
    """What is the same for the whole class."""

    lab: Lab
    part1: bool  # answer sheets count

    @property
    def written(self) -> dict[str, float]:
        """What each written question is worth, in their order."""
        return dict(self.lab.written) if self.part1 else {}

    @property
    def out_of(self) -> float:
        """The maximum of the class."""
        left_out = {one.id for one in checks_of(self.lab) if one.part == 1 and not self.part1}
        checks = (worth for check, worth in self.lab.points.items() if check not in left_out)
        return sum(checks) + sum(self.written.values())


@dataclass(frozen=True)
class Judged:
    """All that is applied to the rows of a class."""

    rules: Rules
    judgements: Mapping[str, tuple[Judgement, ...]]  # by key
    delays: Mapping[str, Delay] = field(default_factory=dict)  # by key

    def of(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """The rows as they go out."""
        return tuple(
            judged(row, self.judgements.get(row.key, ()), self.delays.get(row.key), self.rules)
            for row in rows
        )


def judged(row: Row, mine: Sequence[Judgement], delay: Delay | None, rules: Rules) -> Row:
    """The row as it goes out. What a tutor wrote to tutors stands apart from what students read."""
    notes = tuple(f"{one.signed or 'A tutor'}: {one.note}" for one in mine if one.note)
    sum_ = _Sum(row, rules)
    for one in mine:
        if one.part:
            sum_.part(one)
    sum_.in_proportion()
    whole = [one for one in mine if not one.part]
    for one in whole:
        sum_.whole(one)
    if not sum_.set_whole:
        sum_.late(delay, sum(one.days_late for one in whole))
    made = replace(sum_.row(), for_tutors=notes)
    if delay is None or delay.hours is None:
        return made
    return replace(
        made, late=delay.hours > 0, lateness=duration(delay.hours) if delay.hours else ""
    )


class _Sum:
    """A mark while it is added up."""

    def __init__(self, row: Row, rules: Rules) -> None:
        self._row, self._rules = row, rules
        self._points = row.points
        self._most = row.max_points
        self._lines: list[Line] = []
        self._earned: dict[str, float] = {}  # of the parts that a tutor has judged
        self._doubts: list[str] = []
        self._waits = list(rules.written) if row.points is not None else []
        self._left_out = 0.0  # of the maximum
        self._exempt = False
        self.set_whole = False

    def part(self, one: Judgement) -> None:
        """A check or a written question."""
        if self._points is None or self._most is None:
            self._doubts.append(
                f"{one.where}: there is no mark to which {one.part} could be added."
            )
            return
        earned, most = self._known(one.part)
        check = check_of(self._rules.lab, one.part)
        title = check.title if check is not None else called(one.part)
        if most is None:
            self._doubts.append(f"{one.where}: {title} does not count in this class.")
            return
        if one.part in self._waits and one.plus:
            self._doubts.append(f"{one.where}: {title} has no points yet to which any are added.")
            return
        if one.part in self._waits and (one.exempt or one.points is not None):
            self._waits.remove(one.part)
            self._most += most
        if one.exempt:
            self._points -= earned
            self._left_out += most
            self._say(one, f"{title}: not counted", None)
            return
        now = min(max((earned if one.points is None else one.points) + one.plus, 0.0), most)
        self._points += now - earned
        self._earned[one.part] = now
        waits = one.part in self._waits
        was = None if one.part in self._rules.lab.in_words else earned
        self._say(one, title, None if waits else now, None if waits else most, was)

    def _known(self, part: str) -> tuple[float, float | None]:
        """What was earned for it, and what it is worth; None where it does not count."""
        if part in self._rules.lab.in_words:
            return self._earned.get(part, 0.0), self._rules.written.get(part)
        found = next((one for one in self._row.found if one.check == part), None)
        if found is None or found.status == "absent":
            return 0.0, None
        worth = self._rules.lab.points.get(part, 0.0)
        earned = points_of(self._row.found, self._rules.lab.points)[part]
        return self._earned.get(part, earned), worth

    def in_proportion(self) -> None:
        """What is not counted makes nobody's maximum smaller: the rest counts in proportion."""
        if self._points is None or self._most is None or not self._left_out:
            return
        rest = self._most - self._left_out
        self._points = self._points * self._most / rest if rest > 0 else self._most

    def whole(self, one: Judgement) -> None:
        """The whole mark."""
        if one.exempt:
            self._exempt = True
            self._say(one, "Exempt", None)
        elif one.points is not None:
            self._points, self._most = one.points, self._rules.out_of
            self._waits, self.set_whole = [], True
            self._say(one, "The mark, by a tutor", one.points, self._rules.out_of)
        elif one.plus and self._points is None:
            self._doubts.append(f"{one.where}: there is no mark to which anything could be added.")
        elif one.plus and self._points is not None:
            self._points += one.plus
            self._say(one, "Added by a tutor" if one.plus > 0 else "Taken off by a tutor", one.plus)
        elif one.days_late:
            days = "1 day" if one.days_late == 1 else f"{number(one.days_late)} days"
            self._say(one, f"Granted: {days}", None)
        elif one.comment:
            self._say(one, "A tutor", None)

    def late(self, delay: Delay | None, granted: float) -> None:
        """What lateness takes off, of what there is."""
        rule = self._rules.lab.late
        if rule is None or delay is None or self._points is None or self._most is None:
            return
        self._bound()
        line, doubt = taken_off(delay, granted, self._points, self._rules.out_of, rule)
        if line is not None:
            self._lines.append(line)
            self._points += line.points or 0.0
        if doubt:
            self._doubts.append(doubt)

    def row(self) -> Row:
        """The row with the mark that comes of it."""
        old = self._row
        if self._exempt:
            self._points = self._most = None
        elif self._points is not None:
            self._bound()
        changes = bool(self._lines or self._waits)
        state = "exempt" if self._exempt else "graded" if self._points is not None else old.state
        return replace(
            old,
            state=state,
            points=None if self._points is None else round(self._points, 6),
            max_points=None if self._most is None else round(self._most, 6),
            trouble="A tutor has exempted this work." if self._exempt else old.trouble,
            own=old.points if changes else None,
            own_max=old.max_points if changes else None,
            lines=tuple(self._lines),
            waits=tuple(self._waits) if state == "graded" else (),
            for_tutor=(*self._doubts, *old.for_tutor),
        )

    def _bound(self) -> None:
        """No mark is below 0, or above the maximum: no LMS would take it."""
        assert self._points is not None
        assert self._most is not None
        if self._points > self._most + 1e-9:
            self._doubts.append(
                f"The judgement comes to {number(self._points)} of {number(self._most)}; "
                f"{number(self._most)} is the mark."
            )
        self._points = min(max(self._points, 0.0), self._most)

    def _say(
        self,
        one: Judgement,
        said: str,
        points: float | None,
        out_of: float | None = None,
        was: float | None = None,
    ) -> None:
        what, by = one.part or "mark", one.signed
        self._lines.append(Line(what, said, points, out_of, was, one.comment, by))

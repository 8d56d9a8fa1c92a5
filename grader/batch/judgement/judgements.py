"""One line of a tutor's judgement, held to what there is to judge."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.checks import known_ids
from grader.lab import Lab

FIELDS = ("who", "part", "points", "plus", "minus", "exempt", "days_late",
          "comment", "note", "by", "when")  # fmt: skip
_YES = {"true": True, "yes": True, "x": True, "1": True, "false": False, "no": False, "": False}


class JudgementError(ValueError):
    """What a tutor wrote cannot be applied; one sentence that says where."""


@dataclass(frozen=True)
class Judgement:
    """What a tutor says of one person's work."""

    where: str  # it stands: "judgement.toml, entry 3"
    who: str  # a key, number, login, address or name, as it was written
    part: str = ""  # a check's id or a written question ("q7_b"); "" of the whole
    points: float | None = None  # instead of what was earned
    plus: float = 0.0  # added; below 0 taken off
    exempt: bool = False
    days_late: float = 0.0  # that are granted
    comment: str = ""  # the student reads it
    note: str = ""  # tutors alone
    by: str = ""
    when: str = ""

    @property
    def signed(self) -> str:
        """Who said so, and when: "SR, 2026-11-29"."""
        return ", ".join(filter(None, (self.by, self.when)))


def judgement_of(told: Mapping[str, Any], where: str, lab: Lab) -> Judgement:
    """The line from its values, of a table's cells or of TOML. Raises `JudgementError`."""
    texts = {name: _text(told.get(name)) for name in ("who", "part", "comment", "note", "by")}
    where = f"{where} ({texts['who']})" if texts["who"] else where
    for name in told:
        if name not in FIELDS:
            raise JudgementError(f"{where}: there is no {name!r}{_meant(name, FIELDS)}")
    if not texts["who"]:
        raise JudgementError(f"{where} does not say whose it is: who = …")
    minus = _number(told, "minus", where)
    made = Judgement(
        **{**texts, "part": _part(texts["part"], where, lab)},
        where=where,
        points=_number(told, "points", where),
        plus=(_number(told, "plus", where) or 0.0) - (minus or 0.0),
        exempt=_yes(told.get("exempt"), where),
        days_late=_number(told, "days_late", where) or 0.0,
        when=_text(told.get("when")),
    )
    _hold(made, lab)
    return made


def worth(part: str, lab: Lab) -> float:
    """What a check or a written question is worth."""
    return lab.written.get(part, 0.0) if part in lab.in_words else lab.points.get(part, 0.0)


def _part(text: str, where: str, lab: Lab) -> str:
    """A part's name however it is spelled: "Q7 b", "q7_b"."""
    name = text.strip().lower().replace(" ", "_")
    known = (*known_ids(lab), *lab.in_words)
    if name in ("", "whole", "mark", *known):
        return name if name in known else ""
    raise JudgementError(
        f"{where}: {text!r} is neither a check nor a written question{_meant(name, known)}"
    )


def _hold(made: Judgement, lab: Lab) -> None:
    """Refuse what contradicts itself, or gives more than there is."""
    says = (made.points is not None, bool(made.plus), made.exempt)
    if sum(says) > 1:
        raise JudgementError(f"{made.where} has more than one of points, plus or minus, and exempt")
    if not any(says) and not (made.days_late or made.comment or made.note):
        raise JudgementError(f"{made.where} says nothing: no points, no comment, no note")
    if made.part and made.days_late:
        raise JudgementError(f"{made.where}: days are granted for the whole, not for {made.part}")
    if made.days_late < 0 or (made.points or 0) < 0:
        raise JudgementError(f"{made.where}: points and days_late are not below 0")
    if made.part in lab.in_words and not worth(made.part, lab) and any(says):
        raise JudgementError(
            f"{made.where}: {made.part} is worth nothing; give it points under [written] in the "
            "lab file"
        )
    most = worth(made.part, lab) if made.part else math.inf
    if made.points is not None and made.points > most:
        raise JudgementError(
            f"{made.where}: {made.points:g} points, and {made.part} is worth {most:g}"
        )


def _number(told: Mapping[str, Any], name: str, where: str) -> float | None:
    value = told.get(name)
    if isinstance(value, str):
        text = value.strip().replace(",", ".").replace("−", "-")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise JudgementError(f"{where}: {name} is {value!r}, no number") from None
    if value is None:
        return None
    if type(value) not in (int, float) or not abs(value) <= 1000:
        raise JudgementError(f"{where}: {name} is {value!r}; it is a number up to 1000")
    return float(value)


def _yes(value: Any, where: str) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).strip().lower()
    if word not in _YES:
        raise JudgementError(f"{where}: exempt is {value!r}; it is true or false")
    return _YES[word]


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _meant(name: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(known)}"

"""A mark in what a student reads: the page, the record and the script with comments.

They were made when the work was graded, and are not made again: only the places that hold points
are set anew, whatever stood there before, so that doing it twice changes nothing.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import dropwhile
from typing import Any

from markupsafe import Markup

from grader.batch.judgement.said import line_points, own_mark, said_of, waiting
from grader.batch.nouns import Row
from grader.batch.walk import TUTORS
from grader.finding import points_of
from grader.lab import Lab
from grader.report.annotated import MARK, WIDTH
from grader.report.findings_view import number
from grader.report.html import templates
from grader.report.shown import one_line
from grader.report.slots import part, set_slots, set_title

_OURS = f"{MARK} = "  # begins each line of a tutor's in a script


def shown_anew(files: Mapping[str, bytes], row: Row, lab: Lab) -> dict[str, bytes]:
    """Those of a student's files that change, by name."""
    makes = {"report.html": _page, TUTORS: _page, "result.json": _record}
    changed = {}
    for name, data in files.items():
        make = _script if name.endswith(".annotated.py") else makes.get(name)
        if make is None:
            continue
        text = data.decode("utf-8", "surrogateescape")
        made = make(text, row, lab).encode("utf-8", "surrogateescape")
        if made != data:
            changed[name] = made
    return changed


def worth_of(row: Row, lab: Lab) -> dict[str, str]:
    """ "0 of 2" for each check that is worth something, "" for the others."""
    return {
        check: f"{number(points)} of {number(most)}" if most else ""
        for check, (points, most) in _priced(row, lab).items()
    }


def _priced(row: Row, lab: Lab) -> dict[str, tuple[float, float]]:
    """What each check earned, and what it is worth."""
    points = points_of(row.found, lab.points)
    return {check: (earned, lab.points.get(check, 0.0)) for check, earned in points.items()}


def _page(page: str, row: Row, lab: Lab) -> str:
    points, most = _mark(row)
    page = set_title(page, f"{points} of {most}" if points else "no mark")
    worth = {check: part("worth", told) for check, told in worth_of(row, lab).items()}
    return set_slots(page, {**worth, "mark": part("mark", points, most), "judged": _judged(row)})


def _mark(row: Row) -> tuple[str, str]:
    if row.points is None or row.max_points is None:
        return "", ""
    return number(row.points), number(row.max_points)


def _judged(row: Row) -> Markup:
    """The lines of the sum; nothing where there are none."""
    if not row.lines and not row.waits:
        return Markup("")
    shown = [(line, line_points(line)) for line in row.lines]
    template = templates().get_template("judged.html")
    text = template.render(own=own_mark(row), lines=shown, waits=waiting(row))
    return Markup(text)  # noqa: S704  # the template escapes what is put into it


def _record(text: str, row: Row, lab: Lab) -> str:
    """`result.json` with the points of today, and what a tutor said under "judgement"."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(record, dict) or not isinstance(record.get("findings"), list):
        return text
    priced = _priced(row, lab)
    own, most = (row.points, row.max_points) if row.own_max is None else (row.own, row.own_max)
    anew = {
        **{name: value for name, value in record.items() if name != "judgement"},
        "findings": [_finding(one, priced) for one in record["findings"]],
        **({"score": {"points": own, "max_points": most}} if row.found else {}),
        **({"judgement": _judgement(row)} if row.lines or row.waits else {}),
    }
    return text if anew == record else json.dumps(anew, indent=1) + "\n"


def _finding(one: Any, priced: Mapping[str, tuple[float, float]]) -> Any:
    if not isinstance(one, dict) or one.get("check") not in priced:
        return one
    points, most = priced[one["check"]]
    return {**one, "points": points, "max_points": most}


def _judgement(row: Row) -> dict[str, Any]:
    return {
        "points": row.points,
        "max_points": row.max_points,
        "lines": [asdict(line) for line in row.lines],
        "waits": list(row.waits),
    }


def _script(text: str, row: Row, lab: Lab) -> str:
    """The script with the mark in its head and what each check is worth."""
    lines = text.split("\n")
    heads = [at for at, line in enumerate(lines[:3]) if line.startswith(f"{MARK} Mark: ")]
    if not heads:
        return text
    at = heads[-1]  # what stands above it is the student's
    points, most = _mark(row)
    worth = worth_of(row, lab)
    kept = dropwhile(lambda line: line.startswith(_OURS), lines[at + 1 :])
    mark = f"{points} / {most}" if points else "no mark"
    rest = [_with_worth(line, worth) for line in kept]
    return "\n".join([*lines[:at], f"{MARK} Mark: {mark}", *_said(row), *rest])


def _with_worth(line: str, worth: Mapping[str, str]) -> str:
    found = _WORTH.fullmatch(line)
    if found is None or found[2] not in worth:
        return line
    return f"{found[1]}{found[2]}: {worth[found[2]] or 'worth nothing'}"


_WORTH = re.compile(
    rf"([ \t]*{re.escape(MARK)}   )([a-z0-9-]+): (?:[\d.]+ of [\d.]+|worth nothing)"
)


def _said(row: Row) -> Iterator[str]:
    """A tutor's lines, as comments."""
    if not row.lines and not row.waits:
        return
    said = [f"The grader alone: {own_mark(row) or 'no mark'}", *map(said_of, row.lines)]
    if row.waits:
        said.append(f"Waits for a tutor: {waiting(row)}")
    for text in said:
        yield from textwrap.wrap(
            one_line(text),
            WIDTH,
            initial_indent=_OURS,
            subsequent_indent=f"{_OURS}  ",
            break_on_hyphens=False,
        )

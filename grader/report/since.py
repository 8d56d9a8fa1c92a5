"""What changed since the last run of a file: what is mended, and what is new."""

from __future__ import annotations

import json
from typing import Any

from grader.finding import Grade
from grader.report.findings_view import headline_of
from grader.report.shown import one_line

MOST = 3  # headlines that are named


def since(before: bytes, grade: Grade) -> str:
    """One sentence, "" where nothing changed, or what lay there is no result of this file and lab.

    What was not handed in then (an answer sheet) is not new. `before` is a result.json that lay
    where the new one goes: anybody may have written it.
    """
    found = _found(before, grade)
    if found is None:
        return ""
    old, absent = found
    now = {(f.check, f.diagnosis or ""): headline_of(f, grade.lab) for f in grade.findings
           if f.status == "failed"}  # fmt: skip
    holds = {finding.check for finding in grade.findings if finding.status == "passed"}
    mended = [said for key, said in old.items() if key not in now and key[0] in holds]
    new = [said for key, said in now.items() if key not in old and key[0] not in absent]
    if not mended and not new:
        return ""
    return f"Since the last run: mended: {_some(mended)}; new: {_some(new)}."


def _found(before: bytes, grade: Grade) -> tuple[dict[tuple[str, str], str], set[str]] | None:
    """What failed then, as (check, cause) and in words, and the checks of what was not there."""
    try:
        told: Any = json.loads(before)
        if (told["submission"]["file"], told["lab"]) != (grade.submission.name, grade.lab.title):
            return None
        failed = {
            (str(f["check"]), str(f["diagnosis"] or "")): str(f.get("cause") or f["title"])
            for f in told["findings"]
            if f["status"] == "failed"
        }
        return failed, {str(f["check"]) for f in told["findings"] if f["status"] == "absent"}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _some(headlines: list[str]) -> str:
    if not headlines:
        return "none"
    rest = f" and {len(headlines) - MOST} more" if len(headlines) > MOST else ""
    return ", ".join(f"“{one_line(one, 100)}”" for one in headlines[:MOST]) + rest

"""Findings to points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.finding import Finding


@dataclass(frozen=True)
class Score:
    """A mark."""

    points: float  # earned
    max_points: float  # what could be earned; absent checks stand outside


def add_up(findings: Sequence[Finding]) -> Score:
    """The sum over all findings but the absent ones."""
    counted = [finding for finding in findings if finding.status != "absent"]
    return Score(
        points=round(sum(finding.points for finding in counted), 6),
        max_points=round(sum(finding.max_points for finding in counted), 6),
    )

"""The checks, in the order in which they are read, and `examine`, which runs them all."""

from grader.checks.examine import asked_for, examine, together
from grader.checks.of_lab import CHECKS, CHECKS_BY_ID, check_of, checks_of, known_ids, sort_of

__all__ = [
    "CHECKS",
    "CHECKS_BY_ID",
    "asked_for",
    "check_of",
    "checks_of",
    "examine",
    "known_ids",
    "sort_of",
    "together",
]

"""The checks, in the order in which they are read, and `examine`, which runs them all."""

from grader.checks.examine import CHECKS, CHECKS_BY_ID, asked_for, examine, together

__all__ = ["CHECKS", "CHECKS_BY_ID", "asked_for", "examine", "together"]

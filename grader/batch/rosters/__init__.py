"""Rosters: what an LMS gives as a download of all submissions, read as it is."""

from grader.batch.rosters.nouns import RosterError
from grader.batch.rosters.read import KINDS, read_roster

__all__ = ["KINDS", "RosterError", "read_roster"]

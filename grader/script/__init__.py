"""The student's text, understood once: it takes text and gives facts, and runs nothing."""

from grader.script.nouns import Candidate, Plan, Submission

__all__ = ["Candidate", "Plan", "Submission"]

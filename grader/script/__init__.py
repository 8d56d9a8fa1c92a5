"""The student's text, understood once: it takes text and gives facts, and runs nothing."""

from grader.script.nouns import Changed, Plan
from grader.script.script import Script
from grader.script.submission import Submission

__all__ = ["Changed", "Plan", "Script", "Submission"]

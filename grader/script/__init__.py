"""The student's text, understood once: it takes text and gives facts, and runs nothing."""

from grader.script.nouns import Plan
from grader.script.script import Script
from grader.script.submission import Submission

__all__ = ["Plan", "Script", "Submission"]

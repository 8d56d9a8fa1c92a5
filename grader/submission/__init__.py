"""What a student handed in: found, opened, decoded; `grader.script` reads the text."""

from grader.submission.errors import SubmissionError
from grader.submission.intake import read, read_bytes

__all__ = ["SubmissionError", "read", "read_bytes"]

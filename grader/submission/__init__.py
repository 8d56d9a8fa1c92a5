"""What a student handed in, as text: found, decoded and parsed; nothing is executed."""

from grader.submission.errors import SubmissionError
from grader.submission.intake import read, read_bytes
from grader.submission.nouns import Candidate, Plan, Submission

__all__ = ["Candidate", "Plan", "Submission", "SubmissionError", "read", "read_bytes"]

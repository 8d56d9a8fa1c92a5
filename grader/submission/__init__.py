"""What a student handed in, as text: found, decoded and parsed; nothing is executed."""

from grader.submission.nouns import Submission

__all__ = ["Submission"]

"""What is nobody's submission, and no answer sheet."""


class SubmissionError(ValueError):
    """What was given is nobody's submission (no such file, a picture, ...): wrong use."""


class SheetError(ValueError):
    """The answer sheet cannot be read; the sentence says where and what to write."""

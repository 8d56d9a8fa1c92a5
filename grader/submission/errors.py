"""What is nobody's submission."""


class SubmissionError(ValueError):
    """What was given is nobody's submission (no such file, a picture, ...): wrong use."""

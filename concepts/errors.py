"""The one exception of this package."""


class ConceptError(ValueError):
    """What was asked cannot be worked out: one sentence, with the values, that says what is right.

    >>> str(ConceptError("stride is 0: it must be at least 1"))
    'stride is 0: it must be at least 1'
    """

"""What is so where nothing was handed in for a check: headlines."""

from __future__ import annotations

from grader.lab.questions import NAME, called

_ABSENT = {
    "q6-max-pooling": "Q6 a is not handed in",
    "q6-average-pooling": "Q6 b is not handed in",
    "q7-counts": "Q7 is not handed in",
}


def not_handed_in(check: str) -> str:
    """The headline; "" for a check of the network.

    >>> not_handed_in("q7-counts"), not_handed_in("q2_b"), not_handed_in("max-pooling")
    ('Q7 is not handed in', 'Q2 b is not handed in', '')
    """
    own = f"{called(check)} is not handed in" if NAME.fullmatch(check) else ""
    return _ABSENT.get(check, own)

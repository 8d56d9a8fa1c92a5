"""What is so where nothing was handed in for a check: headlines."""

from __future__ import annotations

ABSENT = {
    "q6-max-pooling": "Q6 a is not handed in",
    "q6-average-pooling": "Q6 b is not handed in",
    "q7-counts": "Q7 is not handed in",
}

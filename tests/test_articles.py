"""An error with its article, as the sentences of the diagnoses have it."""

from __future__ import annotations

import pytest

from grader.evidence.ran import with_article


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("AttributeError", "an AttributeError"),
        ("IndexError", "an IndexError"),
        ("OSError", "an OSError"),
        ("UnboundLocalError", "an UnboundLocalError"),
        ("UnicodeDecodeError", "a UnicodeDecodeError"),
        ("TypeError", "a TypeError"),
    ],
)
def test_the_article(name: str, said: str) -> None:
    assert with_article(name) == said

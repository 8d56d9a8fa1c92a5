"""What a student reads beside the mark in Moodle: HTML, in a cell of a worksheet."""

from __future__ import annotations

import html
import re

# Ours is told from a person's by this class, so that grading again replaces it.
_OPENS, _CLOSES = '<div class="cnngrade">', "</div>"
_OURS = re.compile(re.escape(_OPENS) + r".*?" + _CLOSES, re.DOTALL)


def as_html(text: str) -> str:
    """Plain text as HTML in ASCII alone, whatever encoding the sheet has.

    PHP's `fgetcsv` takes a backslash before a quote for an escape, so none is left.
    """
    escaped = html.escape(text.strip()).replace("\\", "&#92;")
    lines = "<br>".join(line.strip() for line in escaped.splitlines())
    return lines.encode("ascii", "xmlcharrefreplace").decode("ascii")


def beside(existing: str, text: str) -> str:
    """The cell with our comment: a person's own stays above it, an earlier one of ours goes."""
    if not text.strip():
        return existing  # an empty cell would erase what is there
    others = _OURS.sub("", existing).rstrip()
    return f"{others}{_OPENS}{as_html(text)}{_CLOSES}"

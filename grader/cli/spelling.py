"""What goes to a terminal, spelled out where it would act there."""

from __future__ import annotations


def spelled(text: str) -> str:
    """The text with every character that acts on a terminal spelled out."""
    if text.replace("\n", "").isprintable():
        return text
    from grader.report.shown import shown

    return shown(text)

"""The page of one of whose files none is graded: what came, and why it could not be."""

from __future__ import annotations

from grader.batch.nouns import Handed, Item
from grader.lab import Lab
from grader.report.html import digest, sheet, templates


def render_nothing(handed: Handed, lab: Lab) -> str:
    """One file, no script, no outside address, for the student as for a tutor."""
    style = sheet("style.css", "class.css")
    if handed.lost:
        headline = "There is no mark yet"
        advice = (
            "Something in it could not be read here, and there may be work in it: a tutor looks at "
            f"it. A {lab.file_name} by itself, or in an ordinary zip, can be read."
        )
    else:
        headline = "There was nothing to grade"
        advice = (
            f"What is graded is a Python file or a notebook: {lab.file_name}, by itself or in a "
            "zip. Text in a document, a picture or a text box cannot be run."
        )
    return (
        templates()
        .get_template("nothing.html")
        .render(
            title=lab.title,
            headline=headline,
            why=_sentence(handed.trouble),
            items=[_shown(item) for item in handed.items],
            advice=advice,
            style=style,
            style_digest=digest(style),
        )
    ).strip() + "\n"


def _shown(item: Item) -> dict[str, str]:
    return {"name": item.name, "size": _size(item.size), "kind": item.kind}


def _size(count: int | None) -> str:
    """ "12 kB", "3.4 MB", "0 bytes"; "" of what was not read."""
    if count is None:
        return ""
    if count < 1024:
        return f"{count} bytes"
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{-(-count // 1024)} kB"


def _sentence(text: str) -> str:
    text = text.strip() or "nothing was handed in"
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")

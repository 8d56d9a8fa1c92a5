"""One finding in a few plain lines, for renderers that show text."""

from __future__ import annotations

from grader.report.findings_view import FindingView
from grader.report.shown import one_line


def said_of(view: FindingView) -> str:
    """What was expected, what was seen, why it matters, the next step; a line each."""
    rows = (
        ("", view.place),
        ("expected", view.expected),
        ("seen", view.seen),
        ("", view.finding.arithmetic),
        ("why", view.finding.why),
        ("look at", view.finding.advice),
        ("behind", view.because),
    )
    return "\n".join(
        f"{label}: {one_line(text)}" if label else one_line(text) for label, text in rows if text
    )

"""The table of docs/security.md, from the cases: `python -m tests.hostile.page` writes it anew."""

from __future__ import annotations

from pathlib import Path

from .cases import CASES

BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
PATH = Path(__file__).parents[2] / "docs" / "security.md"


def page(text: str) -> str:
    """The page with its table as the cases have it."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + table() + END + after


def table() -> str:
    """One row for each attack, family by family."""
    lines = [f"{len(CASES)} attacks.", "", "| attack | what becomes of it | what stops it |"]
    lines.append("|---|---|---|")
    family = ""
    for case in CASES:
        if case.family != family:
            family = case.family
            lines.append(f"| **{family}** | | |")
        outcome = " or ".join(case.outcomes)
        lines.append(f"| {case.attack} | {outcome} | {case.stops} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PATH.write_text(page(PATH.read_text(encoding="utf-8")), encoding="utf-8")

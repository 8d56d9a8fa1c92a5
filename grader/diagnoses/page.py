"""The catalogue as text: one entry for a terminal, all of them as a page of Markdown."""

from __future__ import annotations

from itertools import groupby

from grader.checks import CHECKS
from grader.diagnoses.catalogue import CATALOGUE
from grader.diagnoses.diagnosis import Diagnosis
from grader.diagnoses.lessons import lesson_of

FAMILIES = {
    "reading": "The file can be read, and holds the network",
    "building": "The network can be built and called",
    "repaired": "What a small edit mends: tried, and the rest works",
    "layers": "Layers",
    "shapes": "Shapes",
    "batch": "The batch",
    "activations": "Activations",
    "between": "Batch norms, poolings, sums and the order of steps, where a lab asks for them",
    "dropout": "Dropout",
    "output": "The output",
    "parameters": "Parameters",
    "training": "Training",
    "rehearsed": "The script, rehearsed: remarks that cost no points",
    "habits": "Habits: remarks that cost no points",
}
_HEAD = """# Diagnoses

What cnngrade can recognise, in {families} families. A diagnosis names the cause of a failed check
in the student's own values; `cnngrade explain ID` prints one of them. Of several causes that fit,
the one that stands first here counts as the root. What the rehearsal
of the script and its habits show explains no failed check: these are remarks, and cost nothing.

This page is made from the catalogue, by `python -m grader.diagnoses > docs/diagnoses.md`.
"""


def grouped() -> list[tuple[str, list[Diagnosis]]]:
    """The catalogue by family: (title of the family, its diagnoses in order)."""
    order = sorted(CATALOGUE, key=lambda one: list(FAMILIES).index(one.family))
    return [(FAMILIES[name], list(ones)) for name, ones in groupby(order, lambda one: one.family)]


def page() -> str:
    """docs/diagnoses.md."""
    groups = grouped()
    lines = [_HEAD.format(families=len(groups))]
    for title, ones in groups:
        lines += [f"## {title}", ""]
        for one in ones:
            lines += [f"### `{one.id}`", "", f"**{one.title}.** {one.why}", ""]
            lines += [f"Next step: {one.hint}", ""]
            if one.of:
                lines += [
                    "Explains " + ", ".join(f"`{check}`" for check in explained_by(one)) + ".",
                    "",
                ]
    return "\n".join(lines).rstrip() + "\n"


def explained_by(one: Diagnosis) -> list[str]:
    """The checks whose failure it explains, as the lab of the sheet calls them."""
    return [
        name
        for sort in one.of
        for name in [check.id for check in CHECKS if check.sort == sort] or [sort]
    ]


def entry(one: Diagnosis) -> str:
    """One diagnosis in words, for a terminal."""
    of = ", ".join(explained_by(one)) if one.of else "nothing that costs points: it is a remark"
    said = f"{one.id}\n{one.title}.\n\n{one.why}\n\nNext step: {one.hint}\nExplains: {of}"
    lesson = lesson_of(one.id, one.family)
    if lesson is None:
        return said
    wrong, right = (
        "\n".join(f"    {line}" for line in code.split("\n"))
        for code in (lesson.wrong, lesson.right)
    )
    return f"{said}\n\nIn another network, wrong:\n{wrong}\nright:\n{right}"


def rung_of(one: Diagnosis, number: int) -> str:
    """One of its hints, as far as they are the same for everybody; "" where there are fewer."""
    lesson = lesson_of(one.id, one.family)
    if lesson is None:
        return one.hint if number == 1 else ""
    found = (lesson.where, one.hint, lesson.hole, f"{lesson.tool}\n{lesson.right}")
    return found[number - 1] if 1 <= number <= len(found) else ""

"""`cnngrade explain`: what a diagnosis means, and the next step."""

from __future__ import annotations

import textwrap

import click

from grader.cli.streams import width
from grader.diagnoses import BY_ID, nearest
from grader.diagnoses.page import entry, grouped


@click.command()
@click.argument("diagnosis", required=False, metavar="[ID]")
def explain(diagnosis: str | None) -> None:
    """Explain a diagnosis by its ID, such as flatten-forgotten; without one, list them all.

    Exit status: 0 explained, 2 there is no such diagnosis.
    """
    if diagnosis is None:
        click.echo(listed())
        return
    found = BY_ID.get(diagnosis)
    if found is None:
        close = nearest(diagnosis)
        rest = f" Did you mean {' or '.join(close)}?" if close else ""
        raise click.UsageError(f"There is no diagnosis {diagnosis[:80]!r}.{rest}")
    for paragraph in entry(found).split("\n"):
        click.echo(textwrap.fill(paragraph, width(), break_on_hyphens=False))


def listed() -> str:
    """All diagnoses by family, with their titles."""
    wide = max(len(one) for one in BY_ID) + 4
    blocks = []
    for family, ones in grouped():
        rows = [_row(one.id, one.title, wide) for one in ones]
        blocks.append("\n".join([family, *rows]))
    return "\n\n".join(blocks)


def _row(name: str, title: str, wide: int) -> str:
    return textwrap.fill(title, max(width(), wide + 20), initial_indent=f"  {name}".ljust(wide),
                         subsequent_indent=" " * wide)  # fmt: skip

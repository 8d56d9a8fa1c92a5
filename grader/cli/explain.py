"""`cnngrade explain`: what a diagnosis or a check means, and the next step."""

from __future__ import annotations

import textwrap

import click
from click.shell_completion import CompletionItem

from grader.checks import CHECKS_BY_ID
from grader.cli.streams import width
from grader.diagnoses import BY_ID, nearest
from grader.diagnoses.page import entry, grouped


def completed(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ids that begin so, with their titles, for a shell to offer."""
    known = {name: one.title for name, one in BY_ID.items()}
    known |= {name: one.title for name, one in CHECKS_BY_ID.items()}
    return [CompletionItem(name, help=title) for name, title in known.items() if begun in name]


@click.command()
@click.argument("diagnosis", required=False, metavar="[ID]", shell_complete=completed)
def explain(diagnosis: str | None) -> None:
    """Explain a diagnosis or a check by its ID, such as flatten-forgotten.

    Without an ID all diagnoses are listed. Exit status: 0 explained, 2 there is none of that ID.
    """
    if diagnosis is None:
        click.echo(listed())
        return
    for paragraph in said(diagnosis).split("\n"):
        click.echo(textwrap.fill(paragraph, width(), break_on_hyphens=False))


def said(name: str) -> str:
    """The diagnosis, or the check, in words."""
    if (found := BY_ID.get(name)) is not None:
        return entry(found)
    if (check := CHECKS_BY_ID.get(name)) is not None:
        return f"{name}, a check\n{check.title}.\n\n{check.advice}".rstrip()
    close = nearest(name)
    rest = f" Did you mean {' or '.join(close)}?" if close else ""
    raise click.UsageError(f"There is no diagnosis {name[:80]!r}.{rest}")


def listed() -> str:
    """All diagnoses by family, with their titles."""
    wide = max(len(one) for one in BY_ID) + 4
    blocks = []
    for family, ones in grouped():
        rows = [_row(one.id, one.title, wide) for one in ones]
        blocks.append("\n".join([family, *rows]))
    return "\n\n".join(blocks)


def _row(name: str, title: str, wide: int) -> str:
    first, rest = f"  {name}".ljust(wide), " " * wide
    columns = max(width(), wide + 20)
    return textwrap.fill(title, columns, initial_indent=first, subsequent_indent=rest)

"""`cnngrade explain`: what a diagnosis or a check means, and the next step."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from grader.checks import CHECKS_BY_ID, check_of
from grader.cli.options import lab_option, read_asked_lab
from grader.cli.streams import width
from grader.diagnoses import BY_ID, nearest
from grader.diagnoses.page import entry, grouped, rung_of
from grader.lab import Lab
from grader.lab.words import in_words_of


def completed(_ctx: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """The ids that begin so, with their titles, for a shell to offer."""
    known = {name: one.title for name, one in BY_ID.items()}
    known |= {name: one.title for name, one in CHECKS_BY_ID.items()}
    return [CompletionItem(name, help=title) for name, title in known.items() if begun in name]


@click.command()
@click.argument("diagnosis", required=False, metavar="[ID]", shell_complete=completed)
@click.option(
    "--hint",
    type=click.IntRange(1, 4),
    help="Only a hint: 1 where to look, 2 the idea, 3 the working with a hole in it, 4 the tool.",
)
@lab_option
def explain(diagnosis: str | None, hint: int | None, lab_path: Path | None) -> None:
    """Explain a diagnosis or a check by its ID, such as flatten-forgotten.

    The checks of another lab are known, and its images called what they are, with --lab.

    Without an ID all diagnoses are listed. Exit status: 0 explained, 2 there is none of that ID, or
    no such hint of it.
    """
    if diagnosis is None:
        if hint is not None:
            raise click.UsageError("--hint is of a diagnosis: name one, such as flatten-forgotten.")
        click.echo(listed())
        return
    lab = read_asked_lab(lab_path, measured=False) if lab_path is not None else None
    text = said(diagnosis, lab) if hint is None else hinted(diagnosis, hint, lab)
    for paragraph in (text if lab is None else in_words_of(lab)(text)).split("\n"):
        code = paragraph[: len(paragraph) - len(paragraph.lstrip())]
        click.echo(
            textwrap.fill(paragraph, width(), break_on_hyphens=False, subsequent_indent=code)
        )


def hinted(name: str, number: int, lab: Lab | None) -> str:
    """One hint of a diagnosis."""
    found = BY_ID.get(name)
    if found is None:
        said(name, lab)  # which says what there is
        raise click.UsageError(f"{name} is a check; hints are of diagnoses.")
    if not (hint := rung_of(found, number)):
        raise click.UsageError(f"There is no hint {number} of {name}.")
    return hint


def said(name: str, lab: Lab | None) -> str:
    """The diagnosis, or the check, in words."""
    if (found := BY_ID.get(name)) is not None:
        return entry(found)
    if (check := check_of(lab, name) if lab is not None else CHECKS_BY_ID.get(name)) is not None:
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

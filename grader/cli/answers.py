"""`cnngrade answers`: mark an answer sheet of Part 1, or ask its questions one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from concepts import ConceptError
from concepts.questions.answers import Q6_AVERAGE, Q6_MAX, Q7_LAYER, Mark, mark_pool, mark_q7
from concepts.questions.asked import ASKS
from concepts.questions.count_question import PARTS, ConvQuestion
from concepts.questions.matrix_text import matrix
from concepts.questions.pool_question import PoolQuestion
from concepts.typed import AmbiguousError, as_number, typed
from concepts.written import by, written
from grader.cli.matrices import json_option, plainly, print_json, read_text
from grader.cli.options import lab_option, read_asked_lab, tell_of_lab
from grader.lab import Lab, Question, Reveal
from grader.submission.answers import SheetError, parse, refuse_unknown, sheet_from


@click.command()
@click.argument("sheet", required=False, type=click.Path(path_type=Path))
@click.option("--reveal", is_flag=True, help="Show the right answers and how they come about.")
@click.option(
    "--layer",
    help='The layer of Q7, as in "in_channels=3 kernel_size=3 input_size=32".  [default: the '
    "sheet's: 10 filters of 5x5 on one channel of 28x28]",
)
@lab_option
@json_option
@plainly
def answers(
    sheet: Path | None, reveal: bool, layer: str | None, lab_path: Path | None, as_json: bool
) -> None:
    """Mark SHEET (part1.toml); without it, ask the questions one at a time.

    Exit status: 0 marked, whatever is right or wrong; 2 wrong use.
    """
    if sheet is not None and lab_path is None:
        tell_of_lab(sheet)
    lab = read_asked_lab(lab_path, measured=False) if reveal or lab_path is not None else None
    kept = lab.reveal if reveal and lab is not None else None
    if kept == "tutor":
        raise click.UsageError(
            "this lab keeps the right numbers for tutors ([part1] reveal): leave --reveal out"
        )
    own = lab.questions if lab is not None else ()
    if lab is not None and not (own or lab.written or asks_of_the_sheet(lab)):
        raise click.UsageError("this lab asks no questions of Part 1")
    if own and layer:
        raise click.UsageError("this lab's questions name their layers: leave --layer out")
    question = ConvQuestion.of(parsed_layer(layer)) if layer else Q7_LAYER
    if own:
        marks = asked_own(own, kept) if sheet is None else marked_own(sheet, own)
        if sheet is not None and not as_json:
            for mark in marks:
                show(mark, kept)
    elif sheet is None:
        marks = asked(question, kept)
    else:
        marks = marked(read_sheet(sheet), question if layer else None)
        if not as_json:
            for mark in marks:
                show(mark, kept)
    if as_json:
        print_json({"answers": [data(mark, revealed(mark, kept)) for mark in marks]})
        return
    written_down = [mark for mark in marks if mark.answered]
    right = sum(mark.right for mark in written_down)
    click.echo(f"\n{right} of {len(marks)} right, {len(marks) - len(written_down)} not answered")


def asks_of_the_sheet(lab: Lab) -> bool:
    """Whether a lab without questions of its own has points for ours."""
    from grader.checks import checks_of

    return any(one.part == 1 and one.id in lab.points for one in checks_of(lab))


def read_sheet(path: Path) -> Mapping[str, object]:
    """The parsed answer sheet."""
    try:
        sheet = parse(read_text(path))
        refuse_unknown(sheet, path.name, ("layer",))
        return sheet
    except SheetError as error:
        raise click.UsageError(str(error)) from None
    except (ValueError, RecursionError) as error:  # TOML's own, or of a number's many digits
        raise click.UsageError(f"{path} is no answer sheet: {str(error)[:200]}") from None


def parsed_layer(text: str) -> dict[str, int]:
    """`name=number` pairs."""
    found = {}
    for word in typed(text).replace(",", " ").split():
        name, _, given = word.partition("=")
        number = as_number(given)
        if not isinstance(number, int):
            raise ConceptError(f"{word!r} is no part of a layer: write name=number")
        found[name] = number
    return found


def marked(sheet: Mapping[str, object], layer: ConvQuestion | None) -> list[Mark]:
    """Every part of a sheet that a machine can mark."""
    q6, q7 = section(sheet, "q6"), section(sheet, "q7")
    on_sheet = q7.get("layer")
    if layer is None and on_sheet is not None:
        if not isinstance(on_sheet, dict) or not all(type(v) is int for v in on_sheet.values()):
            raise ConceptError(f"the layer in [q7] is {on_sheet!r}: it must be numbers by name")
        layer = ConvQuestion.of(on_sheet)
    marks = [mark_pool("Q6 a", Q6_MAX, q6.get("a")), mark_pool("Q6 b", Q6_AVERAGE, q6.get("b"))]
    return [*marks, *mark_q7(q7, layer)]


def marked_own(path: Path, questions: Sequence[Question]) -> list[Mark]:
    """The same of a lab with questions of its own."""
    try:
        found = sheet_from(path.name, read_text(path).encode(), questions)
    except SheetError as error:
        raise click.UsageError(str(error)) from None
    answers = section(found, "answers")
    return [
        one.asked.mark(one.title, answers.get(one.name)) for one in questions if not one.in_words
    ]


def asked_own(questions: Sequence[Question], reveal: Reveal | None) -> list[Mark]:
    """Ask what a machine can mark, marking each answer at once."""
    marks = []
    for one in questions:
        if one.in_words:
            continue
        click.echo(f"\n{one.title}: {one.asked.text}")
        for row in one.asked.rows:
            click.echo(f"    {row}")
        given = ask_table() if one.asked.is_table else numbers(ask("answer"))
        mark = one.asked.mark(one.title, given)
        show(mark, reveal)
        marks.append(mark)
    return marks


def section(sheet: Mapping[str, object], name: str) -> Mapping[str, object]:
    """One table of the sheet; a missing one is empty."""
    found = sheet.get(name, {})
    if not isinstance(found, dict):
        raise ConceptError(f"[{name}] is {found!r}: it must be a table of answers")
    return found


def asked(layer: ConvQuestion, reveal: Reveal | None) -> list[Mark]:
    """Ask every question, marking each answer at once."""
    marks = []
    for part, question in (("Q6 a", Q6_MAX), ("Q6 b", Q6_AVERAGE)):
        click.echo(f"\n{part}: {question.text()}, of")
        for row in question.cells:
            click.echo("    " + "  ".join(written(cell) for cell in row))
        marks.append(ask_pool(part, question, reveal))
    click.echo(f"\nQ7: {layer.text()}")
    for number, part in enumerate(PARTS):
        click.echo(ASKS[part])
        given = ask("answer")
        mark = mark_q7({part: given}, layer)[number]
        show(mark, reveal)
        marks.append(mark)
    return marks


def ask_pool(part: str, question: PoolQuestion, reveal: Reveal | None) -> Mark:
    """Ask for a table."""
    mark = mark_pool(part, question, ask_table())
    show(mark, reveal)
    return mark


def ask(what: str) -> str:
    """One line from the person; nothing where there is no more to read. Ctrl-C ends it all."""
    try:
        return str(click.prompt(what, default="", show_default=False))
    except click.Abort as end:
        if isinstance(end.__context__, KeyboardInterrupt):
            raise
        return ""


def ask_table() -> object:
    """A table; asked again as long as nobody can tell what its commas mean."""
    while True:
        try:
            return table(ask("rows, split by ;"))
        except AmbiguousError as error:
            click.echo(f"{error}.")


def table(given: str) -> object:
    """A typed table; what cannot be read stays as it was typed, to be marked as such."""
    try:
        return matrix(given, "the table") if given.strip() else None
    except AmbiguousError:
        raise
    except ConceptError:
        return [line.split() for line in given.split(";")]


def numbers(given: str) -> object:
    """A number, a product or sizes as they were typed; the question says which is meant."""
    return typed(given).strip() or None


def revealed(mark: Mark, reveal: Reveal | None) -> bool:
    """Whether the right answer is said, where --reveal asks for it and the lab says when."""
    return reveal == "always" or (reveal == "after-answer" and mark.answered)


def show(mark: Mark, reveal: Reveal | None) -> None:
    """One mark: right, not answered, or wrong and why."""
    if mark.right:
        click.echo(f"{mark.part}: right")
    elif not mark.answered:
        click.echo(f"{mark.part}: not answered")
    else:
        said = mark.diagnosis.removeprefix("This is not right").lstrip(".: ")
        click.echo(f"{mark.part}: not right. {said[:1].upper()}{said[1:]}")
    if revealed(mark, reveal):
        click.echo(f"    answer: {shown(mark.expected)}")
        for line in mark.working:
            click.echo(f"    {line}")


def shown(expected: object) -> str:
    """A right answer as one writes it."""
    if not isinstance(expected, tuple):
        return str(expected)
    if expected and isinstance(expected[0], tuple):
        return "; ".join(" ".join(written(cell) for cell in row) for row in expected)
    return by(expected)


def data(mark: Mark, reveal: bool) -> dict[str, object]:
    """A mark as data; the answer only when it is asked for."""
    found: dict[str, object] = {
        "part": mark.part,
        "answered": mark.answered,
        "right": mark.right,
        "given": mark.given,
        "wrong_cells": mark.wrong_cells,
        "slips": mark.slips,
        "diagnosis": mark.diagnosis,
    }
    return found | {"expected": mark.expected, "working": mark.working} if reveal else found

"""`cnngrade practice`: fresh questions of the kinds of Part 1, with the same marking."""

from __future__ import annotations

import secrets
import textwrap
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from concepts.questions.answers import Mark
from concepts.questions.posed import practised
from concepts.questions.practice import KINDS, Question, questions
from concepts.typed import AmbiguousError
from grader.cli.answers import data, numbers, shown, table
from grader.cli.matrices import WHOLE, json_option, plainly, print_json
from grader.cli.options import lab_option, read_asked_lab
from grader.cli.streams import width

TRIES = 3  # answers to one question before its working is shown
Ending = Literal["right", "wrong", "left out", "quit"]


@click.command()
@click.option("--seed", type=WHOLE, help="The same seed gives the same questions.")
@click.option("--level", type=click.IntRange(1, 3), default=1, help="How hard.  [default: 1]")
@click.option(
    "--count", "how_many", type=WHOLE, default=12, help="How many questions.  [default: 12]"
)
@click.option(
    "--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Of this kind alone."
)
@click.option("--reveal", is_flag=True, help="Show the answer and its working after each question.")
@click.option("--list", "listing", is_flag=True, help="List the questions and ask nothing.")
@lab_option
@json_option
@plainly
def practice(
    seed: int | None,
    level: int,
    how_many: int,
    kinds: tuple[str, ...],
    reveal: bool,
    listing: bool,
    lab_path: Path | None,
    as_json: bool,
) -> None:
    """Ask fresh questions on pooling, convolution, counting and receptive fields.

    Of a --lab with questions of its own those kinds alone.

    At a question `hint` gives a hint, `skip` leaves it out, `quit` ends. After three wrong answers
    the working is shown, and the question comes back later. Level 2 brings larger and negative
    inputs and padding of convolutions, level 3 strides and padding everywhere.

    Exit status: 0 asked, 2 wrong use.
    """
    if seed is None:
        seed = secrets.randbelow(10**6)
    if lab_path is not None and not kinds:
        own = read_asked_lab(lab_path, measured=False).questions
        kinds = tuple(dict.fromkeys(practised(one.kind) for one in own if not one.in_words))
    chosen = questions(seed, level, how_many, kinds)
    if as_json:
        print_json({"seed": seed, "level": level, "questions": [entry(q, reveal) for q in chosen]})
        return
    click.echo(f"level {level}, seed {seed}")
    if listing:
        for question in chosen:
            show_question(question)
            if reveal:
                show_answer(question.mark(None))
        return
    right = round_of(chosen, reveal)
    click.echo(f"\n{right} of {len(chosen)} right")


def round_of(chosen: tuple[Question, ...], reveal: bool) -> int:
    """Ask them all, wrong ones once more at the end; how many were right in the end."""
    waiting = deque((question, False) for question in chosen)
    right = 0
    while waiting:
        question, again = waiting.popleft()
        show_question(question, again)
        ending = answered(question, reveal)
        right += ending == "right"
        if ending == "quit":
            break
        if ending == "wrong" and not again:
            waiting.append((question, True))
        if waiting:
            click.echo(f"({right} right, {len(waiting)} to go)")
    return right


def show_question(question: Question, again: bool = False) -> None:
    """The question, wrapped between words, and its table."""
    text = f"{question.number}. {'Once more: ' if again else ''}{question.asked.text}"
    click.echo()
    click.echo(textwrap.fill(text, width(), subsequent_indent="   ", break_on_hyphens=False))
    for row in question.asked.rows:
        click.echo(f"    {row}")


@dataclass(frozen=True)
class Said:
    """A line that is no answer."""

    word: Literal["hint", "skip", "quit"]


def said(question: Question) -> object:
    """What the person answers: a table, a number, or one of the words."""
    what = "rows, split by ;" if question.asked.is_table else "answer"
    while True:
        try:
            line = click.prompt(f"{what} (or hint, skip, quit)", default="", show_default=False)
        except click.Abort:  # there is no more to read
            return Said("quit")
        text = str(line)
        word = text.strip().lower()
        if word in ("hint", "skip", "quit"):
            return Said(word)  # type: ignore[arg-type]  # it is one of them
        if not word:
            return Said("skip")
        try:
            return table(text) if question.asked.is_table else numbers(text)
        except AmbiguousError as error:
            click.echo(f"{error}.")


def answered(question: Question, reveal: bool) -> Ending:
    """Ask until the answer is right, is left out, or has been tried often enough."""
    tried = 0
    while tried < TRIES:
        given = said(question)
        if isinstance(given, Said):
            if given.word == "hint":
                click.echo(told(question.asked.hint))
                continue
            if reveal and given.word == "skip":
                show_answer(question.mark(None))
            return "quit" if given.word == "quit" else "left out"
        mark = question.mark(given)
        if mark.right:
            click.echo(told(f"Right. {mark.diagnosis}".rstrip()))
            if reveal:
                show_answer(mark)
            return "right"
        tried += 1
        click.echo(told(f"Not right. {mark.diagnosis}"))
    show_answer(question.mark(None))
    return "wrong"


def told(text: str) -> str:
    """A sentence, wrapped between words."""
    return textwrap.fill(text, width(), break_on_hyphens=False)


def show_answer(mark: Mark) -> None:
    """The right answer and how it comes about."""
    click.echo(f"    answer: {in_a_row(mark.expected)}")
    for line in mark.working:
        click.echo(f"    {line}")


def in_a_row(expected: object) -> str:
    """A right answer as it may be typed: 3 5 5 for several numbers."""
    if isinstance(expected, tuple) and not isinstance(expected[0], tuple):
        return " ".join(map(str, expected))
    return shown(expected)


def entry(question: Question, reveal: bool) -> dict[str, object]:
    """A question as data; with its answer when that is asked for."""
    found: dict[str, object] = {
        "number": question.number,
        "kind": question.asked.kind,
        "text": question.asked.text,
        "rows": question.asked.rows,
        "hint": question.asked.hint,
    }
    if reveal:
        mark = data(question.mark(None), True)
        found |= {name: mark[name] for name in ("expected", "working")}
    return found

"""`cnngrade practice`: fresh questions of the kinds of Part 1, with the same marking."""

from __future__ import annotations

import secrets

import click

from concepts.questions.answers import Mark
from concepts.questions.practice import Question, questions
from grader.cli.answers import ask, ask_table, data, numbers, shown
from grader.cli.matrices import WHOLE, json_option, plainly, print_json

TRIES = 3  # answers to one question before the next one comes


@click.command()
@click.option("--seed", type=WHOLE, help="The same seed gives the same questions.")
@click.option("--level", type=click.IntRange(1, 3), default=1, help="How hard.  [default: 1]")
@click.option(
    "--count", "how_many", type=WHOLE, default=6, help="How many questions.  [default: 6]"
)
@click.option("--reveal", is_flag=True, help="Show the answer and its working after each question.")
@click.option("--list", "listing", is_flag=True, help="List the questions and ask nothing.")
@json_option
@plainly
def practice(
    seed: int | None, level: int, how_many: int, reveal: bool, listing: bool, as_json: bool
) -> None:
    """Ask fresh questions on pooling and counting; a wrong answer may be given again.

    Level 2 brings larger and negative inputs and strides, level 3 padding as well.
    Exit status: 0 asked, 2 wrong use.
    """
    if seed is None:
        seed = secrets.randbelow(10**6)
    chosen = questions(seed, level, how_many)
    if as_json:
        print_json({"seed": seed, "level": level, "questions": [entry(q, reveal) for q in chosen]})
        return
    click.echo(f"level {level}, seed {seed}")
    right = 0
    for question in chosen:
        show_question(question)
        if listing:
            if reveal:
                show_answer(question.mark(None))
            continue
        right += answered(question, reveal)
    if not listing:
        click.echo(f"\n{right} of {len(chosen)} right")


def show_question(question: Question) -> None:
    """The question and its input."""
    click.echo(f"\n{question.number}. {question.text}")
    for row in question.rows:
        click.echo(f"    {row}")


def answered(question: Question, reveal: bool) -> bool:
    """Ask until the answer is right, is left out, or has been tried often enough."""
    mark = question.mark(None)
    for _ in range(TRIES):
        mark = question.mark(ask_table() if question.pool else numbers(ask("answer")))
        if mark.right or not mark.answered:
            break
        click.echo(f"Not right. {mark.diagnosis}")
    if mark.right:
        click.echo("Right.")
    if reveal:
        show_answer(mark)
    return mark.right


def show_answer(mark: Mark) -> None:
    """The right answer and how it comes about."""
    click.echo(f"    answer: {shown(mark.expected)}")
    for line in mark.working:
        click.echo(f"    {line}")


def entry(question: Question, reveal: bool) -> dict[str, object]:
    """A question as data; with its answer when that is asked for."""
    found: dict[str, object] = {
        "number": question.number,
        "text": question.text,
        "pool": question.pool,
        "layer": question.layer,
        "part": question.part,
    }
    if reveal:
        mark = data(question.mark(None), True)
        found |= {name: mark[name] for name in ("expected", "working")}
    return found

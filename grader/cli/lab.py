"""`cnngrade lab check`: a lab tried out before a class has it."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from concepts.questions.lucky import lucky
from grader.checks import checks_of
from grader.cli.options import asked_source, data_option, read_asked_lab
from grader.cli.streams import width
from grader.data import Source, load
from grader.judging import Judge, JudgeLost, Processes
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import grade, read, warm
from grader.judging.paper import Paper, Wanted
from grader.lab import Lab, exercises_folder, lab_file
from grader.lab.folder import KEPT
from grader.lab.words import in_words_of
from grader.sandbox.surroundings import lacking
from grader.submission.gather import Gathered, Lying
from grader.trial.measure import (
    Learned,
    MeasureError,
    as_toml,
    rights_and_broken,
    thresholds_from,
    told_apart,
)
from grader.trial.trial import (
    NEXT_TO_NOTHING,
    SEEDS,
    Came,
    Graded,
    came_of,
    mistakes_seen,
    over_seeds,
)

FLAWED = 1  # exit status: the lab does what it should not


@click.group()
def lab() -> None:
    """Look at a lab of your own before a class has it."""


@lab.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option(
    "--solution",
    type=click.Path(path_type=Path),
    help="A right file.  [default: solution/ and the lab's file_name beside its file, or "
    "solution.py there; else ours of that name]",
)
@click.option(
    "--starter",
    type=click.Path(path_type=Path),
    help="What students begin with.  [default: the lab's file_name beside it, else ours of that "
    "name]",
)
@click.option(
    "--seeds",
    type=click.IntRange(1, 50),
    default=SEEDS,
    show_default=True,
    help="How often the solution is trained, each time from another seed.",
)
@data_option
def check(
    place: Path, solution: Path | None, starter: Path | None, seeds: int, data: Path | None
) -> None:
    """Try the lab at PLACE, a lab.toml or a folder with one: is it as it should be?

    The solution must get full marks from several seeds and the starter next to none; mistakes
    are put into the solution, and which of them cost nothing is said. Exit status: 0 it is, 1 it
    is not, 2 wrong use, 3 it could not be tried.
    """
    asked = read_asked_lab(place, measured=False)
    file, ours = lab_file(place), exercises_folder()
    kept = file.parent / KEPT / asked.file_name
    either = (kept, file.parent / "solution.py")
    beside = next((one for one in either if one.is_file()), kept)
    right = _file(solution, beside, ours.parent / "solutions" / asked.file_name)
    begun = _file(starter, file.parent / asked.file_name, ours / asked.file_name)
    source = asked_source(asked, place, data)
    if missing := lacking():
        click.echo(f"Error: {missing}", err=True)
        sys.exit(3)
    _say_what_it_is(asked, file, source)
    sys.exit(_tried(asked, right, begun, source, seeds))


def _file(given: Path | None, beside: Path, ours: Path) -> Path:
    """Which file it is; wrong use where there is none."""
    found = given or next((one for one in (beside, ours) if one.is_file()), None)
    if found is None or not found.is_file():
        named = given if given is not None else beside
        raise click.UsageError(f"there is no file {named}; name it with --solution or --starter")
    return found


def _say_what_it_is(asked: Lab, file: Path, source: Source) -> None:
    shape = "×".join(map(str, asked.input_shape))
    images = load(source)
    mean, deviation = (
        ", ".join(f"{one:.4f}" for one in numbers) for numbers in (images.mean, images.std)
    )
    click.echo(f"{asked.title} ({file})")
    click.echo(f"class {asked.class_name} of {asked.file_name}; {shape}, {asked.classes} classes")
    click.echo(
        f"{len(images.train_labels):,} images of {images.name} to learn from, "
        f"{len(images.held_out_labels):,} unseen ones; mean {mean}, deviation {deviation}\n"
    )
    network, answers = (
        sum(asked.points.get(one.id, 0.0) for one in checks_of(asked) if one.part == part)
        for part in (2, 1)
    )
    click.echo(
        f"{network + answers:g} points: {network:g} for the network, {answers:g} for the answer "
        f"sheet" + (f", and {sum(asked.written.values()):g} that a tutor gives" if asked.written
                    else "")
    )  # fmt: skip
    said = in_words_of(asked)
    for one in checks_of(asked):
        worth = asked.points.get(one.id)
        first = f"{'off' if worth is None else f'{worth:g}':>5}  "
        click.echo(textwrap.fill(f"{said(one.title)} ({one.id})", width(), break_on_hyphens=False,
                                 initial_indent=first, subsequent_indent=" " * 7))  # fmt: skip
    for line in (*_lucky(asked), *_not_its_own(asked, file)):
        click.echo(textwrap.fill(line, width(), break_on_hyphens=False))
    click.echo("")


def _not_its_own(asked: Lab, file: Path) -> Iterator[str]:
    """What was copied along with another lab, or left behind."""
    told = file.parent / "README.md"
    text = told.read_text(encoding="utf-8", errors="replace") if told.is_file() else ""
    if not text and (file.parent / asked.file_name).is_file():
        yield "README.md, which every student gets, is not there, or empty."
    if file.name == "lab.toml" and text and asked.file_name not in text:
        yield f"README.md, which students get, does not name {asked.file_name}."
    for one in asked.hand_out:
        if not (file.parent / one).exists():
            yield f"hand_out names {one}, which is not there."


def _lucky(asked: Lab) -> Iterator[str]:
    """Questions that who slips gets right."""
    for one in asked.questions:
        for did in () if one.in_words else lucky(one.asked)[:1]:
            yield f"{one.title} comes out right by a slip, too: “{did}”."


@contextmanager
def _grading(asked: Lab, source: Source) -> Iterator[Graded]:
    """Whatever is graded, is as a student's file."""
    unconfined = sys.platform != "linux"
    with warm(asked, source) as (trainer, nursery), Judge() as judge:
        processes = Processes(trainer, nursery, unconfined)

        def graded(name: str, contents: bytes, one: Lab) -> bytes:
            wanted = Wanted(source.name, source.found_by, unconfined, "json")
            read(judge, Paper(Gathered(name, name, (Lying(name, contents),)), one))
            return grade(judge, wanted, processes).record

        yield graded


def _tried(asked: Lab, right: Path, begun: Path, source: Source, seeds: int) -> int:
    try:
        with _grading(asked, source) as graded:
            if not asked.thresholds:
                return _measured(right, asked, graded)
            fine = [
                _solution(right, asked, graded, seeds),
                _starter(begun, asked, graded),
            ]
            _mistakes(right, asked, graded)
    except Refused as refused:
        raise click.UsageError(str(refused)) from None
    except (JudgeLost, JudgeFailed) as lost:
        click.echo(f"Error: the lab could not be tried: {lost}", err=True)
        return 3
    return 0 if all(fine) else FLAWED


def _measured(file: Path, asked: Lab, graded: Graded) -> int:
    """Thresholds for images that have none yet, to be pasted in."""
    click.echo(f"There are no thresholds for these images yet. The solution ({file}),")
    click.echo("trained to the end of the recipe, and with a part broken:")

    def tell(what: str, one: Learned) -> None:
        read_rightly = one.trouble or f"reads {one.accuracy:.1%}, {one.before:.1%} before"
        click.echo(f"  {what}: {read_rightly}")

    try:
        text = file.read_text(encoding="utf-8")
        rights, broken = rights_and_broken(file.name, text, asked, graded, tell)
        found = thresholds_from(rights, broken, asked)
    except MeasureError as error:
        _say(f"No thresholds follow from that: {error}.")
        return FLAWED
    if not all(told_apart(one, min(right.accuracy for right in rights)) for one in broken):
        _say("Broken it learns nearly as much: accuracy alone does not see such a mistake here.")
    click.echo("\nPaste this into the lab's file, and check again:\n")
    for name in asked.data.names:
        click.echo(as_toml(name, found))
    return FLAWED


def _solution(file: Path, asked: Lab, graded: Graded, seeds: int) -> bool:
    click.echo(f"The solution ({file}), from {seeds} seeds")
    came = list(over_seeds(file.name, file.read_bytes(), asked, graded, seeds))
    for seed, one in came:
        if not one.whole:
            click.echo(f"  seed {seed}: {_short(one)}")
    fine = all(one.whole for _, one in came)
    if fine:
        samples = [one.samples for _, one in came]
        click.echo(f"  all {came[0][1].most:g} points each time, clear after {min(samples):,} to "
                   f"{max(samples):,} images")  # fmt: skip
    else:
        _say("A right file must have all points, whatever the seed: else the thresholds, the "
             "recipe or a check are not this lab's, or the solution is not right.")  # fmt: skip
    return fine


def _short(one: Came) -> str:
    if one.trouble:
        return f"no mark: {one.trouble}"
    read_rightly = "" if one.accuracy is None else f", reads {one.accuracy:.1%}"
    return f"{one.points:g} of {one.most:g}{read_rightly}; fails {', '.join(one.failed) or '-'}"


def _starter(file: Path, asked: Lab, graded: Graded) -> bool:
    click.echo(f"The starter ({file})")
    one = came_of(graded(file.name, file.read_bytes(), asked))
    fine = not one.trouble and one.points <= NEXT_TO_NOTHING * one.most
    if one.trouble:
        click.echo(f"  {_short(one)}")
    else:
        click.echo(f"  {one.points:g} of {one.most:g}")
    if not fine:
        _say(f"Who hands it in as it came should have next to nothing: at most "
             f"{NEXT_TO_NOTHING:.0%} of the points.")  # fmt: skip
    return fine


def _mistakes(file: Path, asked: Lab, graded: Graded) -> None:
    def tell(number: int, most: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r  mistake {number} of {most} ", err=True, nl=False)

    found = mistakes_seen(file.name, file.read_text(encoding="utf-8"), asked, graded, tell)
    if sys.stderr.isatty():
        click.echo("\r" + " " * 30 + "\r", err=True, nl=False)
    click.echo(f"Mistakes put into the solution: {found.tried}")
    seen = found.tried - len(found.left)
    cost = "each costs" if not found.left else f"{seen} cost{'s' if seen == 1 else ''}"
    told = seen - len(found.unnamed)
    which = "each" if told == seen else str(told)
    explained = f", and of {which} the cause is told" if seen else ""
    click.echo(f"  {cost} points{explained}")
    for what in found.unnamed:
        click.echo(f"  its cause is not told: {what}")
    for what in found.left:
        click.echo(f"  not seen: {what}")
    if found.left:
        _say("That is as it should be where the lab does not ask for what they spoil.")


def _say(words: str) -> None:
    click.echo(textwrap.fill(words, width(), initial_indent="  ", subsequent_indent="  "))

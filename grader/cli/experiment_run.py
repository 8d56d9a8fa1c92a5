"""One run of `cnngrade experiment`, from the file to the last sentence."""

from __future__ import annotations

import json
import time
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from grader import __version__
from grader.cli.experiment_said import Teller, ask
from grader.data import DataError, Source
from grader.data.mark import data_mark
from grader.disk.files import LinkError, make_writable, put_file, refuse_links, refuse_links_within
from grader.evidence import Trial
from grader.experiment import ledger
from grader.experiment.book import Book, Expected, chosen, summaries
from grader.experiment.files import CSV, JSON, PAGE, as_csv, as_json
from grader.experiment.guesses import questions
from grader.experiment.nouns import Asked, AskedError, Design
from grader.experiment.runs import Job, carry_out, jobs_of, together
from grader.forked import fork_judge
from grader.judging import Judge, JudgeLost, Processes
from grader.judging.judge import JudgeFailed, Refused
from grader.judging.one import warm_for_many
from grader.judging.paper import Paper
from grader.judging.trying import design as designed
from grader.judging.trying import page
from grader.lab import Lab
from grader.sandbox.surroundings import lacking
from grader.submission.errors import SubmissionError
from grader.submission.gather import gather
from grader.training import Trainer, TrainerFailed
from grader.wire.code import code_digest
from grader.wire.fork import may_fork
from grader.wire.records import from_json, to_json

STOPPED = 130
GUESSES = "expected.json"


@dataclass(frozen=True)
class Order:
    """What the command line asks for."""

    file: Path
    asked: Asked
    lab: Lab
    source: Source
    seeds: tuple[int, ...]
    samples: int  # a run, as far as batches fill them
    jobs: int  # trainings at a time
    asks: bool  # what is expected
    folder: Path
    chosen: bool  # by who calls; else it lies beside the student's file
    open_page: bool
    form: str
    allow_unconfined: bool


def run(order: Order) -> int:
    """Make the settings, train them, say and write what came of it; gives the exit status."""
    if missing := lacking():
        click.echo(f"Error: {missing}", err=True)
        return 3
    first = partial(fork_judge, one=False) if may_fork() else None
    judge = Judge(first=first)
    try:
        # a fork is made before anything is read
        with judge if first else nullcontext():
            paper = Paper(gather(order.file), order.lab)
            _make(order)
            with warm_for_many(order.lab, order.source, order.jobs) as (trainers, nursery), judge:
                processes = Processes(trainers[0], nursery, order.allow_unconfined)
                design = designed(judge, paper, order.asked, order.source.name, processes)
                return _experiment(order, design, trainers, judge)
    except (SubmissionError, Refused, AskedError, DataError, LinkError) as error:
        raise click.UsageError(str(error)) from None
    except JudgeLost as lost:
        click.echo(f"Error: reading {order.file} {lost}.", err=True)
    except (JudgeFailed, TrainerFailed) as failed:
        click.echo(f"Error: {failed}. What is done stays; the same command goes on.", err=True)
    return 3


def _make(order: Order) -> None:
    """The folder can be written to, and no link lies in the way."""
    folder = order.folder
    if not order.chosen:
        refuse_links(folder.parent, [folder.name])
    try:
        make_writable(folder)
    except OSError as error:
        message = f"cannot write to {folder}: {error.strerror}; choose another with --out"
        raise click.UsageError(message) from None
    refuse_links(folder, [CSV, JSON, PAGE, GUESSES])
    refuse_links_within(folder / ledger.FOLDER)


def _experiment(order: Order, design: Design, trainers: Sequence[Trainer], judge: Judge) -> int:
    samples = design.samples(order.samples)
    facts = trainers[0].facts()
    where = f"{data_mark(order.source)} {facts.torch} {facts.device_name} {code_digest()}"
    jobs = jobs_of(design, order.seeds, samples, where)
    trials = {job.key: found for job in jobs if (found := ledger.get(order.folder, job.key))}
    made_by = f"cnngrade {__version__} {code_digest()}, torch {facts.torch}, {facts.device_name}"
    teller = Teller(order.form, order.seeds)

    def book() -> Book:
        found = {one.name: _of(one.name, jobs, trials) for one in design.variants}
        return Book(
            design, found, order.seeds, samples, order.asked.recipe, order.source.name, made_by,
            expected, order.lab.data.things,
        )  # fmt: skip

    expected = _expected(order, design)
    teller.begin(book(), len(trials), len(jobs))
    try:
        left = [job for job in jobs if job.key not in trials]
        _train(order, left, trainers, trials, lambda: teller.tell(book()), teller)
        _test(order, _to_be_tested(book(), jobs, trials), trainers, trials)
    except KeyboardInterrupt:
        _write(order, book(), judge)
        teller.stopped(len(trials), len(jobs))
        return STOPPED
    _write(order, book(), judge)
    teller.end(book(), order.folder)
    if order.open_page and not webbrowser.open((order.folder / PAGE).resolve().as_uri()):
        click.echo("No browser could be opened here; open the page by hand.", err=True)
    return 0


def _of(name: str, jobs: Sequence[Job], trials: dict[str, Trial]) -> tuple[Trial, ...]:
    """The runs of one setting that are done, in the order of the seeds."""
    return tuple(trials[j.key] for j in jobs if j.variant.name == name and j.key in trials)


def _train(
    order: Order,
    left: Sequence[Job],
    trainers: Sequence[Trainer],
    trials: dict[str, Trial],
    tell: Callable[[], None],
    teller: Teller,
) -> None:
    """The first run alone, by which the time of the others is reckoned; then all of them."""
    if not left:
        return

    def carry(part: Sequence[tuple[Job, ...]]) -> None:
        for group, found in carry_out(part, trainers[: len(part)], train):
            for job, (trial, numbers) in zip(group, found, strict=True):
                ledger.put_numbers(order.folder, job.key, numbers)
                ledger.put(order.folder, job.key, trial)
                trials[job.key] = trial
            tell()

    def train(trainer: Trainer, group: tuple[Job, ...]) -> list[tuple[Trial, tuple[bytes, ...]]]:
        seeds = [job.recipe.seed for job in group]
        return trainer.try_and_keep(group[0].made, group[0].recipe, seeds, order.lab)

    groups = together(left, trainers[0].facts().device)
    began = time.monotonic()
    carry(groups[:1])
    if rest := groups[1:]:
        seconds = time.monotonic() - began
        others = [job for group in rest for job in group]
        times = sum(job.cost for job in others) / sum(job.cost for job in groups[0])
        span = seconds * times / len(trainers)
        teller.estimate(len(groups[0]), seconds, span, len(others), len(trainers))
        carry(rest)


def _to_be_tested(book: Book, jobs: Sequence[Job], trials: dict[str, Trial]) -> list[Job]:
    """The runs of the network as it was handed in, and of the setting that is chosen."""
    best = chosen(summaries(book))
    names = {book.design.own.name, *(() if best is None else (best.variant.name,))}
    return [
        job
        for job in jobs
        if job.variant.name in names
        and not trials[job.key].trouble
        and not trials[job.key].diverged
        and trials[job.key].test_accuracy is None
    ]


def _test(
    order: Order, left: Sequence[Job], trainers: Sequence[Trainer], trials: dict[str, Trial]
) -> None:
    """Only now are the test images looked at: nothing is chosen any more."""

    def read(trainer: Trainer, job: Job) -> tuple[float | None, int]:
        numbers = ledger.get_numbers(order.folder, job.key)
        if not numbers:  # let go of, when another setting was chosen
            seeds = [job.recipe.seed]
            ((_, numbers),) = trainer.try_and_keep(job.made, job.recipe, seeds, order.lab)
        return trainer.test(job.made, numbers, job.recipe, order.lab)

    for job, (share, of) in carry_out(left, trainers[: len(left)], read):
        trials[job.key] = replace(trials[job.key], test_accuracy=share, tested=of)
        ledger.put(order.folder, job.key, trials[job.key])
    ledger.let_go(order.folder)


def _expected(order: Order, design: Design) -> tuple[Expected, ...]:
    """What was answered to this folder's questions before, or is asked now."""
    path = order.folder / GUESSES
    asked = questions(design)
    try:
        known = from_json(tuple[Expected, ...], json.loads(path.read_bytes()), [])
    except (OSError, ValueError, KeyError, TypeError):
        known = ()
    kept = {one.question: one for one in known if one.question in {q.question for q in asked}}
    if not kept and order.asks:
        answered = ask(asked)
        kept = {one.question: one for one in answered}
        put_file(path, json.dumps(to_json(answered, []), ensure_ascii=False).encode())
    return tuple(kept.values())


def _write(order: Order, book: Book, judge: Judge) -> None:
    put_file(order.folder / CSV, as_csv(book).encode())
    put_file(order.folder / JSON, as_json(book).encode())
    put_file(order.folder / PAGE, page(judge, book))

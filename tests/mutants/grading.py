"""The grader without its processes: the same functions, in a child that is forked for each.

Text, probe, the JSON between the processes, replay, measuring and checks are the grader's own;
only the confinement is left out, for these sources are ours, and the training where nobody asks
for it. What no replay follows goes the whole real way.
"""

from __future__ import annotations

import os
import pickle
import threading
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

import torch

from grader.data import Source, choose, load
from grader.evidence import (
    Behaviour,
    Environment,
    Observation,
    ProcessFate,
    Rehearsal,
    Training,
    Tried,
)
from grader.finding import Grade, NoMark
from grader.grade import Learned, grade_one
from grader.judging import Processes
from grader.lab import Lab, Limits, read_lab
from grader.probe.clock import Clock
from grader.probe.job import job_from
from grader.probe.observe import observe
from grader.probe.tries import try_texts
from grader.repair.edits import with_edits
from grader.sandbox import Nursery
from grader.sandbox.attempt import attempt
from grader.sandbox.job import job_record
from grader.sandbox.observation import observation_from
from grader.sandbox.process import Ended
from grader.script import Changed, Submission
from grader.submission.intake import read_bytes
from grader.torchside.budget import ReplayRefused
from grader.trainer.network import Network
from grader.trainer.nouns import Place, Request
from grader.trainer.proving import CLOSE
from grader.trainer.serve import resident
from grader.trainer.train import RUN_ERRORS, serve_train
from grader.training import Trainer
from grader.wire.frame import pack, unpack
from tests.mutants.sameness import computed, program
from tests.rehearsed.here import rehearsed

T = TypeVar("T")
_LAB = read_lab()
LAB = replace(_LAB, limits=replace(_LAB.limits, seconds=600.0))  # a busy machine is no cause
NAME = "task1_cnn.py"
DIGITS = Source("digits", None, "embedded")
CPU = torch.device("cpu")
ONE_AT_A_TIME = threading.Lock()
NOTHING = Observation()
LEARNED = Training(
    way="replayed",
    outcome="reached",
    data="digits",
    samples=2048,
    loss_before=2.31,
    loss_after=0.4,
    accuracy_before=0.1,
    accuracy=0.9,
    held_out=512,
    threshold=0.75,
)


@dataclass(frozen=True)
class Outcome:
    """What the grader said."""

    failed: frozenset[str]  # checks
    others: tuple[str, ...]  # "check status" of what was blocked with points lost, or broken
    diagnoses: frozenset[str]
    notes: frozenset[str]  # diagnoses that cost no points
    lost: float  # points
    computed: tuple[Any, ...]  # what it gives on the proofs' inputs, to compare two networks
    told: tuple[str, ...]  # sentences, for the reader of a table
    mended: bool = False  # what stopped it was put right, and then forward came to its end
    real: bool = False  # graded by the whole pipeline
    noted: frozenset[int] = frozenset()  # the lines of remarks
    places: frozenset[int] = frozenset()  # all lines that findings and remarks name
    text: str = ""  # with the edits that let it run; "" where there were none
    program: tuple[Any, ...] = ()  # its calls, whatever the weights begin with


@cache
def place(seed: int = LAB.recipe.seed) -> Place:
    """The embedded digits as the trainer has them."""
    chosen = choose(load(DIGITS), seed, LAB.recipe.max_samples)
    return Place(CPU, chosen, resident(chosen, CPU))


def grade(source: str, *, trains: bool = False, lab: Lab = LAB) -> Outcome:
    """Grade one text. `trains`: with the training; else it is taken to have learned."""
    place(lab.recipe.seed)
    outcome = in_a_child(lambda: _grade(source.encode(), trains, lab))
    return grade_for_real(source.encode(), lab=lab) if outcome is None else outcome


def grade_for_real(data: bytes, name: str = NAME, lab: Lab = LAB) -> Outcome:
    """The whole way: sandbox, trainer process, training; one at a time, for the one trainer."""
    with ONE_AT_A_TIME:
        submission = read_bytes(name, data, lab)
        graded = grade_one(submission, lab, Processes(_trainer(), _nursery()))
        return replace(outcome_of(graded, ()), real=True)


@cache
def _trainer() -> Trainer:
    return Trainer(DIGITS).__enter__()


@cache
def _nursery() -> Nursery:
    return Nursery(LAB).__enter__()


def close() -> None:
    """End the trainer and the warm process, if they were needed."""
    for one in (_trainer, _nursery):
        if one.cache_info().currsize:
            one().__exit__()
            one.cache_clear()


def in_a_child(work: Callable[[], T]) -> T:
    """What `work` gives in a fork of this process, which it may spoil as it likes."""
    reading, writing = os.pipe()
    with ONE_AT_A_TIME:  # who grades in this process holds locks (a cached_property's, up to
        child = os.fork()  # Python 3.11) which a fork made meanwhile would wait for without end
    if child == 0:
        os.close(reading)
        try:
            with open(os.devnull, "w") as nowhere:  # what the network prints
                os.dup2(nowhere.fileno(), 1)
                os.dup2(nowhere.fileno(), 2)
            answer: Any = (work(), "")
        except BaseException:
            answer = (None, traceback.format_exc())
        data = pickle.dumps(answer)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(len(data).to_bytes(8, "little") + data)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:  # another child may hold its end: so no waiting for it
        data = pipe.read(int.from_bytes(pipe.read(8), "little"))
    os.waitpid(child, 0)
    answer, trouble = pickle.loads(data) if data else (None, "the child died")
    if trouble:
        raise RuntimeError(trouble)
    return answer


def _grade(data: bytes, trains: bool, lab: Lab) -> Outcome | None:
    """None where only the real way can tell."""
    torch.set_num_threads(1)
    bench = Here(trains)
    try:
        graded = grade_one(read_bytes(NAME, data, lab), lab, bench)
    except OnlyForReal:
        return None
    return outcome_of(graded, tuple(computed(bench.seen)))


class OnlyForReal(Exception):  # noqa: N818  # no error, but a way out
    """The module itself would have to be trained, which only the sandbox does."""


@dataclass
class Here:
    """A `Bench` in this very process: no sandbox, for these sources are ours."""

    trains: bool  # without, a network that could be trained has learned
    seen: Observation = NOTHING

    def observe(self, submission: Submission, lab: Lab) -> tuple[Observation, ProcessFate]:
        """What the probe says, through the frame and the strict reading."""
        assert submission.plan is not None
        job = job_from(job_record(submission, submission.plan, lab))
        with warnings.catch_warnings():  # a student's are no errors of ours
            warnings.simplefilter("ignore")
            told = unpack(pack(*observe(job, Clock(job.seconds))))
        self.seen, outcome, detail = observation_from(*told, submission.plan)
        return self.seen, ProcessFate(outcome, 0.1, 0, detail=detail)

    def attempt(
        self, submission: Submission, texts: Sequence[Changed], lab: Lab, mend: bool
    ) -> tuple[Tried, ...]:
        """How far changed texts come, here as well."""
        return attempt(_run, submission, texts, lab, allow_unconfined=False, mend=mend)

    def rehearse(self, submission: Submission, lab: Lab) -> Callable[[], Rehearsal]:
        """In a fork of this very process."""
        return lambda: rehearsed(submission.text)

    def train(self, observation: Observation, lab: Lab) -> tuple[Behaviour | None, Training]:
        """As the trainer does."""
        request = request_for(observation, lab)
        if self.trains:
            return serve_train(request, place(lab.recipe.seed))
        try:
            network = Network(request)
            if not request.proofs and not request.unproven:
                raise ReplayRefused("nothing came to hold the replay against")
            if network.prove() > CLOSE:
                return None, Training(way="not run", reason="it differs")
            behaviour = network.behaviour()
        except (ReplayRefused, *RUN_ERRORS) as error:
            return None, Training(way="not run", reason=str(error))
        hindrance = network.hindrance(place(lab.recipe.seed))
        return behaviour, Training(way="not run", reason=hindrance) if hindrance else LEARNED

    def train_inside(self, submission: Submission, lab: Lab, refused: Training) -> Learned:
        """Not here."""
        raise OnlyForReal

    def environment(self) -> Environment:
        """Nobody asks."""
        return Environment("", "", "", "")


def _run(job: bytes, limits: Limits) -> Ended:
    """A job of the probe's, without a process."""
    asked = job_from(unpack(job)[0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = unpack(pack(*try_texts(asked, Clock(limits.seconds))))
    return Ended({}, answer, "", "", 0, by_itself=True, seconds=0.1, printed=b"", cut=False)


def request_for(observation: Observation, lab: Lab) -> Request:
    """What the trainer is asked."""
    assert observation.train is not None
    assert observation.eval is not None
    return Request(
        tensors=observation.tensors,
        weights=observation.weights,
        train=observation.train,
        eval=observation.eval,
        proofs=observation.proofs,
        unproven=observation.output_chosen,
        recipe=lab.recipe,
        thresholds=lab.thresholds["digits"],
        input_shape=lab.input_shape,
        classes=lab.classes,
    )


def outcome_of(graded: Grade, computed: tuple[Any, ...]) -> Outcome:
    """The grade in short."""
    if isinstance(graded.mark, NoMark):
        raise RuntimeError(graded.mark.why)
    failed = [finding for finding in graded.findings if finding.status == "failed"]
    others = [
        f"{finding.check} {finding.status}"
        for finding in graded.findings
        if finding.status == "broken"
        or (finding.status == "blocked" and finding.points < finding.max_points)
    ]
    return Outcome(
        failed=frozenset(finding.check for finding in failed),
        others=tuple(others),
        diagnoses=frozenset(finding.diagnosis or "" for finding in failed),
        notes=frozenset(remark.diagnosis or "" for remark in graded.remarks),
        lost=graded.mark.max_points - graded.mark.points,
        computed=computed,
        told=tuple(f"{f.check}: {f.message} (line {f.line}) [{f.diagnosis}]" for f in failed),
        mended=_mended(graded),
        noted=frozenset(one.line for one in graded.remarks if one.line is not None),
        places=frozenset(
            line
            for one in (*failed, *graded.remarks)
            for line in (one.line, *one.lines)
            if line is not None
        ),
        text=_text(graded),
        program=tuple(program(graded.evidence.observation)),
    )


def _text(graded: Grade) -> str:
    repair, text = graded.evidence.repair, graded.submission.text
    for step in repair.steps if repair is not None else ():
        text = with_edits(text, step.edits)
    return text if repair is not None else ""


def _mended(graded: Grade) -> bool:
    """Whether what stopped it was put right, be it a number or the text, so that it ran."""
    evidence = graded.evidence
    seen = evidence.observation
    return bool((seen.mends or evidence.repair is not None) and seen.returned)

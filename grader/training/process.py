"""One run of the trainer process: started, asked, killed. No torch here."""

from __future__ import annotations

import os
from dataclasses import dataclass

from grader.data import Source
from grader.evidence import DataName, DeviceName
from grader.wire.child import Begin, Child, ChildLost, finding_us, module, program
from grader.wire.frame import Frame
from grader.wire.memory import KEPT
from grader.wire.records import from_json

START_SECONDS = 120.0  # wall time to become warm, on a slow disk
TRAIN_SECONDS = 800.0  # wall time for one network; each of three trainings stops at 240 s


class TrainerFailed(Exception):  # noqa: N818  # it says what happened
    """The trainer itself went wrong, not the submission; one sentence."""


class TrainerLost(TrainerFailed):
    """It was warm, and ended or fell silent over a question: the question may be the cause."""

    def __init__(self, sentence: str, silent: bool) -> None:
        super().__init__(sentence)
        self.silent = silent  # it still ran when its time was over


@dataclass(frozen=True)
class TrainerFacts:
    """What the trainer runs on."""

    torch: str  # "2.13.0+cpu"
    device: DeviceName
    device_name: str  # "NVIDIA H200"
    data: DataName


def words_for(source: Source) -> tuple[str, ...]:
    """What a trainer is told of where its images are."""
    if source.folder is None:
        return ()
    return source.name, str(source.folder.absolute()), source.form


def interpreter(source: Source) -> Begin:
    """How one is started that has an interpreter of its own."""
    return program(module("grader.trainer", str(os.getpid()), *words_for(source)), _environment())


class TrainerProcess:
    """One run of it, however it was begun."""

    def __init__(self, begin: Begin) -> None:
        self._child = Child(begin)
        self._facts: TrainerFacts | None = None

    def ready(self) -> TrainerFacts:
        """Wait until it is warm."""
        if self._facts is None:
            try:
                answer, _ = self._child.hear(START_SECONDS)
            except ChildLost as lost:
                how = f"did not start within {START_SECONDS:.0f} s" if lost.silent else lost
                raise TrainerFailed(f"the trainer {how}") from None
            if "ready" not in answer:
                raise TrainerFailed(f"the trainer did not start: {answer.get('failed')}")
            self._facts = from_json(TrainerFacts, answer["ready"], [])
        return self._facts

    def ask(self, question: bytes) -> Frame:
        """Send one frame and wait for its answer; raises `TrainerLost` where none comes."""
        try:
            return self._child.ask(question, TRAIN_SECONDS)
        except ChildLost as lost:
            raise TrainerLost(f"the trainer {lost}", lost.silent) from None

    @property
    def is_warm(self) -> bool:
        """Whether it has said so: before, it knows no signals."""
        return self._facts is not None

    def call_off(self) -> None:
        """Nobody wants the answer to what it was asked: it may give up, and is asked again."""
        self._child.nudge()

    def stop(self) -> None:
        """Kill it: it holds nothing that is worth saving."""
        self._child.stop()


def _environment() -> dict[str, str]:
    """One thread, repeatable CUDA, and nothing of the caller's that Python would read."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TORCH"))}
    return finding_us(kept) | {
        **KEPT,
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }

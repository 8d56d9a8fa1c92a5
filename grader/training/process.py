"""One run of the trainer process: started, asked, killed. No torch here."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from grader.data import Source
from grader.wire import frame

START_SECONDS = 120.0  # wall time to become warm, on a slow disk
TRAIN_SECONDS = 300.0  # wall time for one network; the trainer itself stops at 120 s
MOST_JSON = 2**27
MOST_BLOBS = 2**30

Answer = tuple[dict[str, Any], list[bytes]]


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
    device: str  # "cpu", "cuda", "mps"
    device_name: str  # "NVIDIA H200"
    data: str  # "mnist" or "digits"


class TrainerProcess:
    """One run of `python -m grader.trainer`."""

    def __init__(self, source: Source) -> None:
        folder = [] if source.folder is None else [str(source.folder)]
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed in stop()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "grader.trainer", *folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(),
        )
        self._facts: TrainerFacts | None = None
        self._answers: queue.Queue[Answer | str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def ready(self) -> TrainerFacts:
        """Wait until it is warm."""
        if self._facts is None:
            answer, _ = self._next(START_SECONDS, "start")
            if "ready" not in answer:
                raise TrainerFailed(f"the trainer did not start: {answer.get('failed')}")
            self._facts = TrainerFacts(**answer["ready"])
        return self._facts

    def ask(self, question: bytes) -> Answer:
        """Send one frame and wait for its answer; raises `TrainerLost` where none comes."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(question)
            self._process.stdin.flush()
        except OSError:
            pass  # it is gone: the listener knows why
        return self._next(TRAIN_SECONDS, "answer", lost=True)

    def stop(self) -> None:
        """Kill it: it holds nothing that is worth saving."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._errors):
            try:
                if stream is not None:
                    stream.close()
            except OSError:
                pass  # a half-sent question to a process that is gone

    def _next(self, seconds: float, what: str, lost: bool = False) -> Answer:
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            sentence = f"the trainer did not {what} within {seconds:.0f} s"
            raise (TrainerLost(sentence, True) if lost else TrainerFailed(sentence)) from None
        if isinstance(answer, str):
            raise TrainerLost(answer, False) if lost else TrainerFailed(answer)
        return answer

    def _listen(self) -> None:
        """Put each answer into the queue; at the end, a sentence that says how it ended."""
        assert self._process.stdout is not None
        stream = self._process.stdout
        try:
            while True:
                self._answers.put(frame.read(_taker(stream), MOST_JSON, MOST_BLOBS))
        except (frame.FrameError, OSError, ValueError):
            stream.close()
            self._answers.put(f"the trainer ended with status {self._process.wait()}{self._last()}")

    def _last(self) -> str:
        """The last line that it wrote to stderr."""
        try:
            self._errors.seek(0)
            lines = self._errors.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        except ValueError:  # closed: nobody listens any more
            return ""
        return f": {lines[-1]}" if lines else ""


def _taker(stream: IO[bytes]) -> Callable[[int], bytes]:
    def take(count: int) -> bytes:
        piece = stream.read(count)
        if len(piece) != count:
            raise frame.FrameError("the trainer's answer ends too early")
        return piece

    return take


def _environment() -> dict[str, str]:
    """One thread, repeatable CUDA, and nothing of the caller's that Python would read."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TORCH"))}
    here = str(Path(__file__).parents[2])
    return kept | {
        "PYTHONPATH": here,
        "PYTHONUNBUFFERED": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
    }

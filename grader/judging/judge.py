"""The judge process: started, asked, held to its time, and replaced when it is lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from grader.judging.errands import run_errand
from grader.judging.processes import CalledOff, Processes
from grader.sandbox.folders import Folder
from grader.wire.child import Begin, Child, ChildLost, finding_us, module, program
from grader.wire.frame import Frame, pack

START_SECONDS = 120.0  # to import what it needs, on a slow disk
SECONDS = 60.0  # wall time to read, judge and draw one submission: a hundred times what it takes
LEAST = 1.0  # seconds for the last word of one whose time is nearly over
MEMORY_MB = 6144  # address space: a network may have 768 MB of weights
Make = Callable[[str, int], Begin]  # how one is started in a folder, with so much memory


class JudgeLost(Exception):  # noqa: N818  # it says what happened
    """What was handed in could not be read; a sentence without its subject, "took …"."""

    def __init__(self, sentence: str, silent: bool) -> None:
        super().__init__(sentence)
        self.silent = silent  # it took too long: to ask again would take as long


class Refused(Exception):  # noqa: N818  # it says what happened
    """The judge says why the question has no answer: wrong use; `kind` names the error."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


class JudgeFailed(Exception):  # noqa: N818  # it says what happened
    """The judge itself went wrong; its traceback is at hand."""

    def __init__(self, sentence: str, told: str) -> None:
        super().__init__(sentence)
        self.told = told


class Judge:
    """One such process; used as a context manager. A new one is started when one is lost."""

    def __init__(
        self, memory_mb: int = MEMORY_MB, seconds: float = SECONDS, first: Make | None = None
    ) -> None:
        """`first`: how the first is made, where that is not an interpreter of its own."""
        self._memory_mb = memory_mb
        self._first = first
        self._seconds = seconds
        self._child: Child | None = None
        self._folder: Folder | None = None
        self._ready = False

    def __enter__(self) -> Judge:
        if self._child is None:
            self._begin()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._child is not None:
            self._child.stop()
        if self._folder is not None:
            self._folder.remove()
        self._child = self._folder = None
        self._ready = False

    def ask(
        self,
        ask: str,
        record: dict[str, Any],
        blobs: Sequence[bytes] = (),
        processes: Processes | None = None,
        seconds: float | None = None,
    ) -> Frame:
        """Put one question; what it wants run or trained on the way, `processes` do.

        Its own time is bounded, to `seconds` in place of the usual; that of the others is not.
        Raises `JudgeLost`, `Refused` or `JudgeFailed`, `CalledOff` where the `processes` were,
        and what these raise of ours.
        """
        question = pack({**record, "ask": ask}, blobs)
        whole = left = seconds or self._seconds
        while True:
            began = time.monotonic()
            answer, out = self._hear(question, left, whole)
            left = max(left - (time.monotonic() - began), LEAST)
            if "errand" not in answer:
                return self._answered(answer), out
            assert processes is not None  # only a grading sends on errands
            question = run_errand(answer, out, processes)

    def _hear(self, question: bytes, left: float, whole: float) -> Frame:
        """What it says within the time that is left to it of the whole."""
        try:
            child = self._live()
            return child.ask(question, left)
        except ChildLost as lost:
            self.__exit__()  # the next question has a fresh one
            how = f"took longer than {whole:.0f} s" if lost.silent else f"failed: it {lost}"
            raise JudgeLost(how, lost.silent) from None
        except OSError as error:
            self.__exit__()
            raise JudgeLost(f"failed: {error}", silent=False) from None

    def _answered(self, answer: dict[str, Any]) -> dict[str, Any]:
        if answer.get("kind") == CalledOff.__name__:
            raise CalledOff(answer["refused"])
        if "refused" in answer:
            raise Refused(answer["kind"], answer["refused"])
        if "failed" in answer:
            raise JudgeFailed(answer["failed"], answer["told"])
        return answer

    def _live(self) -> Child:
        if self._child is None:
            self._begin()
        assert self._child is not None
        if not self._ready:
            self._child.hear(START_SECONDS)
            self._ready = True
        return self._child

    def _begin(self) -> None:
        self._folder = Folder()
        make, self._first = self._first or _interpreter, None
        try:
            self._child = Child(make(self._folder.name, self._memory_mb))
        except BaseException:
            self.__exit__()
            raise


def _interpreter(folder: str, memory_mb: int) -> Begin:
    command = module("grader.judge", str(os.getpid()), str(memory_mb))
    return program(command, _environment(), folder)


def _environment() -> dict[str, str]:
    """Nothing of the caller's that Python would read; one thread is plenty."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return finding_us(kept) | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

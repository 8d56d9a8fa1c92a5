"""The judge's first steps, in an interpreter of its own or in a fork of who asks it."""

from __future__ import annotations

import gc
import os
import signal
from typing import TYPE_CHECKING, NoReturn

from grader.confine import confine, end_with, has_spaces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.judge.desk import Task

    Answers = tuple[Mapping[str, Task], tuple[type[Exception], ...]]

FOREVER = 10**7  # seconds of processor time: a class may take hours, and the parent has a clock


def start(parent: int, memory_mb: int, one: bool = False) -> NoReturn:
    """Become warm, become small, serve: questions come from descriptor 0, answers go to 1.

    `one`: it is asked for one submission's grade and nothing else.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    gc.disable()  # what is imported stays: to look for cycles in it takes a tenth of the time
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    end_with(parent)
    spaces_there = has_spaces()  # while the process is small
    from grader.judge.serve import serve

    tasks, refused = _one() if one else _all()
    gc.freeze()
    gc.enable()
    confine(FOREVER, memory_mb, answers.fileno(), parent, spaces_there)
    serve(os.fdopen(0, "rb", closefd=False), answers, tasks, refused)


def _one() -> Answers:
    from grader.judge.one import ONE, REFUSED_ONE
    from grader.judge.warm import warm_up

    warm_up()
    return ONE, REFUSED_ONE


def _all() -> Answers:
    from grader.judge.tasks import REFUSED, TASKS
    from grader.judge.warm_all import warm_up_all

    warm_up_all()
    return TASKS, REFUSED

"""A judge that is a fork of the process that asks it: what both import is imported once.

That costs `submit` and `experiment` half of what a judge does. What it shares with its parent is
the parent's memory as it was before anything of the student's was read, and so where things lie in
it: who knew a hole in Python's parser would know that much of the parent, though nothing of how to
reach it. So it is done for somebody's own file; a class of strangers, and a tutor's look at one,
have a judge of its own interpreter (`docs/security.md`).
"""

from __future__ import annotations

import os
from functools import partial

from grader.wire.child import Begin
from grader.wire.fork import forked


def fork_judge(folder: str, memory_mb: int, one: bool = True) -> Begin:
    """How one begins; see `grader.wire.fork.may_fork` for where it can.

    `one`: for one submission's grade and nothing else.
    """
    return forked(partial(_judge, os.getpid(), memory_mb, one), folder)


def _judge(parent: int, memory_mb: int, one: bool) -> None:
    from grader.judge.start import start  # in the fork alone: the parent judges nothing

    start(parent, memory_mb, one)

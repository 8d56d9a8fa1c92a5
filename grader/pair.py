"""Trainers and the process of which probes are forked, from one import of torch.

Importing torch is most of what `submit` costs. So the process that will be the nursery imports it
and forks once, before it has read anything (for `experiment` once for each training at a time): the
fork becomes the trainer, loads the digits and their labels there, and shuts its memory. The nursery
never holds them, so no probe, each a fork of the nursery, can. What one knows of the other: nothing
is shared but what was loaded by then (code, its addresses, the seed of hashes), no descriptor of
the one is open in the other, and neither is the other's parent or child but the nursery the
trainer's, which only ends with it.

The trainer's memory is laid out as a probe's is, and a probe can look at its own. That would help
who knew a hole in torch by which a graph overwrites memory: so it is done for somebody's own file,
and a class of strangers has a trainer of its own interpreter (`docs/security.md`).
"""

from __future__ import annotations

import contextlib
import os
import socket
import traceback
from collections.abc import Sequence
from typing import NoReturn

_EACH = 4  # descriptors of a trainer


def fork_trainers(descriptors: Sequence[int], words: Sequence[str], channel: int) -> None:
    """Fork them, give their handles out, keep nothing of them.

    `descriptors`: of each its standard input, output and error, and the socket that takes the
    handle.
    """
    from grader.torchside.lean import import_torch

    import_torch()
    import torch

    # what both go on with, imported once: our code, and no data
    import grader.torchside.functions
    import grader.torchside.inside
    import grader.torchside.uses  # noqa: F401

    torch.set_num_threads(1)  # before the fork: no thread lives through one
    nursery = os.getpid()
    for first in range(0, len(descriptors), _EACH):
        *ends, leash = descriptors[first : first + _EACH]
        child = os.fork()
        if child == 0:
            _become_trainer(nursery, ends, words, (*descriptors[first:], channel))
        with socket.socket(fileno=leash) as one, contextlib.suppress(OSError):
            handle = os.pidfd_open(child)
            socket.send_fds(one, [b"t"], [handle])  # refused where nobody wants it any more
            os.close(handle)
        for end in ends:
            os.close(end)


def _become_trainer(
    nursery: int, ends: Sequence[int], words: Sequence[str], left: Sequence[int]
) -> NoReturn:
    for target, end in enumerate(ends):
        os.dup2(end, target)
    for one in left:  # of those that are forked later too
        os.close(one)
    try:
        from grader.trainer.start import start

        start(nursery, words)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)

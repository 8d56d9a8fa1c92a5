"""A warm process without data, from which probes are forked: `python … probe PARENT nursery FD`.

Importing torch takes a hundred times as long as looking at a network. For a whole class it is
done once: each submission gets a fork of this process, which takes the same way from there as a
fresh one (job, confinement, the student's code). Nothing comes back from a fork, so nothing of
one submission is there for the next.

The protocol, over the socket FD: "ready" goes out; then for each probe three descriptors come
in (its job, its answer, its transcript), a handle of the forked process goes out, a byte comes
in when it may be reaped, and its wait status goes out. When the socket ends, so does this
process, and with it, by the parent-death signal, the probe.
"""

from __future__ import annotations

import os
import random
import socket
import struct
from typing import NoReturn

import numpy as np

from grader.probe.imports import import_all
from grader.probe.job import job_from
from grader.probe.run import probe
from grader.probe.wire import Wire

READY = b"r"
PROBE = b"p"
STATUS = struct.Struct("<i")


def serve(descriptor: int, spaces_there: bool) -> NoReturn:
    """Until the other side closes the socket."""
    record, _ = Wire().take_job()  # a job without a student's text: what to warm up for
    job = job_from(record)
    import_all("", ["torchvision"])
    from grader.probe import train, tries  # noqa: F401  # with torch there: for any job
    from grader.probe.rehearsal import run  # noqa: F401
    from grader.probe.warm import warm_up

    warm_up(job)
    with socket.socket(fileno=descriptor) as channel:
        channel.sendall(READY)
        while True:
            said, descriptors, _, _ = socket.recv_fds(channel, 1, 3)
            if said != PROBE or len(descriptors) != 3:
                os._exit(0)
            nursery = os.getpid()
            child = os.fork()
            if child == 0:
                _take(descriptors)
                probe(nursery, spaces_there, warm=True)
            for one in descriptors:
                os.close(one)
            handle = os.pidfd_open(child)
            socket.send_fds(channel, [PROBE], [handle])
            os.close(handle)
            if channel.recv(1) == b"":
                os._exit(0)
            channel.sendall(STATUS.pack(os.waitpid(child, 0)[1]))


def _take(descriptors: list[int]) -> None:
    """Be a process of its own, with these as standard input, output and error."""
    os.setsid()
    for target, one in enumerate(descriptors):
        os.dup2(one, target)
    random.seed()
    np.random.seed()

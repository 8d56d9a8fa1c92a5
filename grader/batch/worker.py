"""`python -m grader.batch.worker [NAME PLACE FOUND FORM]`: one unit of work after another.

A process of its own, with a trainer of its own: what goes wrong in it, down to a crash of the
interpreter, takes nobody else's result along. PLACE holds the images, written in that form, and
FOUND says how it was found; the embedded digits otherwise.

in:   {"unit": Unit}        blobs: what was handed in
out:  {"alive": true}       at the beginning, and now and then while it is at work
      {"result": Result}    blobs: the files
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from grader.batch.unit import Result, Unit
from grader.batch.work import fault, work
from grader.data.nouns import Form, Source
from grader.judging.bench import Bench
from grader.wire import frame
from grader.wire.child import ALIVE
from grader.wire.records import from_json, to_json

MOST_JSON = 2**27
MOST_BLOBS = 2**30

BEAT = 5.0  # seconds between two signs of life

Work = Callable[[Unit, Bench], Result]


def main(do: Work = work) -> None:
    """Serve until the parent closes the channel, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    units: queue.Queue[Unit] = queue.Queue()
    voice = _Voice(answers)
    voice.say(frame.pack(ALIVE))
    voice.start()
    try:
        with Bench(_source(sys.argv[1:])) as bench:
            listen = threading.Thread(target=_listen, args=(sys.stdin.buffer, units, bench))
            listen.daemon = True
            listen.start()
            while True:
                unit = units.get()
                voice.at_work.set()
                voice.say(_packed(unit, do(unit, bench)))
                voice.at_work.clear()
    except BaseException:
        traceback.print_exc()  # its last line is what the parent tells
        sys.stderr.flush()
        os._exit(1)  # threads that still read would abort the interpreter, and cover that line


class _Voice(threading.Thread):
    """Says what the worker has to say, and that it is alive while it is at work.

    A process that is stopped, or held up for good in one call, says nothing.
    """

    def __init__(self, answers: BinaryIO) -> None:
        super().__init__(daemon=True)
        self._answers = answers
        self._turn = threading.Lock()
        self.at_work = threading.Event()

    def run(self) -> None:
        with suppress(OSError, ValueError):  # the parent is gone: `_listen` ends everything
            while self.at_work.wait():
                self.say(frame.pack(ALIVE))
                time.sleep(BEAT)

    def say(self, whole: bytes) -> None:
        with self._turn:
            self._answers.write(whole)
            self._answers.flush()


def _source(told: list[str]) -> Source:
    """Where the images are, by the command line."""
    if not told:
        return Source("digits", None, "embedded")
    name, place, found_by, form = told
    return Source(name, Path(place), found_by, cast(Form, form))


def _packed(unit: Unit, result: Result) -> bytes:
    """The result as a frame; one that cannot be sent is a fault of ours, and is said so."""
    try:
        blobs: list[bytes] = []
        return frame.pack({"result": to_json(result, blobs)}, blobs)
    except (TypeError, ValueError) as error:
        return _packed(unit, fault(unit, error))


def _listen(requests: BinaryIO, units: queue.Queue[Unit], bench: Bench) -> None:
    """Units into the queue. At the end of the channel everything ends, whatever it is doing."""
    try:
        with suppress(frame.FrameError):  # the parent is gone amid a question
            for record, blobs in frame.arriving(requests, MOST_JSON, MOST_BLOBS):
                units.put(from_json(Unit, record["unit"], blobs))
        bench.__exit__()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()

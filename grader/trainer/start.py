"""The trainer's first steps, in an interpreter of its own or in a fork of one that has torch."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from grader.confine import end_with
from grader.data.nouns import Form, Source
from grader.torchside.lean import import_torch


def start(parent: int, words: Sequence[str]) -> None:
    """Keep stdout for frames alone, before anything can print to it; then serve.

    `words`: where the images are. It ends with the process `parent`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, on Windows too
    gc.disable()  # what is imported stays: to look for cycles in it takes a sixth of the time
    end_with(parent)  # importing torch takes seconds, in which no channel is looked at
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Imported here: torch may print a warning while it is imported.
    import_torch()
    from grader.trainer.serve import serve

    gc.freeze()
    gc.enable()
    serve(sys.stdin.buffer, answers, _source(words))


def _source(words: Sequence[str]) -> Source:
    if not words:
        return Source("digits", None, "")
    name, folder, form = words
    return Source(name, Path(folder), "", cast(Form, form))

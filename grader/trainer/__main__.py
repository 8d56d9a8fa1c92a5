"""Start the trainer: take its channel, load, warm, serve."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import cast

from grader.confine import end_with
from grader.data.nouns import Form, Source


def main() -> None:
    """Keep stdout for frames alone, before anything can print to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, on Windows too
    end_with(int(sys.argv[1]))  # importing torch takes seconds, in which no channel is looked at
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # Imported here: torch may print a warning while it is imported.
    from grader.trainer.serve import serve

    serve(sys.stdin.buffer, answers, _source(sys.argv[2:]))


def _source(told: list[str]) -> Source:
    """Where the images are, by the command line."""
    if not told:
        return Source("digits", None, "")
    name, folder, form = told
    return Source(name, Path(folder), "", cast(Form, form))


if __name__ == "__main__":
    main()

"""Start of the judge; see the package's docstring."""

import os
import signal
import sys
from typing import NoReturn

FOREVER = 10**7  # seconds of processor time: a class may take hours, and the parent has a clock


def main() -> NoReturn:
    """Become warm, become small, serve."""
    parent, memory_mb = int(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    from grader.confine import confine, end_with, has_spaces

    end_with(parent)
    spaces_there = has_spaces()  # while the process is small
    from grader.judge.serve import serve
    from grader.judge.warm import warm_up

    warm_up()
    confine(FOREVER, memory_mb, answers.fileno(), parent, spaces_there)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()

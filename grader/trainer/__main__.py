"""Start the trainer: take its channel, load, warm, serve."""

from __future__ import annotations

import sys

from grader.trainer.start import start

if __name__ == "__main__":
    start(int(sys.argv[1]), sys.argv[2:])

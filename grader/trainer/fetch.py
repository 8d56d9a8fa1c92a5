"""Download MNIST: `python -m grader.trainer.fetch FOLDER`, on request and never while grading."""

from __future__ import annotations

import sys

from grader.torchside.operators import declare_missing_operators


def main() -> None:
    """Through torchvision, which knows the mirrors and the checksums."""
    declare_missing_operators()
    from torchvision.datasets import MNIST  # type: ignore[import-untyped]

    for train in (True, False):
        MNIST(sys.argv[1], train=train, download=True)


if __name__ == "__main__":
    main()

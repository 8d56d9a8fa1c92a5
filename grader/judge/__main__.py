"""Start of the judge; see the package's docstring."""

import sys

from grader.judge.start import start

if __name__ == "__main__":
    start(int(sys.argv[1]), int(sys.argv[2]))

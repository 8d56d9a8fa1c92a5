"""Print docs/diagnoses.md."""

import sys

from grader.diagnoses.page import page

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a console may say otherwise
    sys.stdout.write(page())

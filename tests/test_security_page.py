"""What the page on security says is tried is there to be run."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| .* \| (.*`tests/.*) \|$", PAGE, re.MULTILINE)


def test_each_row_names_tests_that_are_there() -> None:
    assert len(ROWS) >= 15
    for row in ROWS:
        for place, test in re.findall(r"`(tests/[\w./]+)`(?:: `(\w+)`)?", row):
            path = ROOT / place
            assert path.exists(), place
            assert not test or f"def {test}(" in path.read_text(encoding="utf-8"), test

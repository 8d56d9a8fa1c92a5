"""What each page is drawn from: networks and their grades."""

from __future__ import annotations

from typing import Any

import pytest

from grader.finding import Grade
from tests.report.grades import grade, more
from tests.report.graphs import Recorder, branched, classic, deep


@pytest.fixture
def make_grade() -> Any:
    return grade


@pytest.fixture
def nets() -> dict[str, Any]:
    return {"classic": classic, "branched": branched, "deep": deep}


@pytest.fixture
def make_net() -> Any:
    return Recorder


@pytest.fixture(scope="session")
def pages() -> dict[str, Grade]:
    return {"flawed": grade(), "branched": grade(branched()), "deep": grade(deep()), **more()}

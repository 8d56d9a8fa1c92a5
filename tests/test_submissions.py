"""The folder `submissions/` is the spec: the first lines of each file say what must come out.

`# passes`, or `# fails: check-id, check-id` and, where the line is settled, ` line 12`. Below it
`# diagnosis: id, id` names the causes, `# note: id, id` the remarks (none where it is not there),
and `# mistake: 12` the entry of the list of mistakes that it shows.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from grader.checks import CHECKS
from grader.diagnoses import BY_ID, CATALOGUE
from grader.finding import Grade, Score
from grader.lab import read_lab
from grader.submission.intake import read
from tests.bench import Benches, usual_lab
from tests.rehearsed.mistakes import MISTAKES
from tests.test_labs import WRONG, causes
from tests.thorough import AT_ONCE, EVERY_CASE, MORE, covering

FOLDER = Path(__file__).parent / "submissions"
SOLUTIONS = Path(__file__).parent.parent / "solutions"
WHOLE = read_lab()
USUAL = usual_lab()
# of which more is said after a longer training
SLOW = {
    "averaged_maps_into_fc1.py",
    "few_channels_averaged.py",
    "one_filter.py",
    "right_but_weights_tiny.py",
    "window_of_four_and_a_view.py",
}
NEAR = 0.04  # of accuracy: kernels of different processors differ by about half of it
ENDLESS = {"loop_without_end.py"}  # which need not take half a minute
DOORS = {"file-parses", "defines-net", "net-constructs", "forward-runs"}


@dataclass(frozen=True)
class Case:
    """One file and what its first lines promise."""

    path: Path
    fails: frozenset[str]
    line: int | None
    diagnoses: frozenset[str]  # of all that fails
    notes: frozenset[str]  # remarks


def _first_lines(path: Path) -> list[str]:
    data = path.read_bytes()
    try:
        cells = json.loads(data)["cells"] if path.suffix == ".ipynb" else []
    except ValueError:  # a broken notebook
        cells = []
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    code = code or ["".join(cell["source"]) for cell in cells]
    return (code or [data.decode("utf-8", "replace").lstrip("\ufeff")])[0].splitlines()[:4]


def _ids(lines: list[str], word: str) -> frozenset[str]:
    found = next((line for line in lines if line.startswith(f"# {word}: ")), "")
    return frozenset(found.partition(": ")[2].split(", ")) - {""}


def _case(path: Path) -> Case:
    first, *rest = _first_lines(path)
    said = (_ids(rest, "diagnosis"), _ids(rest, "note"))
    if first.strip() == "# passes":
        return Case(path, frozenset(), None, *said)
    found = re.fullmatch(r"# fails: ([a-z0-9-]+(?:, ?[a-z0-9-]+)*)(?: line (\d+))?", first.strip())
    assert found, f"{path.name}: the first line {first!r} is neither '# passes' nor '# fails: …'"
    ids = frozenset(re.split(r", ?", found[1]))
    return Case(path, ids, int(found[2]) if found[2] else None, *said)


CASES = [_case(path) for path in sorted(FOLDER.iterdir()) if path.suffix in (".py", ".ipynb")]


def _families(case: Case) -> set[str]:
    """What stands before the first _ of the files that its causes stand in.

    One of them may be of no cause any more.
    """
    found = [BY_ID[one].recognise.__module__ for one in case.diagnoses | case.notes if one in BY_ID]
    return {name.rpartition(".")[2].partition("_")[0] for name in found}


def _of_a_table() -> frozenset[str]:
    """Every second of the causes that are rows of a table."""
    named = Counter(one.recognise.__module__ for one in CATALOGUE)
    rows = [one.id for one in CATALOGUE if named[one.recognise.__module__] > MANY]
    return frozenset(rows[1::2])


MANY = 20  # causes in one file
OF_A_TABLE = _of_a_table()


def _tried() -> list[Case]:
    """Each set of checks that fail together, and each family of causes; more: each cause.

    Of those that one table has, every second: one function says them all.
    An endless one takes as long as ten others: the sandbox' own tests have such. One that is
    trained for long comes in where no other shows the same.
    """
    if EVERY_CASE:
        return CASES
    if MORE:
        return covering(CASES, lambda case: {case.fails, *case.diagnoses - OF_A_TABLE})
    ending = [case for case in CASES if case.path.name not in ENDLESS]
    ending.sort(key=lambda case: case.path.name in SLOW)
    return covering(ending, lambda case: {case.fails, *_families(case)})


TRIED = _tried()
RIGHT = sorted(SOLUTIONS.glob("*.py"))


def _unclear(grade: Grade) -> bool:
    """Whether a training was cut short so near to the threshold that a processor may decide."""
    training = grade.evidence.training
    if training is None or training.way != "replayed":
        return False
    if training.accuracy is None or training.threshold is None:
        return False
    near = abs(training.accuracy - training.threshold) < NEAR
    return near and USUAL.recipe.max_samples <= training.samples < WHOLE.recipe.max_samples


class Grader:
    """Grades ahead, as many at a time as a batch does; each test waits for its own."""

    def __init__(self, benches: Benches) -> None:
        self._benches = benches
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self.grade = cache(lambda path: self._pool.submit(self._grade, path))

    def _grade(self, path: Path) -> Grade:
        lab = WHOLE if path.name in SLOW else USUAL
        if path.name in ENDLESS:
            limits = replace(lab.limits, seconds=self._benches.patience(least=4.0))
            lab = replace(lab, limits=limits)
        grade = self._benches.grade(read(path, lab), lab)
        return self._benches.grade(read(path, WHOLE), WHOLE) if _unclear(grade) else grade

    def close(self) -> None:
        """No more is graded."""
        self._pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def grader(request: pytest.FixtureRequest, benches: Benches) -> Iterator[Grader]:
    """A grader that has started on every file that this run asks for."""
    made = Grader(benches)
    for item in request.session.items:
        asked = getattr(item, "callspec", None)
        wanted = asked.params.get("case") or asked.params.get("path") if asked else None
        if item.path == Path(__file__) and wanted is not None:
            made.grade(getattr(wanted, "path", wanted))
    yield made
    made.close()


@pytest.mark.parametrize("case", TRIED, ids=lambda case: case.path.name)
def test_each_submission_gets_what_its_first_line_says(case: Case, grader: Grader) -> None:
    grade = grader.grade(case.path).result()
    said = "\n".join(
        f"  {f.check}: {f.message} (line {f.line})" for f in grade.findings if f.status == "failed"
    )
    failed = {finding.check for finding in grade.findings if finding.status == "failed"}
    assert isinstance(grade.mark, Score), grade.mark.why
    assert failed == case.fails, f"failed:\n{said}"
    assert not [f for f in grade.findings if f.status == "broken"]
    if case.line is not None:
        assert case.line in {f.line for f in grade.findings if f.status == "failed"}, said


@pytest.mark.parametrize("case", TRIED, ids=lambda case: case.path.name)
def test_each_cause_is_named_and_nothing_right_is_blamed(case: Case, grader: Grader) -> None:
    grade = grader.grade(case.path).result()
    failed = [finding for finding in grade.findings if finding.status == "failed"]
    assert {finding.diagnosis for finding in failed} == case.diagnoses
    assert {remark.diagnosis for remark in grade.remarks} == case.notes
    for finding in failed:
        assert finding.diagnosis is None or finding.why == BY_ID[finding.diagnosis].why
    for finding in grade.findings:
        assert finding.status == "failed" or not (finding.why or finding.arithmetic or finding.also)


@pytest.mark.parametrize("case", TRIED, ids=lambda case: case.path.name)
def test_one_mistake_costs_one_deduction(case: Case, grader: Grader) -> None:
    grade = grader.grade(case.path).result()
    assert isinstance(grade.mark, Score)
    lost = grade.mark.max_points - grade.mark.points
    charged = sum(WHOLE.points[check] for check in case.fails)
    blocked = [f for f in grade.findings if f.status == "blocked" and f.points < f.max_points]
    assert lost == charged + sum(f.max_points for f in blocked)
    held = {f.check for f in grade.findings if f.status == "passed"}
    if grade.evidence.repair is not None and grade.evidence.training is not None:
        told = [one for one in grade.for_tutor if not one.startswith("Not independently verified")]
        assert told == [], "that a slip was mended is nothing that a person has to look at"
    assert not held & {f.because for f in grade.findings if f.status == "blocked"}
    closed = {f.because for f in blocked}
    assert closed <= case.fails, "points are withheld only behind a check that failed"
    seen = grade.evidence.observation
    put_right = seen.returned and (seen.mends or grade.evidence.repair is not None)
    opened = {"net-constructs", "forward-runs"} if put_right else set()  # no door any more
    if not case.fails & ((DOORS - opened) | {"two-convolutions", "two-fully-connected"}):
        assert not blocked


@pytest.mark.parametrize("path", RIGHT, ids=lambda path: path.name)
def test_the_solutions_get_full_marks(path: Path, grader: Grader) -> None:
    grade = grader.grade(path).result()
    assert [f.check for f in grade.findings if f.status not in ("passed", "absent")] == []
    assert isinstance(grade.mark, Score)
    assert grade.mark.points == grade.mark.max_points > 0


def test_every_check_has_a_submission_that_fails_it() -> None:
    failed = frozenset[str]().union(*(case.fails for case in CASES))
    network = {check.id for check in CHECKS if check.part == 2}  # tests/submission has Part 1's
    assert network - failed == set()


def test_there_are_right_submissions_in_many_styles() -> None:
    assert sum(not case.fails for case in CASES) >= 15


def test_every_diagnosis_has_a_submission_that_shows_it() -> None:
    shown = frozenset[str]().union(*(case.diagnoses | case.notes for case in CASES))
    shown |= {mistake.named for mistake in MISTAKES}  # in scripts around a right network
    shown |= frozenset[str]().union(*map(causes, WRONG))  # in other labs
    assert set(BY_ID) - shown == set(), "each needs a file in tests/submissions/ or in a lab"
    assert shown - set(BY_ID) == set(), "no such diagnosis"


# of the list of 62 mistakes that people report, those that no submission can show
UNSEEN = {
    47: "tensors on two devices: a student's code never runs on a GPU here",
    52: "sums that wrap at 256: with torch before 0.4 only",
}


def test_every_mistake_of_the_list_has_its_submission() -> None:
    shown: set[int] = set()
    for case in CASES:
        for line in _first_lines(case.path):
            if found := re.fullmatch(r"# mistake: ([\d, ]+)", line):
                shown |= {int(number) for number in found[1].split(",")}
    assert shown == set(range(1, 63)) - set(UNSEEN)

"""The roster is read by a judge, each student's own apart: what one hands in costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.batch import intake
from grader.batch.intake import take_in
from grader.batch.nouns import Handed, Item, Roster
from grader.batch.rosters.nouns import RosterError
from grader.batch.rosters.read import read_roster
from grader.batch.run import carry_out, finish, make_plan
from grader.batch.unit import Result, Setting, Unit
from grader.judging import Judge, JudgeLost
from grader.judging.judge import JudgeFailed, Refused
from grader.lab import read_lab
from tests.batch.downloads import NET, as_folder, as_zip

pytestmark = pytest.mark.processes
FILES = {f"s{i}/net.py": NET for i in range(4)} | {"s1/notes.txt": b"x", "s2/part1.toml": b""}
LAB = read_lab()


class Failing(Judge):
    """A judge that is lost, or fails, over certain questions, so many times."""

    troubles: dict[tuple[str, int], list[Exception]] = {}  # noqa: RUF012

    def ask(self, ask: str, record: dict[str, Any], *rest: Any, **named: Any) -> Any:
        if waiting := self.troubles.get((ask, record.get("number", 0))):
            self.__exit__()
            raise waiting.pop(0)
        return super().ask(ask, record, *rest, **named)


@pytest.fixture
def troubles(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, int], list[Exception]]]:
    monkeypatch.setattr(intake, "Judge", Failing)
    Failing.troubles = {}
    yield Failing.troubles
    assert not any(Failing.troubles.values()), "not all of them came up"


SLOW = JudgeLost("took longer than 60 s", silent=True)
ENDED = JudgeLost("failed: it ended with status -9", silent=False)


@pytest.mark.parametrize("make", [as_zip, as_folder])
def test_it_is_the_roster_that_is_read_here(tmp_path: Path, make: Any) -> None:
    download = make(tmp_path, FILES)
    assert take_in(download, "auto", LAB) == read_roster(download, "auto", LAB)


def _rest(roster: Roster) -> list[tuple[str, bool, bool]]:
    return [(one.key, one.data is not None, one.lost) for one in roster.handed]


@pytest.mark.parametrize("make", [as_zip, as_folder])
def test_what_cannot_be_read_in_time_has_no_mark_and_all_others_have(
    tmp_path: Path, make: Any, troubles: dict[tuple[str, int], list[Exception]]
) -> None:
    troubles["hand over", 1] = [SLOW]
    roster = take_in(make(tmp_path, FILES), "auto", LAB)
    assert _rest(roster) == [("s0", True, False), ("s1", False, True), ("s2", True, False),
                             ("s3", True, False)]  # fmt: skip
    assert roster.handed[1].trouble == "Reading what was handed in took longer than 60 s."
    assert roster.handed[2].sheet == b""


def test_a_judge_that_ended_is_asked_once_more(
    tmp_path: Path, troubles: dict[tuple[str, int], list[Exception]]
) -> None:
    troubles["hand over", 0] = [ENDED]
    troubles["hand over", 2] = [ENDED, ENDED]
    troubles["hand over", 3] = [JudgeFailed("KeyError: 'x'", "")]
    roster = take_in(as_zip(tmp_path, FILES), "auto", LAB)
    assert [one.lost for one in roster.handed] == [False, False, True, True]
    assert roster.handed[2].trouble == (
        "Reading what was handed in failed: it ended with status -9."
    )
    assert roster.handed[3].trouble == "The grader itself failed (KeyError: 'x')."


@pytest.mark.parametrize("trouble", [SLOW, JudgeFailed("KeyError: 'x'", ""), Refused("", "no.")])
def test_a_download_that_nobody_can_read_is_one_sentence(
    trouble: Exception, tmp_path: Path, troubles: dict[tuple[str, int], list[Exception]]
) -> None:
    troubles["download", 0] = [trouble]
    with pytest.raises(RosterError, match=re.escape(str(trouble))):
        take_in(as_zip(tmp_path, FILES), "auto", LAB)


def test_who_has_nothing_to_grade_has_a_page_that_says_why(tmp_path: Path) -> None:
    items = (Item("a<b>.docx", 20_000, "a Word document"), Item("b.rar", None, "is a RAR archive"))
    lost = Handed("7", "7", "Ann", trouble="Reading it took longer than 60 s.", lost=True)
    nothing = Handed("8", "8", "Ben", trouble="no Python file, only a.docx", items=items)
    roster = Roster("folder", (lost, nothing))
    plan = make_plan(tmp_path, roster, Setting(LAB, "d", "0.1 a"))
    assert (plan.gradable, plan.left) == (0, 0)
    assert list(carry_out(plan, _nobody)) == []
    rows = finish(plan)
    assert [row.state for row in rows] == ["no mark", "nothing to grade"]
    assert rows[0].trouble == lost.trouble
    pages = [(tmp_path / row.report).read_text(encoding="utf-8") for row in rows]
    assert "There is no mark yet" in pages[0]
    assert "Reading it took longer" in pages[0]
    for word in ("No Python file, only", "a&lt;b&gt;.docx", "20 kB", "a Word document", "RAR"):
        assert word in pages[1]
    assert make_plan(tmp_path, roster, Setting(LAB, "d", "0.1 a")).to_go == ()  # they stand


def test_a_result_that_is_gone_at_the_end_is_no_mark(tmp_path: Path) -> None:
    roster = Roster("folder", (Handed("7", "7", "Ann", "a.py", b"x"),))
    (row,) = finish(make_plan(tmp_path, roster, Setting(LAB, "d", "0.1 a")))
    assert (row.state, row.points) == ("no mark", None)
    assert "cannot be read there any more" in row.trouble


def _nobody(units: Iterable[Unit]) -> Iterator[Result]:
    assert list(units) == []
    return iter(())

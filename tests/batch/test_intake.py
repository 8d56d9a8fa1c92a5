"""The roster is read by a judge, each student's own apart: what one hands in costs no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.batch import intake
from grader.batch.intake import take_in
from grader.batch.nouns import Handed, Roster
from grader.batch.rosters.nouns import RosterError
from grader.batch.rosters.read import read_roster
from grader.batch.run import finish, make_plan
from grader.batch.unit import Setting
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


def test_who_is_lost_has_a_line_with_no_mark_and_no_page(tmp_path: Path) -> None:
    lost = Handed("7", "7", "Ann", trouble="Reading it took longer than 60 s.", lost=True)
    nothing = Handed("8", "8", "Ben", trouble="nothing was handed in")
    plan = make_plan(tmp_path, Roster("folder", (lost, nothing)), Setting(LAB, "d", "0.1 a"))
    rows = finish(plan)
    assert [row.state for row in rows] == ["no mark", "nothing to grade"]
    assert [row.report for row in rows] == ["", ""]
    assert rows[0].trouble == lost.trouble

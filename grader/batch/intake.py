"""`take_in`: the roster, read apart: by a judge, each student's own files on their own time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.batch.nouns import Handed, Roster
from grader.batch.rosters.gather import gather_download
from grader.batch.rosters.nouns import Download, RosterError
from grader.judging import Judge, JudgeLost
from grader.judging.judge import JudgeFailed, Refused
from grader.lab import Lab
from grader.submission.candidates import Attempt
from grader.wire.frame import Frame
from grader.wire.records import from_json, to_json

MEMORY_MB = 10_240  # address space: the download, and all that is in it
DOWNLOAD_SECONDS = 600.0  # wall time to open an archive of 2 GB


def take_in(
    path: Path, kind: str, lab: Lab, people: Path | None = None, attempt: Attempt = "latest"
) -> Roster:
    """The download at `path`, a folder or an archive. Raises `RosterError` with one sentence.

    `people` is a map of who is who. Whose files cannot be read, or not in time, has no mark; nobody
    else is the worse for it.
    """
    download = gather_download(path, people)
    with Judge(MEMORY_MB) as judge:
        intake = _Intake(judge, download, kind, lab, attempt)
        roster = intake.listed()
        handed = [intake.handed(number, one) for number, one in enumerate(roster.handed)]
    return replace(roster, handed=tuple(handed))


class _Intake:
    """A judge with the download before it."""

    def __init__(
        self, judge: Judge, download: Download, kind: str, lab: Lab, attempt: Attempt
    ) -> None:
        self._judge = judge
        self._download = download
        self._kind = kind
        self._lab = lab
        self._attempt = attempt
        self._there = False  # the judge has the download

    def listed(self) -> Roster:
        """Who handed in. Raises `RosterError`."""
        try:
            record, out = self._ask_download()
        except Refused as refused:
            raise RosterError(str(refused)) from None
        except JudgeFailed as failed:
            why = f"{self._download.shown} cannot be read: the grader itself failed ({failed})"
            raise RosterError(why) from None
        except JudgeLost as lost:
            raise RosterError(f"{self._download.shown} cannot be read: it {lost}") from None
        return from_json(Roster, record["result"], out)

    def handed(self, number: int, unopened: Handed) -> Handed:
        """One student's, with the file to grade."""
        for again in (True, False):
            try:
                if not self._there:
                    self._ask_download()
                record, out = self._judge.ask(
                    "hand over", {"number": number, "attempt": self._attempt}
                )
                return from_json(Handed, record["result"], out)
            except JudgeLost as lost:
                self._there = False
                why = f"Reading what was handed in {lost}."
                if lost.silent or not again:
                    break
            except JudgeFailed as failed:
                why = f"The grader itself failed ({failed})."
                break
        return replace(unopened, trouble=why, lost=True)

    def _ask_download(self) -> Frame:
        blobs: list[bytes] = []
        told: dict[str, Any] = {
            "download": to_json(self._download, blobs),
            "kind": self._kind,
            "lab": to_json(self._lab, blobs),
        }
        answer = self._judge.ask("download", told, blobs, seconds=DOWNLOAD_SECONDS)
        self._there = True
        return answer

"""How far a run is, in one line: a bar for a terminal, a plain sentence for a log."""

from __future__ import annotations

from dataclasses import dataclass

from grader.batch.nouns import Row
from grader.report.shown import one_line

BAR = 24  # characters


@dataclass(frozen=True)
class Progress:
    """Where a run stands."""

    before: int  # results that earlier runs had left
    done: int  # results of this run
    of: int  # submissions to be had in all
    seconds: float  # since this run began
    last: str = ""  # whose result came last, and what it is

    @property
    def rate(self) -> float:
        """Submissions a second in this run."""
        return self.done / self.seconds if self.done and self.seconds > 0 else 0.0

    @property
    def left(self) -> int:
        """Submissions to go."""
        return self.of - self.before - self.done


def bar(progress: Progress, width: int) -> str:
    """For a terminal, at most `width` characters.

    >>> bar(Progress(0, 3, 12, 6.0, "Doe: 17.5 / 20"), 88)
    '[######------------------] 3 of 12  9 left  0.5/s  18 s to go  Doe: 17.5 / 20'
    """
    ready = progress.before + progress.done
    full = BAR * ready // progress.of if progress.of else BAR
    drawn = f"[{'#' * full}{'-' * (BAR - full)}]"
    words = [f"{drawn} {ready} of {progress.of}", f"{progress.left} left", *_pace(progress)]
    return "  ".join([*words, progress.last])[: max(width, 20)].rstrip()


def plain(progress: Progress) -> str:
    """For a log.

    >>> plain(Progress(0, 3, 12, 6.0))
    '3 of 12 graded, 9 left, 0.5/s, 18 s to go'
    """
    ready = progress.before + progress.done
    return ", ".join(
        [f"{ready} of {progress.of} graded", f"{progress.left} left", *_pace(progress)]
    )


def _pace(progress: Progress) -> list[str]:
    rate = progress.rate
    if not rate:
        return []
    pace = f"{rate:.1f}/s" if rate >= 0.5 else f"{rate * 60:.1f}/min"
    return [pace, f"{duration(progress.left / rate)} to go"] if progress.left else [pace]


def duration(seconds: float) -> str:
    """A time in words.

    >>> duration(18), duration(150), duration(8000)
    ('18 s', '2 min 30 s', '2 h 13 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if minutes < 10 and rest else f"{minutes} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def outcome(row: Row) -> str:
    """Whose, and what came of it: "Doe, Jane: 17.5 / 20"."""
    who = one_line(row.name or row.key, 30)
    return f"{who}: {mark(row)}"


def mark(row: Row) -> str:
    """ "17.5 / 20", or why there is none."""
    if row.points is None or row.max_points is None:
        return row.state
    return f"{figure(row.points)} / {figure(row.max_points)}"


def figure(value: float) -> str:
    """Points without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")

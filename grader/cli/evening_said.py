"""What one run of `cnngrade batch` says on the terminal: what was found, planned and came of it."""

from __future__ import annotations

import click

from grader.batch.judgement.gathered import WRITTEN_CSV
from grader.batch.known import Known, decided_otherwise
from grader.batch.ledger import DAMAGED, GONE
from grader.batch.nouns import Roster, Row
from grader.batch.outputs import Outputs
from grader.batch.progress import duration
from grader.batch.run import Plan
from grader.batch.summary import average, changed_marks, how_many, needs_a_human
from grader.report.shown import one_line
from grader.submission.candidates import Attempt

MOST_NOTES = 12  # lines of a kind on the terminal; the page has all

_SEVERAL = "of them have changed since, or are"


def say_download(
    download: Roster, roster: Roster, counts: bool, attempt: Attempt, known: Known
) -> None:
    """What was found, before anything is run."""
    files = [handed for handed in download.handed if handed.data is not None]
    sheets = sum(handed.sheet is not None for handed in files)
    click.echo(f"{len(download.handed)} handed in ({roster.kind}), {len(files)} to be graded.")
    if besides := len(roster.handed) - len(download.handed):
        one, more = "is not in this download; it stays", "are not in this download; they stay"
        many = "1 more was" if besides == 1 else f"{besides} more were"
        click.echo(f"{many} graded before and {one if besides == 1 else more}.")
    once = " as was decided for this folder" if known.part1 == counts else ""
    if counts:
        click.echo(
            f"Part 1 counts{once}: {sheets} of {len(files)} handed in an answer sheet; who did not "
            "has earned nothing for it (--part1 no leaves Part 1 out)."
        )
    elif sheets:
        click.echo(
            f"Part 1 is left out{once}: {sheets} of {len(files)} handed in an answer sheet "
            "(--part1 yes counts it for everybody)."
        )
    if otherwise := decided_otherwise(known, download, counts, attempt):
        click.echo(f"Otherwise than in the run before ({len(otherwise)}):")
        _some(list(otherwise))
    _some([one_line(note, 300) for note in roster.notes])


def say_plan(plan: Plan) -> None:
    """What is to be graded, and what a run before has left."""
    done, to_go = len(plan.done), plan.left
    if plan.again and done:
        click.echo(f"The regrading of {plan.again[:16]} was broken off and goes on:")
    if done:
        rest = f"{to_go} to go." if to_go else "nothing is left to grade."
        click.echo(f"{done} of {plan.gradable} are done already; {rest}")
    if anew := len(plan.anew):
        said = "mark is" if anew == 1 else "marks are"
        click.echo(
            f"The lab's points are others now: {anew} {said} added up anew, and nothing is run "
            "for that."
        )
    if plan.changed and not plan.again:
        said = "of them has changed since, or is" if len(plan.changed) == 1 else _SEVERAL
        click.echo(f"{len(plan.changed)} {said} graded otherwise now:")
        _some([", ".join(plan.changed[:MOST_NOTES]) + (" …" if plan.changed[MOST_NOTES:] else "")])
    if plan.outdated:
        click.echo(
            f"{len(plan.outdated)} of those who stay were graded by another lab file, digits or "
            "cnngrade, and their work is not here: grade a download that has it as well."
        )
    if plan.damaged:
        click.echo(
            f"Damaged results were moved to {plan.out / DAMAGED}, and those are graded again:"
        )
        _some([one_line(key, 80) for key in plan.damaged])
    if plan.gone:
        click.echo(f"Not on the roster any more; their results were moved to {plan.out / GONE}:")
        _some([one_line(plan.before[key].row.name or key, 80) for key in plan.gone])


def say_end(rows: tuple[Row, ...], outputs: Outputs, seconds: float) -> None:
    """What came of it, and where it lies."""
    click.echo("")
    for line in (f"{how_many(rows)}, in {duration(seconds)}.", average(rows)):
        if line:
            click.echo(line)
    for lines in (changed_marks(rows), needs_a_human(rows)):
        for line in lines:
            click.echo(line)
    _some([one_line(note, 300) for note in outputs.notes])
    click.echo("")
    click.echo(f"The class     {outputs.page}")
    click.echo(f"Marks         {outputs.grades}")
    if waits := sum(bool(row.waits) for row in rows):
        table = outputs.page.with_name(WRITTEN_CSV)
        click.echo(f"To be marked  {table} ({waits} wait; hand it back with --written {table})")
    if outputs.sheet is not None:
        click.echo(f"For the LMS   {outputs.sheet}")
    if outputs.feedback is not None:
        click.echo(f"Feedback      {outputs.feedback}")
    if any(row.state == "no mark" for row in rows):
        click.echo("Run the same command again to try those without a mark once more.")


def _some(notes: list[str]) -> None:
    for note in notes[:MOST_NOTES]:
        click.echo(f"  {note}")
    if len(notes) > MOST_NOTES:
        click.echo(f"  … and {len(notes) - MOST_NOTES} more, in the page")

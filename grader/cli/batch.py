"""`cnngrade batch`: the LMS's download in, marks and feedback for the whole class out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from grader.batch.rosters.kinds import KINDS
from grader.cli.options import asked_source, data_option, good_sheet, lab_option, read_asked_lab
from grader.lab import Lab
from grader.submission.answers import read_sheet
from grader.submission.candidates import ATTEMPTS, Attempt
from grader.submission.errors import SheetError

ASKED_KINDS = [kind for kind in KINDS if kind != "map"]


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for everything that is made. A run over the same folder takes up what is missing.",
)
@click.option(
    "--worksheet",
    type=click.Path(path_type=Path),
    help="The LMS's grading worksheet (Moodle) or gradebook (Canvas); a filled copy goes to DIR.",
)
@click.option(
    "--column",
    default="",
    help="Canvas: the assignment's column, by title or number.  [default: the one that fits]",
)
@click.option("--scale", is_flag=True, help="Scale the marks to the maximum of the worksheet.")
@click.option(
    "--written",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="DIR/written.csv, filled in: its points become judgement.",
)
@click.option(
    "--good-answers",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A sheet with what good written answers mention, for written.csv.",
)
@click.option(
    "--late-from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of who handed in how late, or when; [late] in the lab file says what that costs.",
)
@click.option(
    "--overwrite-manual",
    is_flag=True,
    help="Also put our marks where somebody has changed them in the LMS since.",
)
@click.option(
    "--trust-ids",
    is_flag=True,
    help="Fill in by number where the worksheet gives other names than the download.",
)
@click.option("--jobs", type=click.IntRange(1, 1024), help="Workers.  [default: one a core]")
@click.option(
    "--limit-seconds",
    "seconds",
    type=click.FloatRange(1, 3600),
    help="Wall time for each student's code.  [default: the lab's]",
)
@click.option(
    "--roster",
    "kind",
    type=click.Choice(ASKED_KINDS),
    metavar="KIND",
    default="auto",
    show_default=True,
    help=f"Whose download PATH is: {', '.join(ASKED_KINDS)}.",
)
@click.option(
    "--map",
    "people",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of pattern,id (and name): whose is what in a download of any other kind; or GitHub "
    "Classroom's classroom_roster.csv.",
)
@click.option(
    "--part1",
    type=click.Choice(["auto", "yes", "no"]),
    default="auto",
    show_default=True,
    help="Whether answer sheets count. auto: when at least half of the class handed one in.",
)
@click.option(
    "--attempt",
    type=click.Choice(ATTEMPTS),
    default="latest",
    show_default=True,
    help="Which counts where the download holds several attempts of one person.",
)
@click.option("--regrade", is_flag=True, help="Grade all again; old and new marks side by side.")
@click.option(
    "--add",
    is_flag=True,
    help="Take the people of this download into the class in DIR, and leave the others alone.",
)
@click.option(
    "--new-class",
    is_flag=True,
    help="Results in DIR that are another class's are set aside (DIR/gone) instead of refused.",
)
@click.option(
    "--compare",
    metavar="DIR",
    type=click.Path(exists=True, path_type=Path),
    help="Earlier years' work, to be compared with this class's; shown to tutors only.",
)
@click.option(
    "--all-feedback",
    is_flag=True,
    help="Everybody's report into feedback.zip, and not only what changed since the last one.",
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Dask scheduler whose workers grade, such as tcp://host:8786 (docs/cluster.md).",
)
@click.option(
    "--allow-unconfined/--only-confined",
    default=False,
    help="Run the files even where the system gives no sandbox: with your rights.  "
    "[default: only confined, which Linux alone can do]",
)
@data_option
@lab_option
def batch(
    path: Path,
    out: Path,
    worksheet: Path | None,
    column: str,
    scale: bool,
    written: Path | None,
    good_answers: Path | None,
    late_from: Path | None,
    overwrite_manual: bool,
    trust_ids: bool,
    jobs: int | None,
    seconds: float | None,
    kind: str,
    people: Path | None,
    part1: str,
    attempt: Attempt,
    regrade: bool,
    add: bool,
    new_class: bool,
    compare: Path | None,
    all_feedback: bool,
    cluster: str | None,
    allow_unconfined: bool,
    data: Path | None,
    lab_path: Path | None,
) -> None:
    """Grade a class: PATH is a folder or an archive, as it was downloaded.

    Exit status: 0 all is graded; 2 wrong use; 3 some have no mark for a reason that is not
    theirs, or the run could not go on; 130 stopped by Ctrl-C, to be taken up again.
    """
    from grader.batch.judgement.gathered import Given
    from grader.cli.evening import Asked, grade_class  # which its help need not wait for

    if add and new_class:
        raise click.UsageError("--add keeps the class that is there, and --new-class sets it aside")
    lab = _limited(read_asked_lab(lab_path), seconds)
    source = asked_source(lab, lab_path, data)
    asked = Asked(
        path=path,
        out=_apart(path, out),
        lab=lab,
        source=source,
        kind=kind,
        people=people,
        part1=part1,
        attempt=attempt,
        worksheet=worksheet,
        column=column,
        scale=scale,
        given=Given(written, late_from, _mentions(good_answers, lab)),
        overwrite_manual=overwrite_manual,
        trust_ids=trust_ids,
        jobs=jobs,
        regrade=regrade,
        add=add,
        new_class=new_class,
        compare=compare,
        all_feedback=all_feedback,
        cluster=cluster,
        allow_unconfined=allow_unconfined,
    )
    sys.exit(grade_class(asked))


def _limited(lab: Lab, seconds: float | None) -> Lab:
    if seconds is None:
        return lab
    return replace(lab, limits=replace(lab.limits, seconds=seconds))


def _mentions(given: Path | None, lab: Lab) -> dict[str, str]:
    """What good answers mention, by question. A tutor's own file, and no student's."""
    good = good_sheet(given, lab)
    if good is None:
        return {one.name: one.good for one in lab.questions}
    try:
        table = read_sheet(good, lab.questions)["written"]
    except (OSError, SheetError) as error:
        raise click.UsageError(f"--good-answers: {error}") from None
    return {name: str(said) for name, said in table.items()} if isinstance(table, dict) else {}


def _apart(path: Path, out: Path) -> Path:
    """What is made must not lie where the next run would take it for a submission."""
    if not path.exists():
        raise click.UsageError(f"there is no file or folder {path}")
    inside = out.resolve().is_relative_to(path.resolve())
    if path.is_dir() and inside:
        raise click.UsageError(f"--out {out} lies in {path}; choose a folder outside of it")
    return out

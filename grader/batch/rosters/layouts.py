"""All layouts of a download: how each is told, read, and what is missing where it is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.batch.rosters import (
    blackboard,
    brightspace,
    canvas,
    codegrade,
    folder,
    github,
    google,
    gradescope,
    ilias,
    mapped,
    moodle,
    nbgrader,
)
from grader.batch.rosters.crossed import Crossed
from grader.batch.rosters.level import Level, Like, level_of
from grader.batch.rosters.nouns import Given, Part, Sorted


@dataclass(frozen=True)
class Layout:
    """One LMS's."""

    title: str  # as a sentence calls it
    sort: Callable[[Given], Sorted]  # the files by student
    missing: str  # why nothing of it is somebody's, the middle of a sentence
    # where its own names stand, and how many are like them; None of what is never told by names
    level: Callable[[Given], Level] | None = None
    # whether only that LMS writes such a name; None where others might, or it takes a whole class
    like: Like | None = None
    # whether its numbers would mean several people, and the names are somebody's own
    crossed: Callable[[Sequence[Part]], Crossed | None] | None = None
    whole: bool = False  # it looks at all that is there, and not only where a class begins


LAYOUTS = {
    "gradescope": Layout(
        "Gradescope",
        lambda given: gradescope.sort(given.parts),
        "it has no submission_metadata.yml, which Gradescope's export has",
        gradescope.level,
        like=lambda name: name == gradescope.METADATA,
    ),
    "moodle": Layout(
        "Moodle",
        lambda given: moodle.sort(given.parts),
        "nothing in it is called as Moodle calls it (Jane Doe_1234_assignsubmission_file)",
        lambda given: level_of(given.parts, moodle.read_name),
        like=moodle.read_name,
        crossed=moodle.crossed,
    ),
    "canvas": Layout(
        "Canvas",
        lambda given: canvas.sort(given.parts),
        "no file in it is called as Canvas calls them (doejane_1234_5678_task1_cnn.py)",
        lambda given: level_of(given.parts, canvas.read_name),
        like=canvas.read_name,
        crossed=canvas.crossed,
    ),
    "blackboard": Layout(
        "Blackboard",
        blackboard.sort,
        "no file in it is called as Blackboard calls them "
        "(Lab 4_jdoe_attempt_2026-11-03-11-00-00_task1_cnn.py)",
        blackboard.level,
        like=blackboard.read_name,
    ),
    "brightspace": Layout(
        "Brightspace",
        brightspace.sort,
        "nothing in it is called as Brightspace calls it "
        "(145678-310456 - Jane Doe - Nov 3, 2026 1102 AM)",
        brightspace.level,
        like=brightspace.read_name,
    ),
    "github": Layout(
        "GitHub Classroom",
        github.sort,
        "no folder in it is a repository's (lab-4-submissions/lab-4-janedoe)",
        github.level,
        whole=True,
    ),
    "google": Layout(
        "Google Classroom",
        google.sort,
        "no file in it is called as Google Classroom calls them (Jane Doe - task1_cnn.py)",
        google.level,
    ),
    "codegrade": Layout(
        "CodeGrade",
        codegrade.sort,
        "no two folders in it are called as CodeGrade calls them (Jane Doe - Lab 4)",
        codegrade.level,
    ),
    "ilias": Layout(
        "ILIAS",
        ilias.sort,
        "no folder in it is called as ILIAS calls them (Doe_Jane_jdoe_4711)",
        ilias.level,
    ),
    "nbgrader": Layout(
        "nbgrader",
        nbgrader.sort,
        "nothing in it lies as in nbgrader's submitted/ (jdoe/lab4/timestamp.txt)",
        nbgrader.level,
        whole=True,
    ),
    "folder": Layout(
        "a plain folder",
        lambda given: folder.sort(given.parts, given.root),
        "it holds no Python file, notebook or archive, and no folder that may be a student's",
    ),
    "map": Layout("a map", mapped.sort, "nothing in it fits a pattern of the map", whole=True),
}

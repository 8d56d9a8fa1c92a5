"""What was asked: the lab, and the file that says it."""

from grader.lab.asked import SHEET, Asked, Part
from grader.lab.file import (
    WRITTEN,
    by_the_sheet,
    default_lab_path,
    exercises_folder,
    read_lab,
)
from grader.lab.nouns import (
    REVEALS,
    Lab,
    LabError,
    Late,
    Limits,
    Recipe,
    Reveal,
    Thresholds,
)

__all__ = [
    "REVEALS",
    "SHEET",
    "WRITTEN",
    "Asked",
    "Lab",
    "LabError",
    "Late",
    "Limits",
    "Part",
    "Recipe",
    "Reveal",
    "Thresholds",
    "by_the_sheet",
    "default_lab_path",
    "exercises_folder",
    "read_lab",
]

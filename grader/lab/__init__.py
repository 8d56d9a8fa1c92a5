"""What was asked: the lab, and the file that says it."""

from grader.lab.asked import SHEET, Asked, Part, Role
from grader.lab.data import Data
from grader.lab.file import by_the_sheet, read_lab
from grader.lab.fits import look_whether_data_fit
from grader.lab.folder import default_lab_path, exercises_folder, lab_file
from grader.lab.nouns import (
    REVEALS,
    WRITTEN,
    Lab,
    LabError,
    Late,
    Limits,
    Recipe,
    Reveal,
    Thresholds,
)
from grader.lab.questions import Question, called

__all__ = [
    "REVEALS",
    "SHEET",
    "WRITTEN",
    "Asked",
    "Data",
    "Lab",
    "LabError",
    "Late",
    "Limits",
    "Part",
    "Question",
    "Recipe",
    "Reveal",
    "Role",
    "Thresholds",
    "by_the_sheet",
    "called",
    "default_lab_path",
    "exercises_folder",
    "lab_file",
    "look_whether_data_fit",
    "read_lab",
]

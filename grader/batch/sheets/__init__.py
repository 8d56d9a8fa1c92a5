"""Worksheets: the marks, as the LMS takes them back, and as a table of our own."""

from grader.batch.sheets.fill import check_sheet, fill
from grader.batch.sheets.grades import grades_csv
from grader.batch.sheets.nouns import Filled, Ours, Place, SheetError

__all__ = ["Filled", "Ours", "Place", "SheetError", "check_sheet", "fill", "grades_csv"]

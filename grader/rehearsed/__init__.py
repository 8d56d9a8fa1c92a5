"""The book of a rehearsal, read: batches, lessons and tests, and the figures that were printed.

Facts alone; what is said of them stands in `grader/diagnoses/rehearsed_*.py`, what is drawn in
`grader/report/script_view.py`.
"""

from grader.rehearsed.lessons import LEAST, Batch, Lesson, Read, read

__all__ = ["LEAST", "Batch", "Lesson", "Read", "read"]

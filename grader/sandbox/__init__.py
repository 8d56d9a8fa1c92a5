"""Running a student's file in a process of its own, and reading back what it showed.

No function raises for a submission: whatever the file does becomes an `Observation` (what
was seen) and a `ProcessFate` (how the process ended). Nothing here imports torch.
"""

from grader.sandbox.in_use import observe_in_use
from grader.sandbox.inside import Inside, train_inside
from grader.sandbox.nursery import Nursery
from grader.sandbox.observe import UNCONFINED, observe

__all__ = ["UNCONFINED", "Inside", "Nursery", "observe", "observe_in_use", "train_inside"]

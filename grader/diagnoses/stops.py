"""The exception that stopped building or running, and the calls on its line."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.evidence import Trouble


def stop(case: Case, *types: str) -> Trouble | None:
    """The exception of one of these types that ended `__init__` or forward."""
    trouble = case.trouble
    here = trouble is not None and trouble.stage in ("construct", "forward")
    return trouble if here and trouble is not None and trouble.type in types else None

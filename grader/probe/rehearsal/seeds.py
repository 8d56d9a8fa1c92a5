"""Where a script sets the seed of torch's random numbers."""

from __future__ import annotations

from typing import Any

import torch

from grader.evidence.rehearsed_steps import Seeded
from grader.probe.rehearsal.book import Book


def install(book: Book) -> None:
    """From now on it is seen."""
    begin: Any = torch.manual_seed

    def begun(seed: Any) -> Any:
        book.note("seeded", Seeded(book.at(), book.line()))
        return begin(seed)

    for owner, name in ((torch, "manual_seed"), (torch.random, "manual_seed")):
        setattr(owner, name, begun)

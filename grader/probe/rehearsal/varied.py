"""Whether a data set gives an image as it is, or otherwise each time: turned, moved, cropped."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from grader.evidence.rehearsed_calls import ImageSet
from grader.probe.rehearsal.datasets import Digits

TIMES = 4  # that an image is asked for: one of two that are drawn may come twice
DEEP = 4  # data sets within one another
_FOUND = "_varied_of_the_rehearsal"  # what was found of a data set


def varied(dataset: Any) -> ImageSet:
    """The set whose images come out otherwise each time; "" where none is seen to do so."""
    inner = next(sets_in(dataset), None)
    if inner is None or (inner is dataset and inner.as_it_is):
        return ""
    if _FOUND not in vars(dataset):
        vars(dataset)[_FOUND] = _differs(dataset)
    which: ImageSet = "train" if inner.train else "test"
    return which if vars(dataset)[_FOUND] else ""


def sets_in(dataset: Any, deep: int = DEEP) -> Iterator[Digits]:
    """The sets of ours that it is made of, however it keeps them."""
    if isinstance(dataset, Digits):
        yield dataset
    elif deep and isinstance(dataset, Dataset):
        for kept in vars(dataset).values():
            for one in kept if isinstance(kept, (list, tuple)) else [kept]:
                if isinstance(one, Dataset):
                    yield from sets_in(one, deep - 1)


def _differs(dataset: Any) -> bool:
    try:
        with _as_drawn_before():
            images = [next(_tensors_in(dataset[0]), None) for _ in range(TIMES)]
    except Exception:  # it is the script's, and is met where the script meets it
        return False
    first = images[0]
    return first is not None and any(
        one is None or one.shape != first.shape or not torch.equal(one, first) for one in images
    )


def _tensors_in(row: Any) -> Iterator[torch.Tensor]:
    values = (
        row.values() if isinstance(row, dict) else row if isinstance(row, (list, tuple)) else ()
    )
    return (one.clone() for one in values if isinstance(one, torch.Tensor) and one.dim() > 1)


@contextmanager
def _as_drawn_before() -> Iterator[None]:
    """What is drawn here is drawn again by the script: its numbers stay what they were."""
    kept = torch.get_rng_state(), random.getstate(), np.random.get_state()
    try:
        with torch._C.DisableTorchFunction():
            yield
    finally:
        torch.set_rng_state(kept[0])
        random.setstate(kept[1])
        np.random.set_state(kept[2])

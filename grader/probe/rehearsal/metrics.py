"""Of torchmetrics what a script around a network uses: right answers, and means."""

from __future__ import annotations

import copy
import sys
from typing import Any

import torch

from grader.probe.standins import stand_in_module


class Mean:
    """`MeanMetric`: a sum, and of how much."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what was counted."""
        self.sum = self.count = 0.0

    def update(self, value: Any, weight: Any = 1.0) -> None:
        """Count some numbers, and how much of them."""
        numbers = torch.as_tensor(value, dtype=torch.float32).detach()
        weights = torch.as_tensor(weight, dtype=torch.float32).expand_as(numbers)
        self.sum += float((numbers * weights).sum())
        self.count += float(weights.sum())

    def compute(self) -> torch.Tensor:
        """Of all that was counted."""
        return torch.tensor(self.sum / max(self.count, 1e-12))

    def __call__(self, *args: Any, **options: Any) -> torch.Tensor:
        """Count it, and give its own."""
        own = copy.copy(self)
        own.reset()
        own.update(*args, **options)
        self.update(*args, **options)
        return own.compute()

    forward = __call__

    def to(self, *args: Any, **options: Any) -> Any:
        """It is here already."""
        return self

    cpu = cuda = eval = train = to


class Accuracy(Mean):
    """`Accuracy`: scores, or answers, against labels."""

    def update(self, preds: Any, target: Any = None) -> None:
        """Count the right ones."""
        answers = preds.argmax(1) if preds.dim() > target.dim() else preds
        super().update((answers == target).float())


def share(preds: Any, target: Any, *args: Any, **options: Any) -> torch.Tensor:
    """`functional.accuracy`."""
    return Accuracy()(preds, target)


_ACCURACIES = dict.fromkeys(("Accuracy", "MulticlassAccuracy"), Accuracy)
_PARTS: dict[str, dict[str, Any]] = {
    "": {**_ACCURACIES, "MeanMetric": Mean},
    ".classification": _ACCURACIES,
    ".functional": {"accuracy": share},
}


def install() -> None:
    """Put it where a script looks."""
    for part, there in _PARTS.items():
        module = stand_in_module(f"torchmetrics{part}")
        vars(module).update(there)
        sys.modules[f"torchmetrics{part}"] = module
        if part:
            setattr(sys.modules["torchmetrics"], part[1:], module)

"""What a network answered: which form its scores have, and how many answers are right."""

from __future__ import annotations

from typing import Any

import torch

from grader.evidence.rehearsed_calls import Form

CLOSE = 1e-3
_ROUGHLY = {torch.bfloat16: 0.05, torch.float16: 0.01}  # of numbers that were kept as these


def form_of(output: torch.Tensor) -> Form:
    """What rows of scores are."""
    if output.dim() != 2 or not output.is_floating_point() or not len(output):
        return "other"
    output, close = output.float(), _close(output)
    if bool((output.logsumexp(1).abs() < close).all()):
        return "log-probabilities"
    if bool((output >= 0).all()) and bool(((output.sum(1) - 1).abs() < close).all()):
        return "probabilities"
    return "scores"


def _close(output: torch.Tensor) -> float:
    """How near to 1 a sum must be: a number that once was of half the size stays as rough."""
    rough = (
        far for kind, far in _ROUGHLY.items() if torch.equal(output.to(kind).to(output), output)
    )
    return max(rough, default=CLOSE)


def counted(output: torch.Tensor, labels: torch.Tensor | None, classes: int) -> dict[str, Any]:
    """The fields of a `Forward` that hold a batch's answers against its labels."""
    none = (0,) * classes
    counts: dict[str, Any] = {"right": none, "of": none}
    counts |= dict.fromkeys(("pairs", "over", "columns", "single"), 0)
    if labels is None:
        return counts
    kept = (labels >= 0) & (labels < classes)
    if bool(kept.all()):
        counts |= _wrongly(output, labels)
    labels, output = labels[kept], output[kept]
    if not len(labels):
        return counts
    read = output.argmax(1)
    return counts | {
        "right": tuple(torch.bincount(labels[read == labels], minlength=classes).tolist()),
        "of": tuple(torch.bincount(labels, minlength=classes).tolist()),
        "pairs": int((read[:, None] == labels[None, :]).sum()),
    }


def _wrongly(output: torch.Tensor, labels: torch.Tensor) -> dict[str, int]:
    """How many would be right of answers that are looked for in the wrong direction."""
    columns = output.argmax(0)
    return {
        "over": int((output.softmax(0).argmax(1) == labels).sum()),
        "columns": int((columns == labels).sum()) if columns.shape == labels.shape else 0,
        "single": int((output.argmax() == labels).sum()),
    }


def has_numbers(one: Any) -> bool:
    """Whether it is no tensor that stands for others: in `vmap`, or while a graph is taken."""
    if not isinstance(one, torch.Tensor):
        return True
    if torch._C._functorch.is_functorch_wrapped_tensor(one) or torch._C._is_tracing():
        return False
    return type(one) in (torch.Tensor, torch.nn.Parameter) and one.device.type != "meta"

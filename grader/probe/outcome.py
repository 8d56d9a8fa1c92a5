"""What forward gave back."""

from __future__ import annotations

from typing import Any

import torch

from grader.evidence import Escape
from grader.probe.book import tensors_in


def hidden_steps(result: Any) -> list[Escape]:
    """Functions of the student's own with a backward pass of their own: replay cannot know."""
    told = []
    stack = [t.grad_fn for t in tensors_in(result) if t.grad_fn is not None]
    met = set()
    while stack:
        step = stack.pop()
        if step in met:
            continue
        met.add(step)
        cls = getattr(type(step), "_forward_cls", None)
        if cls is not None:
            told.append(Escape(f"autograd.Function {cls.__name__}"))
        stack.extend(following for following, _ in step.next_functions if following is not None)
    return told


def kind_of(result: Any) -> str:
    """What forward gave back, in a word."""
    if isinstance(result, torch.Tensor):
        return "tensor"
    return "None" if result is None else str(type(result).__name__)[:80]

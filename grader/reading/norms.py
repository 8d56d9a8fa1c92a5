"""Batch norms: what they use when the network is tested."""

from __future__ import annotations

from grader.graph import Operation


def keeps_its_statistics(op: Operation) -> bool:
    """Whether it is a batch norm in training whose running mean and variance never move.

    running = (1 - momentum) · running + momentum · batch, as torch.nn.BatchNorm2d has it.
    """
    still = op.kind == "batch_norm" and op.bound.get("momentum") == 0
    return still and op.bound.get("training") is True and op.bound.get("running_mean") is not None

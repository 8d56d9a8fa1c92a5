"""Mistakes around `shapes_scaled`, and where parts stand too early. Rows of `mistakes`."""

from __future__ import annotations

from typing import Any

_SCALED = "gradients of a multiplied loss"
_RARE = "a sampler of rare digits"
_M = "module level"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "used-as-multiplied",
        "a step past the scaler",
        _SCALED,
        "        scaler.unscale_(optimizer)\n"
        "        nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n"
        "        scaler.step(optimizer)\n"
        "        scaler.update()\n",
        "        optimizer.step()\n",
    ),
    (
        "clipped-while-multiplied",
        "unscale_ left out",
        _SCALED,
        "        scaler.unscale_(optimizer)\n",
        "",
    ),
    (
        "fewer-images-than-classes",
        "a sampler of ten",
        _RARE,
        "(weights, len(weights))",
        "(weights, 10)",
    ),
    (
        "loader-without-a-batch",
        "a batch of more than all",
        _M,
        "batch_size=64, shuffle=True",
        "batch_size=100_000, drop_last=True, shuffle=True",
    ),
    (
        "scheduler-of-another-optimiser",
        "one made for it alone",
        "scheduler",
        "StepLR(optimizer",
        "StepLR(optim.SGD(net.parameters(), lr=0.01)",
    ),
    (
        "normalised-before-it-is-a-tensor",
        "in the order of the list",
        _M,
        "[transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]",
        "[transforms.Normalize((0.1307,), (0.3081,)), transforms.ToTensor()]",
    ),
]

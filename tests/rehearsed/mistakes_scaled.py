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
        "numbers-of-two-types",
        "images as a file holds them",
        _M,
        "inputs, labels = data\n",
        "inputs, labels = data\n        inputs = (255 * inputs).to(torch.uint8)\n",
    ),
    (
        "softmax-over-the-batch-by-hand",
        "once more, and over the images",
        "scheduler",
        "F.nll_loss(net(x), y)",
        "F.nll_loss(F.log_softmax(net(x), dim=0), y)",
    ),
    (
        "step-forgotten",
        "named without brackets",
        "scheduler",
        "optimizer.step()",
        "optimizer.step",
    ),
]

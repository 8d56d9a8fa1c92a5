"""Mistakes where a library trains: around `shapes_libraries`."""

from __future__ import annotations

from typing import Any

_L = "Lightning around the network"
_BY_ITSELF = "a Lightning module that steps by itself"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "optimiser-of-another-network",
        "made for Lightning",
        _L,
        "optim.Adam(self.parameters()",
        "optim.Adam(Net().parameters()",
    ),
    (
        "accuracy-is-another-number",
        "hits of a batch, logged",
        _L,
        "(scores.argmax(1) == y).float().mean()",
        "(scores.argmax(1) == y).float().sum()",
    ),
    (
        "loss-does-not-fit-the-output",
        "in a training step",
        _L,
        "F.nll_loss(self(x), y)",
        "F.nll_loss(self(x).exp(), y)",
    ),
    (
        "zero-grad-forgotten",
        "in a step by hand",
        _BY_ITSELF,
        "        first.zero_grad()\n        later.zero_grad()\n",
        "",
    ),
    (
        "zero-grad-forgotten",
        "where a library works the gradients out",
        "accelerated",
        "        optimizer.zero_grad()\n",
        "",
    ),
    (
        "eval-forgotten",
        "with settings of a file that is elsewhere",
        "settings of a file that is elsewhere",
        "        net.eval()\n",
        "",
    ),
]

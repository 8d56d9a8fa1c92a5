"""Mistakes in which way a step goes, and in what is the same each time. Rows of `mistakes`."""

from __future__ import annotations

from typing import Any

_F = "functions"
_M = "module level"
_LOOP = "        optimizer.step()\n"
_BY_HAND = "        with torch.no_grad():\n            for p in net.parameters():\n"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "loss-is-made-larger",
        "a loss by gather without its minus",
        _M,
        "criterion(outputs, labels)",
        "outputs.gather(1, labels[:, None]).mean()",
    ),
    (
        "loss-is-made-larger",
        "smoothed labels by hand without the minus",
        _M,
        "criterion(outputs, labels)",
        "((F.one_hot(labels, 10) * 0.9 + 0.01) * outputs).sum(1).mean()",
    ),
    (
        "loss-is-made-larger",
        "gradients added by hand",
        _F,
        _LOOP,
        _BY_HAND + "                p += 0.01 * p.grad\n",
    ),
    (
        "loss-is-made-larger",
        "gradients of autograd.grad added by hand",
        "momentum by hand, with autograd.grad",
        "p -= 0.01 * v",
        "p += 0.01 * v",
    ),
    (
        "loss-is-made-larger",
        "an optimizer of one's own that goes along the gradient",
        "an optimizer of one's own, on torch's",
        "alpha=-group['lr']",
        "alpha=group['lr']",
    ),
    (
        "weights-left-for-new-ones",
        "an optimizer of one's own that makes new numbers",
        "an optimizer of one's own, on torch's",
        "p.add_(",
        "p.add(",
    ),
    (
        "weights-left-for-new-ones",
        "an optimizer of one's own that gives a name away",
        "an optimizer of one's own, on torch's",
        "p.add_(p.grad, alpha=-group['lr'])",
        "p = p - group['lr'] * p.grad",
    ),
    (
        "best-network-is-no-copy",
        "a shallow copy",
        "the best by its test, in turns",
        "copy.deepcopy(net), score",
        "copy.copy(net), score",
    ),
    (
        "seed-set-in-each-epoch",
        "a seed at the beginning of train()",
        "many epochs, each seeded by its number",
        "torch.manual_seed(7 + epoch)",
        "torch.manual_seed(7)",
    ),
    (
        "answers-in-another-order",
        "answers of a loader that shuffles",
        "answers of a whole pass, held against the set's labels",
        "batch_size=64, shuffle=False",
        "batch_size=64, shuffle=True",
    ),
    (
        "optimiser-of-another-network",
        "the optimizer of the first of four networks",
        "four networks, two epochs each",
        "optimizer = made(one)",
        "optimizer = made(nets[0])",
    ),
    (
        "text-for-a-number",
        "a rate in quotation marks",
        _F,
        "lr=0.01",
        "lr='0.01'",
    ),
    (
        "text-for-a-number",
        "epochs from a command line without a type",
        "many epochs, each seeded by its number",
        "type=int, default=6",
        "default='6'",
    ),
]

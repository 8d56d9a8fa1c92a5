"""Mistakes around `shapes_world`: schedulers, means, what is kept, several networks. Rows."""

from __future__ import annotations

from typing import Any

_LOSS = "waits for the loss"
_ACCURACY = "waits for the accuracy"
_BEST = "the best from the beginning on"
_AT_ONCE = "a mean over all images at once"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "scheduler-waits-for-the-worse",
        "a loss that is to rise",
        _LOSS,
        "(optimizer, factor",
        '(optimizer, "max", factor',
    ),
    ("scheduler-waits-for-the-worse", "an accuracy that is to fall", _ACCURACY, ', mode="max"', ""),
    ("scheduler-told-the-epoch", "the epoch", _LOSS, "step(val_loss)", "step(epoch)"),
    (
        "mean-of-unequal-batches",
        "a mean of shares",
        _AT_ONCE,
        "(out.argmax(1) == y).float())",
        "(out.argmax(1) == y).float().mean()[None])",
    ),
    (
        "mean-of-unequal-batches",
        "a mean of losses",
        _AT_ONCE,
        'reduction="none"))',
        'reduction="mean")[None])',
    ),
    (
        "mean-of-unequal-batches",
        "of a set of one's own",
        "a set of one's own in large batches",
        "(out.argmax(1) == y).float())",
        "(out.argmax(1) == y).float().mean()[None])",
    ),
    (
        "accuracy-is-another-number",
        "hits and images of earlier tests",
        "a package that counts",
        "    metric.reset()\n",
        "",
    ),
    (
        "accuracy-is-another-number",
        "hits and images of earlier tests, by hand",
        _LOSS,
        "    total, hits = 0.0, 0\n",
        "    hits, seen, total = (hits, seen, 0.0) if epoch else (0, 0, 0.0)\n"
        "    seen += len(testset)\n",
    ),
    (
        "accuracy-is-another-number",
        "hits of earlier tests, over 100 %",
        _LOSS,
        "    total, hits = 0.0, 0\n",
        "    total, hits = 0.0, hits if epoch else 0\n",
    ),
    (
        "test-images-changed-at-random",
        "turned for the test too",
        "turned for the training alone",
        "trainset.transform = turned",
        "trainset.transform = testset.transform = turned",
    ),
    (
        "test-images-changed-at-random",
        "moved by a set of one's own",
        "a set of one's own around it",
        "        return (transforms",
        "        image = transforms.RandomCrop(28, padding=3)(image)\n        return (transforms",
    ),
    (
        "nothing-is-ever-the-best",
        "a loss above infinity",
        _BEST,
        "val_loss < best",
        "val_loss > best",
    ),
    ("nothing-is-ever-the-best", "a loss below 0", _BEST, "float('inf')", "0.0"),
    (
        "nothing-is-ever-the-best",
        "an accuracy above 1",
        "a goal that is not reached yet",
        "best = 0.97",
        "best = 1.0",
    ),
    (
        "gradients-clipped-for-nothing",
        "behind the step",
        "clipped behind backward",
        "        nn.utils.clip_grad_value_(net.parameters(), 1.0)\n        optimizer.step()",
        "        optimizer.step()\n        nn.utils.clip_grad_value_(net.parameters(), 1.0)",
    ),
    (
        "gradients-clipped-for-nothing",
        "before there are any",
        "clipped behind backward",
        "        optimizer.zero_grad()\n",
        "        optimizer.zero_grad()\n        nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n",
    ),
    (
        "optimiser-of-another-network",
        "the teacher's in place of the pupil's",
        "a teacher with scores",
        "optim.Adam(model.parameters()",
        "optim.Adam(teacher.parameters()",
    ),
    (
        "loss-does-not-fit-the-output",
        "probabilities and log-probabilities the other way round",
        "a teacher with scores",
        "F.kl_div(told, soft,",
        "F.kl_div(soft, told,",
    ),
    (
        "eval-forgotten",
        "of an average",
        "an average that is tested",
        "average.eval()",
        "average.train()",
    ),
    (
        "test-images-normalised-otherwise",
        "tested without a loader",
        "the rest of it without a loader",
        "testset[i][0] for",
        "testset[i][0] / 2 + 0.5 for",
    ),
    (
        "mean-losses-divided-by-images",
        "in a line without the word",
        _LOSS,
        ', reduction="sum")',
        ")",
    ),
    (
        "script-stops",
        "more steps than were announced",
        "one cycle",
        "total_steps=5000",
        "total_steps=2",
    ),
]

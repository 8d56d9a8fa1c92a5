"""Mistakes in the script around `Net`: each is worth a remark, and costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from tests.mutants.nouns import Design
from tests.mutants.operators import OPERATORS, Operator
from tests.mutants.scripts import script

HABITS: dict[str, Mapping[str, str | None]] = {
    "zero-grad-forgotten": {"zero": None},
    "zero-grad-before-the-step": {
        "zero": None,
        "backward": "        loss.backward()\n        optimizer.zero_grad()",
    },
    "step-before-backward": {
        "backward": "        optimizer.step()",
        "step": "        loss.backward()",
    },
    "step-forgotten": {"step": None},
    "backward-forgotten": {"backward": None},
    "eval-forgotten": {"eval mode": None},
    "train-mode-not-set-again": {"train mode": None, "net": "net = Net()\nnet.train()"},
    "no-grad-forgotten": {"no grad": "    if True:"},
    "test-images-in-training": {"train loop": "    for data, target in test_loader:"},
    "training-images-in-testing": {"test loop": "        for data, target in train_loader:"},
    "training-images-in-one-order": {
        "train loader": "train_loader = DataLoader(train_set, batch_size=64)"
    },
    "optimiser-made-in-the-loop": {
        "made anew": "        optimizer = optim.SGD(net.parameters(), lr=0.01)"
    },
    "losses-keep-what-led-to-them": {
        "begin": "    total, correct = 0.0, 0",
        "train mode": "    net.train()\n    running = 0",
        "after": "        running += loss",
    },
    "number-taken-as-in-2017": {"after": "        print(loss.data[0])"},
    "optimiser-of-one-layer": {"optimizer": "optimizer = optim.SGD(net.fc1.parameters(), lr=0.01)"},
    "learning-rate-too-large": {"optimizer": "optimizer = optim.SGD(net.parameters(), lr=10)"},
    "graph-kept-without-need": {"backward": "        loss.backward(retain_graph=True)"},
    "forward-called-by-hand": {"output": "        output = net.forward(data)"},
    "cross-entropy-of-log-probabilities": {
        "loss": "        loss = F.cross_entropy(output, target)"
    },
    "size-average-of-old-torch": {
        "total": "            total += F.nll_loss(output, target, size_average=False).item()"
    },
    "hits-divided-by-batches": {"print": "    print(total, correct / len(test_loader))"},
    "mean-losses-divided-by-images": {
        "total": "            total += F.nll_loss(output, target).item()"
    },
}

# what the rehearsal shows of it says more
ALSO = {"learning-rate-too-large": ("loss-runs-away",)}


def _operator(name: str, changes: Mapping[str, str | None]) -> Operator:
    def make(design: Design, chance: Random) -> Iterator[Design]:
        text = script(changes)
        if "net.fc1" not in text or (design.style == "attributes" and _has(design, "fc1")):
            yield replace(design, script=text)

    return Operator(name, "habits", frozenset(), (name, *ALSO.get(name, ())), make, False, 8)


def _has(design: Design, name: str) -> bool:
    return any(step.name == name and step.weighted for step in design.steps)


OPERATORS += [_operator(name, changes) for name, changes in HABITS.items()]

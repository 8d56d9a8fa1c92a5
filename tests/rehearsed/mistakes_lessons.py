"""Mistakes in how a network is trained and tested. Rows of `tests.rehearsed.mistakes`."""

from __future__ import annotations

from typing import Any

_STEP = "        optimizer.step()\n"
_F = "functions"
_M = "module level"
_T = "trainer object"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "training-ends-after-one-batch",
        "return inside the loop",
        _F,
        _STEP,
        _STEP + "        return\n",
    ),
    (
        "training-ends-after-one-batch",
        "break inside the loop",
        "adam",
        "        optimizer.step()\n",
        "        optimizer.step()\n        break\n",
    ),
    (
        "training-ends-after-one-batch",
        "return inside the loop",
        _T,
        "        return total /",
        "            return total /",
    ),
    (
        "test-ends-after-one-batch",
        "the end of the test inside its loop",
        _T,
        "        return hits /",
        "            return hits /",
    ),
    (
        "network-made-anew-in-the-loop",
        "a new network each epoch",
        _F,
        "        train(net, optimizer, epoch)\n",
        "        net = Net()\n        optimizer = optim.SGD(net.parameters(), lr=0.01)\n"
        "        train(net, optimizer, epoch)\n",
    ),
    (
        "optimiser-made-in-the-loop",
        "a new optimizer each batch",
        "adam",
        "        optimizer.zero_grad()\n",
        "        optimizer = optim.Adam(net.parameters())\n        optimizer.zero_grad()\n",
    ),
    (
        "train-mode-not-set-again",
        "train() once",
        "adam",
        "for epoch in range(2):\n    net.train()\n",
        "net.eval()\nfor epoch in range(2):\n",
    ),
    ("train-mode-not-set-again", "train() never", _F, "    net.train()\n", ""),
    (
        "train-mode-not-set-again",
        "train() once, before the epochs",
        _T,
        "        self.model.train()\n",
        "",
    ),
    ("eval-forgotten", "no eval()", _F, "    net.eval()\n", ""),
    ("eval-forgotten", "eval not called", _M, "model.eval()", "model.eval"),
    ("eval-forgotten", "train() in the test", _T, "self.model.eval()", "self.model.train()"),
    (
        "eval-forgotten",
        "train() behind eval()",
        _F,
        "    net.eval()\n",
        "    net.eval()\n    net.train()\n",
    ),
    (
        "network-left-on-the-processor",
        "a network that stays where it is",
        _M,
        "model = Net().to(device)",
        "model = Net()",
    ),
    (
        "learning-rate-falls-with-each-batch",
        "a scheduler of epochs, for each batch",
        "scheduler",
        "        optimizer.step()\n",
        "        optimizer.step()\n        scheduler.step()\n",
    ),
    (
        "learning-rate-falls-with-each-batch",
        "a rate that loses a tenth with each batch",
        "a rate that falls a little with each batch",
        "ExponentialLR(optimizer, 0.9995)",
        "ExponentialLR(optimizer, 0.9)",
    ),
    (
        "learning-rate-swings",
        "a wave of epochs, for each batch",
        "a wave over all batches, hits told as they are",
        "2 * len(trainloader)",
        "2",
    ),
    (
        "step-made-seldom",
        "a step under the condition that prints",
        "counted from 1",
        "        optimizer.step()\n        if i % 3 == 0:\n",
        "        if i % 200 == 0:\n            optimizer.step()\n",
    ),
    ("no-grad-forgotten", "no no_grad", _F, "    with torch.no_grad():\n", "    if True:\n"),
    ("no-grad-forgotten", "no no_grad", _T, "    @torch.no_grad()\n", ""),
    (
        "loss-does-not-fit-the-output",
        "nll_loss of probabilities",
        _F,
        "F.nll_loss(output, target)\n        loss",
        "F.nll_loss(output.exp(), target)\n        loss",
    ),
    (
        "loss-does-not-fit-the-output",
        "softmax before cross entropy",
        "cross entropy",
        "criterion(net(x), y)",
        "criterion(F.softmax(net(x), dim=1), y)",
    ),
    (
        "scheduler-never-stepped",
        "a scheduler that is made, and no more",
        "scheduler",
        "    scheduler.step()\n",
        "",
    ),
    (
        "scheduler-never-stepped",
        "a scheduler for each batch, never stepped",
        "one cycle",
        "        scheduler.step()\n",
        "",
    ),
    (
        "same-batch-in-each-step",
        "a loader that is made for each step",
        "adam",
        "    for x, y in trainloader:\n        optimizer",
        "    for step in range(9):\n"
        "        x, y = next(iter(DataLoader(trainset, batch_size=32)))\n        optimizer",
    ),
    (
        "losses-keep-what-led-to-them",
        "losses added up as tensors",
        _M,
        "running_loss += loss.item()\n",
        "every_loss = every_loss + loss if i else loss\n        running_loss += loss.item()\n",
    ),
    (
        "losses-keep-what-led-to-them",
        "losses that are stacked behind the epoch",
        "adam",
        _STEP,
        _STEP + "        kept = [] if x is None or 'kept' not in dir() else kept\n"
        "        kept.append(loss)\n        mean = torch.stack(kept).mean()\n",
    ),
    (
        "scheduler-never-stepped",
        "a rate that waits at 0 for its scheduler",
        "adam",
        "optim.Adam(net.parameters())\n",
        "optim.Adam(net.parameters())\n"
        "rate = optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: epoch / 4)\n",
    ),
    (
        "test-images-normalised-otherwise",
        "images to be tested that are not normalised, where the others are turned",
        "images turned, moved and partly blotted out",
        "testloader = torch.utils.data.DataLoader(testset,",
        "testset.transform = transforms.ToTensor()\n"
        "testloader = torch.utils.data.DataLoader(testset,",
    ),
    (
        "gradients-clipped-for-nothing",
        "clipped behind the step",
        "functions",
        "        optimizer.step()\n",
        "        optimizer.step()\n        nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n",
    ),
    (
        "gradients-clipped-for-nothing",
        "cut off behind the step",
        "trainer object",
        "            self.optimizer.step()\n",
        "            self.optimizer.step()\n"
        "            torch.nn.utils.clip_grad_value_(self.model.parameters(), 0.1)\n",
    ),
    (
        "factor-is-the-rate-itself",
        "a rate for a factor",
        "functions",
        "    for epoch in range(1, 4):\n        train(net, optimizer, epoch)\n",
        "    falls = optim.lr_scheduler.LambdaLR(optimizer, lambda n: 0.01 * 0.9**n)\n"
        "    for epoch in range(1, 4):\n        train(net, optimizer, epoch)\n"
        "        falls.step()\n",
    ),
    (
        "loss-does-not-fit-the-output",
        "a distance of log-probabilities from zeros and ones",
        "functions",
        "loss = F.nll_loss(output, target)\n",
        "loss = F.mse_loss(output, F.one_hot(target, 10).float())\n",
    ),
    (
        "train-mode-not-set-again",
        "a test within the loop over the batches",
        "functions",
        "        optimizer.step()\n",
        "        optimizer.step()\n        if i == 0:\n            test(net)\n",
    ),
]

"""Mistakes with which the weights do not learn. Rows of `tests.rehearsed.mistakes`."""

from __future__ import annotations

from typing import Any

_BACKWARD = "        loss.backward()\n"
_STEP = "        optimizer.step()\n"
_ZERO = "        optimizer.zero_grad()\n"
_F = "functions"
_M = "module level"
_T = "trainer object"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "optimiser-of-another-network",
        "another network",
        _F,
        "optim.SGD(net.parameters()",
        "optim.SGD(Net().parameters()",
    ),
    (
        "optimiser-of-another-network",
        "another network",
        _M,
        "Adam(model.parameters()",
        "Adam(Net().parameters()",
    ),
    (
        "optimiser-of-another-network",
        "the network replaced behind the optimizer",
        _F,
        "    for epoch in range(1, 4):\n",
        "    net = Net()\n    for epoch in range(1, 4):\n",
    ),
    (
        "optimiser-of-another-network",
        "a copy is trained",
        "adam",
        "for epoch in range(2):\n    net.train()",
        "net = copy.deepcopy(net)\nfor epoch in range(2):\n    net.train()",
    ),
    (
        "optimiser-of-one-layer",
        "the last layer alone",
        _F,
        "optim.SGD(net.parameters()",
        "optim.SGD(net.fc2.parameters()",
    ),
    (
        "optimiser-of-one-layer",
        "without the convolutions",
        _T,
        "SGD(self.model.parameters()",
        "SGD([*self.model.fc1.parameters(), *self.model.fc2.parameters()]",
    ),
    ("optimiser-of-one-layer", "one of two groups", "two optimizers", "        first.step()\n", ""),
    (
        "backward-reaches-no-weight",
        "a loss wrapped anew",
        _F,
        "        loss.backward()\n",
        "        loss = torch.tensor(loss.item(), requires_grad=True)\n        loss.backward()\n",
    ),
    (
        "backward-reaches-no-weight",
        "detached and told to require",
        _M,
        "        loss.backward()\n",
        "        loss = loss.detach().requires_grad_()\n        loss.backward()\n",
    ),
    (
        "backward-reaches-no-weight",
        "answers told to require",
        _T,
        "self.loss_fn(self.model(x), y)",
        "F.mse_loss(self.model(x).argmax(1).float().requires_grad_(), y.float())",
    ),
    ("backward-forgotten", "no backward", _F, _BACKWARD, ""),
    ("backward-forgotten", "backward not called", _M, "loss.backward()", "loss.backward"),
    ("backward-forgotten", "no backward", _T, "            loss.backward()\n", ""),
    ("step-forgotten", "no step", _F, _STEP, ""),
    ("step-forgotten", "no step", _T, "            self.optimizer.step()\n", ""),
    (
        "step-forgotten",
        "a step of the schedule alone",
        "scheduler",
        "        optimizer.step()\n",
        "",
    ),
    ("step-forgotten", "step not called", "adam", "optimizer.step()", "optimizer.step"),
    ("zero-grad-before-the-step", "set back before the step", _F, _BACKWARD, _BACKWARD + _ZERO),
    (
        "zero-grad-before-the-step",
        "set back before the step",
        _T,
        "            loss.backward()\n",
        "            loss.backward()\n            self.model.zero_grad()\n",
    ),
    ("step-before-backward", "step first", _F, _BACKWARD + _STEP, _STEP + _BACKWARD),
    (
        "step-before-backward",
        "step first",
        _T,
        "            loss.backward()\n            self.optimizer.step()\n",
        "            self.optimizer.step()\n            loss.backward()\n",
    ),
    (
        "step-outside-the-loop",
        "step behind the loop",
        "adam",
        "        optimizer.step()\n",
        "    optimizer.step()\n",
    ),
    (
        "step-outside-the-loop",
        "backward and step behind the loop",
        "adam",
        "        loss.backward()\n        optimizer.step()\n",
        "    loss.backward()\n    optimizer.step()\n",
    ),
    ("zero-grad-forgotten", "no zero_grad", _F, _ZERO, ""),
    ("zero-grad-forgotten", "no zero_grad", _T, "            self.optimizer.zero_grad()\n", ""),
    (
        "zero-grad-forgotten",
        "once an epoch",
        "adam",
        "    for x, y in trainloader:\n        optimizer.zero_grad()\n",
        "    optimizer.zero_grad()\n    for x, y in trainloader:\n",
    ),
    ("zero-grad-forgotten", "not called", _M, "optimizer.zero_grad()", "optimizer.zero_grad"),
    (
        "zero-grad-forgotten",
        "of another network",
        "adam",
        "optimizer.zero_grad()",
        "Net().zero_grad()",
    ),
    ("loss-is-made-larger", "backward of minus", _F, "loss.backward()", "(-loss).backward()"),
    (
        "loss-is-made-larger",
        "minus the loss",
        _M,
        "criterion(outputs, labels)",
        "-criterion(outputs, labels)",
    ),
    (
        "loss-is-made-larger",
        "maximize",
        "adam",
        "optim.Adam(net.parameters())",
        "optim.Adam(net.parameters(), maximize=True)",
    ),
    ("learning-rate-too-small", "a rate of next to nothing", _F, "lr=0.01", "lr=1e-8"),
    ("learning-rate-too-small", "a rate of 0", _M, "lr=1e-3", "lr=0.0"),
    ("learning-rate-too-small", "a rate of next to nothing", _T, "lr=0.01", "lr=1e-9"),
    ("learning-rate-too-large", "a rate that is large", _F, "lr=0.01", "lr=1.0"),
    ("loss-runs-away", "a rate far too large", _F, "lr=0.01", "lr=20"),
    (
        "weights-left-for-new-ones",
        "a step by hand that makes new numbers",
        "functions",
        "        optimizer.step()\n",
        "        with torch.no_grad():\n            for p in net.parameters():\n"
        "                p = p - 0.01 * p.grad\n",
    ),
]

"""Mistakes in what is kept: weights, optimizers, images. Rows of `tests.rehearsed.mistakes`."""

from __future__ import annotations

from typing import Any

_F = "functions"
_M = "module level"
_T = "trainer object"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "best-weights-are-no-copy",
        "the best weights kept by reference",
        "validation split",
        "copy.deepcopy(net.state_dict())",
        "net.state_dict()",
    ),
    (
        "first-weights-in-each-epoch",
        "the first weights loaded in each epoch",
        _T,
        "        for epoch in range(epochs):\n",
        "        first = copy.deepcopy(self.model.state_dict())\n"
        "        for epoch in range(epochs):\n            self.model.load_state_dict(first)\n",
    ),
    (
        "untrained-network-tested",
        "a new network in the test",
        _F,
        "    net.eval()\n    total",
        "    net = Net()\n    net.eval()\n    total",
    ),
    (
        "untrained-network-tested",
        "a copy that was made too early",
        "the best copy is tested",
        "best, lowest = None, float('inf')",
        "best, lowest = copy.deepcopy(net), -1.0",
    ),
    (
        "optimiser-made-anew-in-each-epoch",
        "an optimizer made in train()",
        _F,
        "    net.train()\n",
        "    optimizer = optim.Adam(net.parameters())\n    net.train()\n",
    ),
    (
        "moved-and-not-kept",
        "images moved and not kept",
        _M,
        "inputs, labels = inputs.to(device), labels.to(device)",
        "inputs.to(device), labels.to(device)",
    ),
    (
        "gradients-gathered-and-dropped",
        "gradients set back for each batch, and used for each second",
        "gradients added up on purpose",
        "        loss = F.nll_loss(net(x), y) / 2\n",
        "        optimizer.zero_grad()\n        loss = F.nll_loss(net(x), y) / 2\n",
    ),
    (
        "logarithm-of-what-is-negative",
        "the logarithm of log-probabilities",
        _M,
        "criterion(outputs, labels)",
        "criterion(torch.log(outputs), labels)",
    ),
    (
        "weights-decay-faster-than-they-learn",
        "a weight decay of ten",
        _F,
        "lr=0.01, momentum=0.5",
        "lr=0.01, momentum=0.5, weight_decay=10",
    ),
    (
        "weights-frozen-before-they-learned",
        "all but the last layer frozen",
        _F,
        "    net = Net()\n",
        "    net = Net()\n    for name, p in net.named_parameters():\n"
        "        p.requires_grad = p.requires_grad and 'fc2' in name\n"
        "    net.conv1.weight.requires_grad = False\n",
    ),
    (
        "weights-drawn-in-each-epoch",
        "layers reset as each epoch begins",
        _F,
        "    net.train()\n",
        "    for layer in (net.conv1, net.conv2, net.fc1, net.fc2):\n"
        "        layer.reset_parameters()\n    net.train()\n",
    ),
    (
        "weights-drawn-in-each-epoch",
        "weights drawn by apply in each epoch",
        _M,
        "    running_loss = 0.0\n    model.train()\n",
        "    running_loss = 0.0\n    model.apply(lambda one: nn.init.xavier_normal_(one.weight)\n"
        "                if hasattr(one, 'weight') else None)\n    model.train()\n",
    ),
    (
        "best-network-is-no-copy",
        "another name for the network, in a row",
        "the best by its test, in turns",
        "copy.deepcopy(net), score",
        "net, score",
    ),
    (
        "worst-taken-for-the-best",
        "the lowest accuracy kept",
        "the best by its test, in turns",
        "if score > high",
        "if score < high or epoch == 0",
    ),
    (
        "worst-taken-for-the-best",
        "patience with a loss that falls",
        "patience with a loss",
        "if lost > self.low - 1e-5",
        "if self.weights is not None and lost < self.low",
    ),
    (
        "no-patience",
        "a patience of 0",
        "patience with a loss",
        "self.waited > 2",
        "self.waited >= 0",
    ),
    (
        "weights-loaded-under-other-names",
        "weights in a dictionary around them",
        "module level",
        "model.eval()\n",
        'saved = {"epoch": 3, "model": copy.deepcopy(model.state_dict())}\n'
        "model = Net()\nmodel.load_state_dict(saved, strict=False)\nmodel.eval()\n",
    ),
]

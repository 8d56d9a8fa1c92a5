"""Mistakes over which a script stops. Rows of `tests.rehearsed.mistakes`."""

from __future__ import annotations

from typing import Any

_BACKWARD = "        loss.backward()\n"
_F = "functions"
_M = "module level"
_T = "trainer object"

# (remark, kind, shape, was, now)
ROWS: list[Any] = [
    (
        "training-without-gradients",
        "no_grad around the training",
        _F,
        "    net.train()\n",
        "    torch.set_grad_enabled(False)\n    net.train()\n",
    ),
    (
        "training-without-gradients",
        "no_grad as a decorator of the training",
        _F,
        "def train(net",
        "@torch.no_grad()\ndef train(net",
    ),
    (
        "training-without-gradients",
        "no_grad around the training",
        _T,
        "    def train_epoch",
        "    @torch.no_grad()\n    def train_epoch",
    ),
    (
        "training-without-gradients",
        "gradients left off by the test",
        _F,
        "    net.eval()\n",
        "    net.eval()\n    torch.set_grad_enabled(False)\n",
    ),
    (
        "loss-without-a-history",
        "a loss of argmax",
        _F,
        "loss = F.nll_loss(output, target)\n        loss",
        "loss = F.mse_loss(output.argmax(1).float(), target.float())\n        loss",
    ),
    (
        "loss-without-a-history",
        "a loss of detached scores",
        _M,
        "criterion(outputs, labels)",
        "criterion(outputs.detach(), labels)",
    ),
    (
        "loss-without-a-history",
        "a loss of data",
        _T,
        "self.loss_fn(self.model(x), y)",
        "self.loss_fn(self.model(x).data, y)",
    ),
    (
        "loss-without-a-history",
        "backward of an item",
        "adam",
        "loss = F.nll_loss(net(x), y)",
        "loss = torch.tensor(F.nll_loss(net(x), y).item())",
    ),
    (
        "backward-through-earlier-batches",
        "backward of the sum so far",
        _M,
        "        loss.backward()\n",
        "        running_loss = running_loss + loss\n        running_loss.backward()\n",
    ),
    (
        "backward-through-earlier-batches",
        "backward of the sum so far",
        _T,
        "            loss.backward()\n",
        "            total = total + loss\n            total.backward()\n",
    ),
    ("backward-through-earlier-batches", "backward twice", _F, _BACKWARD, _BACKWARD * 2),
    (
        "images-reshaped-for-the-network",
        "images laid out in rows",
        _F,
        "output = net(data)\n        loss",
        "output = net(data.view(data.size(0), -1))\n        loss",
    ),
    (
        "images-reshaped-for-the-network",
        "channels last",
        _T,
        "self.loss_fn(self.model(x)",
        "self.loss_fn(self.model(x.permute(0, 2, 3, 1))",
    ),
    ("script-stops", "a method that is misspelt", _F, "loss.backward()", "loss.backwards()"),
    (
        "script-stops",
        "labels of another type",
        _M,
        "criterion(outputs, labels)",
        "criterion(outputs, labels.float())",
    ),
    (
        "script-stops",
        "arguments exchanged",
        "adam",
        "F.nll_loss(net(x), y)",
        "F.nll_loss(y, net(x))",
    ),
    (
        "script-stops",
        "a name before its value",
        _F,
        "    total, correct = 0.0, 0\n",
        "    total = 0.0\n",
    ),
    (
        "normalised-by-other-channels",
        "three means for one channel",
        _M,
        "transforms.Normalize((0.1307,), (0.3081,))",
        "transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))",
    ),
    (
        "class-for-an-object",
        "a class for the network",
        _F,
        "    net = Net()\n",
        "    net = Net\n",
    ),
    (
        "script-stops",
        "normalised before it is a tensor",
        _F,
        "transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))",
        "transforms.Normalize((0.1307,), (0.3081,)), transforms.ToTensor()",
    ),
    (
        "numbers-of-two-types",
        "a network of doubles",
        _M,
        "model = Net().to(device)",
        "model = Net().to(device).double()",
    ),
    ("script-stops", "an import that is missing", _F, "import torch.optim as optim\n", ""),
    (
        "script-stops",
        "an argument that an optimiser does not take",
        _F,
        "lr=0.01, momentum=0.5",
        "learning_rate=0.01, momentum=0.5",
    ),
    (
        "images-without-a-loader",
        "a data set for its loader",
        _F,
        "train_loader = DataLoader(train_set, batch_size=64, shuffle=True)",
        "train_loader = train_set",
    ),
    (
        "class-for-an-object",
        "a class for the loss",
        _M,
        "criterion = nn.NLLLoss()",
        "criterion = nn.NLLLoss",
    ),
    (
        "class-for-an-object",
        "a class for a transform",
        _F,
        "transforms.ToTensor(),",
        "transforms.ToTensor,",
    ),
    (
        "loss-made-of-the-scores",
        "a loss made of the scores",
        _F,
        "F.nll_loss(output, target)\n        loss",
        "nn.NLLLoss(output, target)\n        loss",
    ),
    (
        "pictures-for-tensors",
        "no transform",
        _F,
        "download=True, transform=transform)\ntest_set",
        "download=True)\ntest_set",
    ),
    (
        "script-stops",
        "parameters without brackets",
        _F,
        "optim.SGD(net.parameters(),",
        "optim.SGD(net.parameters,",
    ),
    (
        "script-stops",
        "a loop that lacks enumerate",
        _F,
        "in enumerate(train_loader):",
        "in train_loader:",
    ),
    (
        "labels-in-rows-for-the-loss",
        "labels as rows of zeros and ones",
        _F,
        "loss = F.nll_loss(output, target)\n        loss",
        "loss = F.nll_loss(output, torch.eye(10)[target])\n        loss",
    ),
]

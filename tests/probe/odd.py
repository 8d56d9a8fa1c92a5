"""Networks that something is wrong with, or strange about: a table of sources."""

from __future__ import annotations

from .nets import CLASSIC, CONVS, FEATURES, HEAD, net, tail

_TAIL = "return F.log_softmax(self.fc2(F.relu(self.fc1(x))), dim=1)"

# name -> (source, words of the first trouble, its line's text, calls recorded at least)
RAISES = {
    "wrong name in forward": (
        tail("x = relu(x).view(-1, 96)"),
        "NameError: name 'relu'",
        "relu(x)",
        6,
    ),
    "layer not defined": (tail("x = self.dropout1(x)"), "AttributeError", "self.dropout1", 6),
    "pool is a module": (
        tail("x = nn.MaxPool2d(x, 2)\nx = F.relu(x)"),
        "TypeError",
        "F.relu(x)",
        6,
    ),
    "batch swallowed": (tail("x = torch.flatten(x)"), "RuntimeError: mat1", "self.fc1", 7),
    "a fully connected layer before the convolutions": (  # no mere flattening is missing
        net(
            "self.a = nn.Linear(784, 784)\nself.c = nn.Conv2d(1, 4, 5)", "return self.c(self.a(x))"
        ),
        "RuntimeError: mat1",
        "self.a(x)",
        0,
    ),
    "too much pooling": (
        net(
            "self.c = nn.Conv2d(1, 4, 5)", "for _ in range(5):\n    x = F.max_pool2d(self.c(x), 2)"
        ),
        "RuntimeError",
        "F.max_pool2d(self.c(x), 2)",
        2,
    ),
    "no super": (
        HEAD + "class Net(nn.Module):\n    def __init__(self):\n"
        "        self.a = nn.Linear(784, 10)\n    def forward(self, x):\n        return x\n",
        "AttributeError: cannot assign module before",
        "self.a = ",
        0,
    ),
    "needs arguments": (
        HEAD + "class Net(nn.Module):\n    def __init__(self, n):\n"
        "        super().__init__()\n    def forward(self, x):\n        return x\n",
        "TypeError",
        "",
        0,
    ),
    "no forward": (
        HEAD + "class Net(nn.Module):\n    def foward(self, x):\n        return x\n",
        "NotImplementedError",
        "",
        0,
    ),
    "recursion": (
        net("pass", "return self.forward(x)"),
        "RecursionError",
        "return self.forward(x)",
        0,
    ),
    "exit in forward": (net("pass", "exit()"), "SystemExit", "exit()", 0),
    "exit in init": (net("raise SystemExit(3)", "return x"), "SystemExit: 3", "raise System", 0),
    "strange exception": (
        net(
            "pass",
            "raise Odd()",
            before="class Odd(BaseException):\n    def __str__(self):\n"
            "        raise RuntimeError('ha')\n",
        ),
        "Odd: (its message could not be read)",
        "raise Odd()",
        0,
    ),
    "message of another type": (
        net(
            "pass",
            "raise Odd()",
            before="class Odd(Exception):\n    def __str__(self):\n"
            "        return 'a\\x1b[31m\\u202e' * 4000\n",
        ),
        "Odd: a\\u001b[31m\\u202e",
        "raise Odd()",
        0,
    ),
    "type of another name": (
        HEAD + "class Net:\n    def __init__(self):\n        self.a = nn.Linear(2, 2)\n"
        "    def forward(self, x):\n        return x\n",
        "TypeError: Net is no torch.nn.Module",
        "",
        0,
    ),
    "scattered modes": (
        tail("x = x.view(-1, 96)\nx = x + torch.ones(3)"),
        "RuntimeError: The size",
        "torch.ones(3)",
        7,
    ),
    "division by zero at import": (
        HEAD + "N = 1 / 0\n" + net("a = N", "return x"),
        "ZeroDivision",
        "N = 1 / 0",
        0,
    ),
}

# name -> (source, what, layer, was, now)
MENDED = {
    "in_features": (
        CLASSIC.replace("nn.Linear(96, 20)", "nn.Linear(500, 20)"),
        [("in_features", "fc1", 500, 96)],
    ),
    "conv2 in_channels": (
        CLASSIC.replace("nn.Conv2d(4, 6, 5)", "nn.Conv2d(9, 6, 5)"),
        [("in_channels", "conv2", 9, 4)],
    ),
    "conv1 of a colour example": (
        CLASSIC.replace("nn.Conv2d(1, 4, 5)", "nn.Conv2d(3, 4, 5)"),
        [("in_channels", "conv1", 3, 1)],
    ),
    "num_features": (
        net(
            CONVS + "self.n = nn.BatchNorm2d(16)",
            FEATURES.replace("self.conv1(x)", "self.n(self.conv1(x))")
            + "x = x.flatten(1)\n"
            + _TAIL,
        ),
        [("num_features", "n", 16, 4)],
    ),
    "flatten forgotten": (tail("pass"), [("laid out", "fc1", 4, 2)]),
    "flatten forgotten, and miscounted": (
        tail("pass").replace("nn.Linear(96, 20)", "nn.Linear(500, 20)"),
        [("laid out", "fc1", 4, 2), ("in_features", "fc1", 500, 96)],
    ),
    "view refused": (
        tail("x = x.view(-1, 500)"),
        [("flatten", "x.view(-1, 500)", 500, 96)],
    ),
    "view and in_features, batch changed": (
        CLASSIC.replace("x.view(-1, 96)", "x.view(-1, 48)").replace(
            "nn.Linear(96, 20)", "nn.Linear(48, 20)"
        ),
        [("flatten", "x.view(-1, 48)", 48, 96), ("in_features", "fc1", 48, 96)],
    ),
    "reshape with the batch": (
        tail("x = x.reshape(x.size(0), 90)"),
        [("flatten", "x.reshape(-1, 90)", 90, 96)],
    ),
    "three numbers": (
        CLASSIC.replace("nn.Conv2d(4, 6, 5)", "nn.Conv2d(9, 6, 5)")
        .replace("nn.Linear(96, 20)", "nn.Linear(500, 20)")
        .replace("nn.Linear(20, 10)", "nn.Linear(50, 10)"),
        [
            ("in_channels", "conv2", 9, 4),
            ("in_features", "fc1", 500, 96),
            ("in_features", "fc2", 50, 20),
        ],
    ),
    "tied": (
        net(
            CONVS + "self.twin = nn.Linear(300, 20)\nself.fc1.weight = self.twin.weight",
            FEATURES + "x = x.flatten(1)\nx = F.relu(self.fc1(x) + self.twin(x))\n"
            "return F.log_softmax(self.fc2(x), 1)",
        ),
        [("in_features", "fc1", 300, 96)],
    ),
}

# name -> (source, words among the escapes)
ESCAPES = {
    "if on data": (
        tail("if x.mean() > 0:\n    x = x * 2\nx = x.view(-1, 96)"),
        ".__bool__() at line",
    ),
    "item": (tail("x = x.view(-1, 96) * x.max().item()"), ".item() at line"),
    "numpy": (
        tail("x = torch.from_numpy(x.detach().numpy() * 2).view(-1, 96)"),
        ".numpy() at line",
    ),
    "own backward": (
        tail(
            "x = x.view(-1, 96)\n"
            "class Twice(torch.autograd.Function):\n"
            "    @staticmethod\n    def forward(ctx, a):\n        return a * 2\n"
            "    @staticmethod\n    def backward(ctx, g):\n        return g * 3\n"
            "x = Twice.apply(x)"
        ),
        "autograd.Function Twice",
    ),
    "averaging batch norm": (
        net(
            CONVS + "self.n = nn.BatchNorm1d(20, momentum=None)",
            FEATURES + "x = self.n(self.fc1(x.flatten(1)))\nreturn F.log_softmax(self.fc2(x), 1)",
        ),
        ".__float__() at line",
    ),
}

RETURNS = {
    "None": (tail("x = x.view(-1, 96)", "x = self.fc2(self.fc1(x))"), "None"),
    "tuple": (tail("x = x.view(-1, 96)", "return self.fc2(self.fc1(x)), x"), "tuple"),
    "list": (tail("x = x.view(-1, 96)", "return [self.fc2(self.fc1(x))]"), "list"),
    "number": (tail("pass", "return 3"), "int"),
}

"""Networks with parts that `torch.jit` translated: what must be seen of each, in train mode."""

from __future__ import annotations

from .nets import CONVS, FEATURES, net, tail

_END = "return F.log_softmax(self.fc2(act(self.fc1(x.view(-1, 96)))), 1)"
_ACT = "@torch.jit.script\ndef act(x):\n    return {}\n\n\n"
_BLOCK = (
    "nn.Sequential(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 5), "
    "nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten())"
)
_BLOCKS = "conv2d relu max_pool2d conv2d batch_norm relu max_pool2d dropout flatten"
_HEAD = "self.fc1 = nn.Linear(96, 20)\nself.fc2 = nn.Linear(20, 10)\n"
_LAST = "return F.log_softmax(self.fc2(F.relu(self.fc1(x))), 1)"

# name -> (source, kinds that are recorded in train mode, in order)
OPENED = {
    "a function": (net(CONVS, FEATURES + _END, _ACT.format("torch.relu(x)")), "linear relu linear"),
    "by clamp": (
        net(CONVS, FEATURES + _END, _ACT.format("torch.clamp(x, min=0.0)")),
        "linear relu linear",
    ),
    "a function that calls others": (
        net(
            CONVS,
            f"{FEATURES}x = twice(x.view(-1, 96), 2)\n{_LAST}",
            "def half(x):\n    return x * 0.5\n\n\n@torch.jit.script\ndef twice(x, n: int):\n"
            "    for _ in range(n):\n        x = F.dropout(half(x), 0.1)\n"
            "    if x.dim() > 2 or x.size(1) != 96:\n        x = x.tanh()\n    return x\n\n\n",
        ),
        "view mul dropout mul dropout linear",
    ),
    "a block": (net(f"self.b = torch.jit.script({_BLOCK})\n{_HEAD}", f"x = self.b(x)\n{_LAST}"),
                _BLOCKS),
    "a traced block": (
        net(
            f"self.b = torch.jit.trace({_BLOCK}.eval(), torch.rand(2, 1, 28, 28))\n{_HEAD}",
            f"x = self.b(x)\n{_LAST}",
        ),
        _BLOCKS,
    ),
    "a traced function": (
        net(
            CONVS + "self.f = torch.jit.trace(flat, torch.rand(2, 6, 4, 4))",
            f"{FEATURES}x = self.f(x)\n{_LAST}",
            "def flat(x):\n    return F.relu(x).view(x.size(0), -1)[:, :96]\n\n\n",
        ),
        "relu view getitem linear",
    ),
    "a class of torch.jit's": (
        net(
            CONVS + "self.head = Head()",
            FEATURES + "return F.log_softmax(self.head(x.view(-1, 96)), 1)",
            "class Head(torch.jit.ScriptModule):\n    def __init__(self):\n"
            "        super().__init__()\n        self.a = nn.Linear(96, 20)\n"
            "        self.d = nn.Dropout(0.5)\n        self.b = nn.Linear(20, 10)\n\n"
            "    @torch.jit.script_method\n    def forward(self, x):\n"
            "        return self.b(self.d(F.relu(self.a(x))))\n\n\n",
        ),
        "view linear relu dropout linear log_softmax",
    ),
    "lists, branches and slices": (
        net(
            CONVS + "self.m = torch.jit.script(Mix())",
            f"{FEATURES}x = self.m(x)\n{_LAST}",
            "class Mix(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.l = nn.ModuleList([nn.Conv2d(6, 6, 1), nn.Conv2d(6, 6, 1)])\n"
            "        self.k = 3\n\n    def forward(self, x):\n"
            "        for i, l in enumerate(self.l):\n            x = torch.relu_(l(x))\n"
            "            if i == 0 and self.training:\n                x = F.dropout2d(x, 0.1)\n"
            "        a, b = x.chunk(2, 1)\n"
            "        x = torch.cat([b, a], dim=1)[:, :, ::2] * self.k\n"
            "        x = F.interpolate(x, scale_factor=2.0)\n"
            "        return torch.flatten(F.pad(x, [0, 0, 0, 0]), 1).softmax(1)\n\n\n",
        ),
        "conv2d relu dropout2d conv2d relu chunk cat getitem mul interpolate pad flatten softmax",
    ),
    "lists that grow, a type, a method of its own": (
        net(
            CONVS + "self.m = torch.jit.script(Grows())",
            f"{FEATURES}x = self.m(x)\n{_LAST}",
            "class Grows(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
            "        self.scale = nn.Parameter(torch.ones(6))\n\n"
            "    def half(self, x):\n        return torch.ones(1, dtype=x.dtype) * 0.5 * x\n\n"
            "    def forward(self, x):\n        found = [torch.instance_norm("
            "x, self.scale, None, None, None, True, 0.1, 1e-5, False)]\n"
            "        if x.dim() > 1:\n            found.append(self.half(x))\n"
            "        return torch.flatten(torch.cat(found, 1)[:, :6], 1)\n\n\n",
        ),
        "instance_norm full mul mul cat getitem flatten linear",
    ),
}  # fmt: skip

# name -> (source, how it is told)
CLOSED = {
    "a branch on data": (
        tail("x = pick(x).view(-1, 96)").replace(
            "class Net",
            "@torch.jit.script\ndef pick(x):\n    if x.mean() > 0:\n        x = x * 2\n"
            "    return x\n\n\nclass Net",
        ),
        "a translated part, pick, aten::Bool at line",
    ),
    "a number out of a tensor": (
        tail("x = x.view(-1, 96) * top(x)").replace(
            "class Net",
            "@torch.jit.script\ndef top(x):\n    return float(x.max())\n\n\nclass Net",
        ),
        "a translated part, top, aten::Float at line",
    ),
    "one that nobody sees fail": (
        tail("try:\n    x = pick(x)\nexcept BaseException:\n    pass\nx = x.view(-1, 96)").replace(
            "class Net",
            "@torch.jit.script\ndef pick(x):\n    if x.mean() > 0:\n        x = x * 2\n"
            "    return x\n\n\nclass Net",
        ),
        "a translated part, pick, aten::Bool at line",
    ),
    "data in a branch that is not taken yet": (
        tail("self.n = getattr(self, 'n', 0) + 1\nx = pick(x, self.n).view(-1, 96)").replace(
            "class Net",
            "@torch.jit.script\ndef pick(x, n: int):\n    if n > 90:\n"
            "        if bool(x.mean() > 0):\n            x = x * 2\n    return x\n\n\nclass Net",
        ),
        "a translated part, pick, aten::Bool at line",
    ),
    "one that is run where nothing is recorded": (
        tail(
            "if len(x) != 64 or not torch.is_grad_enabled():\n    x = pick(x)\nx = x.view(-1, 96)"
        ).replace("class Net", "@torch.jit.script\ndef pick(x):\n    return x * 2\n\n\nclass Net"),
        "a translated part, pick at line",
    ),
}

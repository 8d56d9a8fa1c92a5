"""Networks as students write them, odd ones among them: a table of sources."""

from __future__ import annotations

HEAD = """import torch
import torch.nn as nn
import torch.nn.functional as F

"""


def net(init: str, forward: str, before: str = "") -> str:
    """A file with `Net`; `init` and `forward` are the bodies, one statement a line."""
    lines = [HEAD + before, "class Net(nn.Module):"]
    lines += ["    def __init__(self):", "        super().__init__()"]
    lines += [f"        {line}" for line in init.strip().splitlines()]
    lines += ["    def forward(self, x):"]
    lines += [f"        {line}" for line in forward.strip().splitlines()]
    return "\n".join(lines) + "\n"


CONVS = """
self.conv1 = nn.Conv2d(1, 4, 5)
self.conv2 = nn.Conv2d(4, 6, 5)
self.fc1 = nn.Linear(96, 20)
self.fc2 = nn.Linear(20, 10)
"""
FEATURES = """
x = F.max_pool2d(F.relu(self.conv1(x)), 2)
x = F.max_pool2d(F.relu(self.conv2(x)), 2)
"""
CLASSIC = net(
    CONVS + "self.drop = nn.Dropout2d()",
    """
x = F.relu(F.max_pool2d(self.conv1(x), 2))
x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
x = x.view(-1, 96)
x = F.dropout(F.relu(self.fc1(x)), training=self.training)
return F.log_softmax(self.fc2(x), dim=1)
""",
)
_TAIL = "return F.log_softmax(self.fc2(F.relu(self.fc1(x))), dim=1)"


def tail(middle: str, end: str = _TAIL) -> str:
    """The usual features, a flattening, the usual end."""
    return net(CONVS, f"{FEATURES}{middle}\n{end}")


# replay gives the very same numbers, outputs and gradients
FAITHFUL = {
    "classic": CLASSIC,
    "sequential": net(
        """
self.features = nn.Sequential(nn.Conv2d(1, 4, 3, padding="same"), nn.ReLU(inplace=True),
                              nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, stride=2), nn.ReLU(),
                              nn.Dropout2d(0.3), nn.Flatten())
self.head = nn.Sequential(nn.Linear(216, 20), nn.ReLU(), nn.Dropout(), nn.Linear(20, 10),
                          nn.LogSoftmax(dim=1))
""",
        "return self.head(self.features(x))",
    ),
    "module list": net(
        """
self.convs = nn.ModuleList([nn.Conv2d(1, 4, 5), nn.Conv2d(4, 6, 5)])
self.fcs = nn.ModuleDict({"a": nn.Linear(96, 20), "b": nn.Linear(20, 10)})
""",
        """
for conv in self.convs:
    x = F.max_pool2d(conv(x).relu_(), 2)
x = x.flatten(1)
return self.fcs["b"](self.fcs["a"](x).tanh()).log_softmax(-1)
""",
    ),
    "nested": net(
        "self.one = Block(1, 4)\nself.two = Block(4, 6)\nself.fc = nn.Linear(150, 10)",
        "x = self.two(self.one(x))\nreturn F.log_softmax(self.fc(x.reshape(x.size(0), -1)), 1)",
        before="""
class Block(nn.Module):
    def __init__(self, a, b):
        super(Block, self).__init__()
        self.conv = nn.Conv2d(a, b, 3)
        self.norm = nn.BatchNorm2d(b)
    def forward(self, x):
        return F.max_pool2d(F.relu(self.norm(self.conv(x))), 2)
""",
    ),
    "in place": tail(
        "x = torch.flatten(x, 1)\nx = self.fc1(x)\nx += 1\nx *= 0.5\nx[:, 0] = 0\nx.relu_()",
        "return F.log_softmax(self.fc2(x), dim=1)",
    ),
    "write into a view": tail(
        "x = x.flatten(1)\nx = self.fc1(x)\nhalf = x[:, :10]\nhalf.zero_()",
        "return F.log_softmax(self.fc2(x), dim=1)",
    ),
    "squeeze": net(
        "self.conv = nn.Conv2d(1, 10, 28)",
        "return self.conv(x).squeeze(3).squeeze(2).log_softmax(1)",
    ),
    "lazy": net(
        "self.conv = nn.LazyConv2d(4, 5)\nself.norm = nn.LazyBatchNorm2d()\n"
        "self.fc = nn.LazyLinear(10)",
        "x = F.max_pool2d(F.relu(self.norm(self.conv(x))), 4)\n"
        "return F.log_softmax(self.fc(x.flatten(1)), 1)",
    ),
    "batch norm": net(
        CONVS + "self.n1 = nn.BatchNorm2d(4)\nself.n2 = nn.BatchNorm1d(20, momentum=0.3)",
        """
x = F.max_pool2d(F.relu(self.n1(self.conv1(x))), 2)
x = F.max_pool2d(F.relu(self.conv2(x)), 2).view(x.shape[0], -1)
return F.log_softmax(self.fc2(F.relu(self.n2(self.fc1(x)))), dim=1)
""",
    ),
    "lstm over rows": net(
        "self.rnn = nn.LSTM(28, 16, batch_first=True)\nself.fc = nn.Linear(16, 10)",
        "x, (h, c) = self.rnn(x.squeeze(1))\nreturn F.log_softmax(self.fc(x[:, -1]), 1)",
    ),
    "residual and branches": net(
        "self.a = nn.Conv2d(1, 4, 3, padding=1)\nself.b = nn.Conv2d(4, 4, 3, padding=1)\n"
        "self.fc = nn.Linear(8 * 49, 10)",
        """
x = F.relu(self.a(x))
x = torch.cat([x + self.b(x), F.avg_pool2d(x, 3, 1, 1)], dim=1)
return F.log_softmax(self.fc(F.max_pool2d(x, 4).view(x.size(0), -1)), dim=1)
""",
    ),
    "softmax then log": tail(
        "x = x.view(-1, 96)", "return F.softmax(self.fc2(self.fc1(x)), dim=1).log()"
    ),
    "minus logsumexp": tail(
        "x = self.fc2(F.relu(self.fc1(x.view(-1, 96))))",
        "return x - torch.logsumexp(x, dim=1, keepdim=True)",
    ),
    "shared weights": net(
        "self.conv = nn.Conv2d(1, 4, 5)\nself.mix = nn.Conv2d(4, 4, 3, padding=1)\n"
        "self.again = self.mix\nself.fc = nn.Linear(576, 10)\n"
        "self.twin = nn.Linear(576, 10)\nself.twin.weight = self.fc.weight",
        "x = F.relu(self.again(F.relu(self.mix(F.max_pool2d(self.conv(x), 2))))).flatten(1)\n"
        "return F.log_softmax(self.fc(x) + self.twin(x), 1)",
    ),
    "own parameters": net(
        "self.w = nn.Parameter(torch.randn(784, 10) * 0.1)\n"
        "self.register_buffer('s', torch.ones(10))",
        "return F.log_softmax((x.view(-1, 784) @ self.w) * self.s, 1)",
    ),
    "noise in train mode": net(
        CONVS,
        "if self.training:\n    x = x + 0.1 * torch.randn_like(x)\n"
        + FEATURES
        + "x = x.view(x.size()[0], -1)\n"
        + _TAIL,
    ),
    "no_grad part": tail("with torch.no_grad():\n    x = x * 2\nx = x.view(-1, 96)"),
    "detached": tail("x = x.detach().view(-1, 96)"),
    "global average": net(
        "self.c1 = nn.Conv2d(1, 8, 3)\nself.c2 = nn.Conv2d(8, 10, 3, groups=2, dilation=2)",
        "x = self.c2(F.relu(self.c1(x)))\n"
        "return F.log_softmax(F.adaptive_avg_pool2d(x, 1).view(x.size(0), 10), 1)",
    ),
    "variable and cuda": net(
        CONVS,
        "from torch.autograd import Variable\n"
        "x = Variable(x).cuda()\n" + FEATURES + "h = torch.zeros(x.size(0), 96, device='cuda')\n"
        "x = x.to('cuda').view(-1, 96) + h\n" + _TAIL,
    ),
    "class weights on the GPU": net(
        CONVS + "self.cuda()\nself.to(torch.device('cuda:0'))",
        FEATURES + "x = x.view(-1, 96)\n" + _TAIL,
    ),
    "iteration and stack": net(
        "self.fc = nn.Linear(28, 10)",
        "rows = [self.fc(row) for row in x.squeeze(1).unbind(1)]\n"
        "return F.log_softmax(torch.stack(rows).mean(0), 1)",
    ),
    "chunks": net(
        "self.fc = nn.Linear(784, 20)",
        "a, b = self.fc(x.view(-1, 784)).chunk(2, dim=1)\nreturn torch.max(a, b).log_softmax(1)",
    ),
    "max with dim": net(
        "self.fc = nn.Linear(784, 40)",
        "x = self.fc(x.view(-1, 784)).view(-1, 10, 4)\nreturn F.log_softmax(x.max(2)[0], 1)",
    ),
    "identity layers": net(
        CONVS + "self.i = nn.Identity()\nself.d = nn.Dropout(0.0)",
        FEATURES + "x = self.i(x).contiguous()\nself.d(x)\nx = self.d(x).view(-1, 96)\n" + _TAIL,
    ),
    "inference mode inside": tail(
        "with torch.inference_mode():\n    s = float(2)\nx = x.view(-1, 96) * s"
    ),
    "normalised weights": net(
        CONVS + "self.conv1 = nn.utils.parametrizations.spectral_norm(self.conv1)\n"
        "self.conv2 = nn.utils.spectral_norm(self.conv2)\n"
        "self.fc1 = nn.utils.weight_norm(self.fc1)\n"
        "self.fc2 = nn.utils.parametrizations.weight_norm(self.fc2)",
        FEATURES + "x = x.view(-1, 96)\n" + _TAIL,
    ),
    "a triangle": tail(
        "x = x.view(-1, 96)",
        "return F.log_softmax(F.linear(self.fc1(x), torch.tril(self.fc2.weight)), 1)",
    ),
    "attention": net(
        "self.a = nn.MultiheadAttention(28, 2, batch_first=True)\nself.fc = nn.Linear(784, 10)",
        "x = x.squeeze(1)\nx, _ = self.a(x, x, x, need_weights=False)\n"
        "return F.log_softmax(self.fc(x.flatten(1)), 1)",
    ),
}

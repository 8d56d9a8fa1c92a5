"""Further slips of the kinds, and those that are looked for behind numbers put right."""

from __future__ import annotations

import pytest

from grader.repair.slips import candidates
from grader.repair.slips_known import After
from tests.repair.conftest import NET, lead_back, source_of

RELU, POOLED = "F.relu(self.conv1(x))", "x.view(-1, 1728)"
CONV, FC = "nn.Conv2d(1, 12, 5)", "nn.Linear(12 * 12 * 12, 10)"
DROP = "x = self.drop1(x)"
OTHERS = "z = self.fc2(self.fc2(x.new_zeros(1, 10)))"  # of its class there are more than two
MORE = {
    "a line twice": (DROP, f"{DROP}\n        pass", f"{DROP}\n        {DROP}", 18),
    "a dot left out": (RELU, RELU, "Frelu(self.conv1(x))", 16),
    "a layer stored without the dot": (
        "self.drop1 = nn", "self.drop1 = nn", "selfdrop1 = nn", 17,
    ),
    "self without its dot": (DROP, DROP, "x = selfdrop1(x)", 17),
    "a method without its brackets": (
        DROP, "x = self.drop1(x).flatten(1)", "x = self.drop1(x).reshape", 17,
    ),
    "a sign too many": (DROP, "x = F.dropout(x, 0.2)", "x = F.dropout(x, -0.2)", 17),
    "one row for all images": (
        POOLED, "x.view(x.size(0), -1)", "x.view(1, -1)", 18,
    ),
    "a filter larger than the map": (CONV, "nn.Conv2d(1, 12, 5)", "nn.Conv2d(1, 12, 50)", 9),
    "a pooling larger than the map": (", 2)", ", 2)", ", 28)", 16),
    "a window in the brackets of another call": (
        f"({RELU}, 2)", f"({RELU}, 2)", "(F.relu(self.conv1(x), 2))", 16,
    ),
    "an argument of view in the brackets of size": (
        POOLED, "x.view(x.size(0), -1)", "x.view(x.size(0, -1))", 18,
    ),
    "a pooling over all places, by another name": (
        CONV, "nn.Sequential(nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()))",
        "nn.Sequential(nn.GlobalAvgPool2d())", 9,
    ),
    "a named argument in the brackets of the inner call": (
        "return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)",
        "return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)",
        "return F.log_softmax(self.fc1(x.view(-1, 1728), dim=1))", 18,
    ),
    "an argument of view in the brackets of an index": (
        POOLED, "x.view(x.shape[0], -1)", "x.view(x.shape[0, -1])", 18,
    ),
    "a size that is not called": (
        POOLED, "x.view(x.size(0), -1)", "x.view(x.size, -1)", 18,
    ),
    "one row for all images, in a tuple": (
        POOLED, "x.view((x.size(0), -1))", "x.view((-1,))", 18,
    ),
    "a return too many": (DROP, f"{DROP}; pass", f"{DROP}; return x", 18),
    "a pooling without its window": (", 2)", ", 2)", ")", 16),
    "a dropout made of the data": (
        DROP, "x = __import__('torch').nn.functional.dropout(x, 0.2, training=self.training)",
        "x = nn.Dropout(x, 0.2)", 17,
    ),
    "the name from before": (
        DROP, "y = self.drop1(x)\n        x = y", "y = self.drop1(x)\n        x = x", 18,
    ),
    "a method for the flag": (
        DROP, "x = F.dropout(x, 0.2, self.training)", "x = F.dropout(x, 0.2, self.train)", 17,
    ),
    "the same layer in each round": (
        DROP, 'for i in range(1, 3): x = getattr(self, f"fc{i}")(x)',
        "for i in range(1, 3): x = self.fc1(x)", 17,
    ),
    "the same layer of a list in each round": (
        DROP, "for i, _ in enumerate(self.parts): x = self.parts[i](x)",
        "for i, _ in enumerate(self.parts): x = self.parts[0](x)", 17,
    ),
    "a whole number with a point": (CONV, "nn.Conv2d(1, 12, 5)", "nn.Conv2d(1, 12, 5.0)", 9),
    "the data and a layer of a helper exchanged": (
        DROP, "x = max_pooled(x, self.drop1)", "x = max_pooled(self.drop1, x)", 17,
    ),
    "one layer handed on for another": (
        DROP, "x = self.fc1(helper(x, self.fc2))", "x = self.fc1(helper(x, self.fc1))", 17,
    ),
    "channels exchanged by name": (
        CONV, "nn.Conv2d(in_channels=1, out_channels=12, kernel_size=5)",
        "nn.Conv2d(in_channels=12, out_channels=1, kernel_size=5)", 9,
    ),
    "a shape of one image": (POOLED, "x.view(-1, 1728)", "x.view(1728)", 18),
    "a point left out behind self": (
        DROP, "x = F.dropout(x, 0.2, self.training)", "x = F.dropout(x, 0.2, selftraining)", 17,
    ),
    "a method of its own without the data": (
        DROP, "x = self.forward(x)", "x = self.forward()", 17,
    ),
    "a layer of a list without the data": (
        DROP, "x = self.fc1[0](x)", "x = self.fc1[0]()", 17,
    ),
    "a share of more than all": (
        DROP, "x = F.dropout(x, 0.5, self.training)", "x = F.dropout(x, 1.25, self.training)", 17,
    ),
    "a text for the flag": (
        DROP, "x = F.dropout(x, training=self.training)", 'x = F.dropout(x, training="yes")', 17,
    ),
    "a result kept in self": (DROP, DROP, "self.x = self.drop1(x)", 17),
    "a flattening that begins too late": (
        POOLED, "torch.flatten(x, 1)", "torch.flatten(x, 2)", 18,
    ),
    "a flattening that begins with the images": (
        POOLED, "x.flatten(start_dim=1)", "x.flatten(start_dim=0)", 18,
    ),
    "a shape for a number": (FC, "nn.Linear(12 * 12 * 12, 10)", "nn.Linear((12, 12, 12), 10)", 13),
    "a list of one number": (CONV, CONV, "nn.Conv2d(1, 12, [5])", 9),
    "one layer for another": (DROP, "x = self.fc1(self.fc2(x))", "x = self.fc1(self.fc1(x))", 18),
    "two layers exchanged": (
        DROP, "x = self.fc1(self.fc2(x))", "x = self.fc2(self.fc1(x))", 18,
    ),
    "a pooling left out": (
        DROP, "x = F.max_pool2d(self.conv1(x), 2)", "x = self.conv1(x)", 18,
    ),
    "a join too many": (DROP, DROP, "x = x + self.drop1(x)", 17),
    "a layer too many": (
        DROP, f"x = x; {OTHERS}", f"x = self.fc1(x); {OTHERS}", 18,
    ),
    "a number left out between two": (CONV, CONV, "nn.Conv2d(1, 5)", 9),
    "the last layer left out": (
        "self.fc1(x.view(-1, 1728))", "self.fc1(x)", "x", 18,
    ),
    "two arguments misnamed": (
        CONV, "nn.Conv2d(in_channels=1, out_channels=12, kernel_size=5)",
        "nn.Conv2d(in_channel=1, out_channel=12, kernel_size=5)", 9,
    ),
    "scores beside the answer": (
        "return F.log", "return F.log", "return x, F.log", 18,
    ),
    "a number left out before a word": (
        CONV, "nn.Conv2d(1, 12, kernel_size=5)", "nn.Conv2d(1, kernel_size=5)", 9,
    ),
    "a number left out before a setting": (
        CONV, "nn.Conv2d(1, 12, 5, padding=0)", "nn.Conv2d(1, 5, padding=0)", 9,
    ),
    "the width of a class by itself": (FC, "nn.LazyLinear(10)", "nn.Linear", 13),
    "a size that is not the number of images": (
        POOLED, "x.view(x.shape[0], -1)", "x.view(x.shape[-1], -1)", 18,
    ),
    "an open size with another number": (POOLED, "x.view(64, -1)", "x.view(64, -12)", 18),
    "an axis far out": (DROP, "x = x.flatten(start_dim=1)", "x = x.flatten(start_dim=12)", 17),
    "two lines behind numbers put right": (
        DROP, "x = self.drop1(x)\n        y = x", "y = x\n        x = self.drop1(x)", 17,
    ),
    "a line behind the loop": (
        DROP, "for f in self.parts:\n            x = f(x)\n        x = x / 2",
        "for f in self.parts:\n            x = f(x)\n            x = x / 2", 17,
    ),
    "a layer of a list that is not there": (
        DROP, "self.parts = [1, 2]; x = self.parts[1](x)",
        "self.parts = [1, 2]; x = self.parts[2](x)", 17,
    ),
    "a minus for an equals sign": (DROP, DROP, "x - self.drop1(x)", 17),
    "the two sides of a merge": (
        "x = F.max_pool2d(F.relu(self.conv1(x)), 2)",
        "x = F.max_pool2d(F.relu(self.conv1(x)), 2); pass",
        "x = F.max_pool2d(F.relu(self.conv1(x)), 2); x = self.conv1(x)", 16,
    ),
    "a helper inside forward that returns nothing": (
        DROP, "def half(x): x = x / 2; return x\n        x = half(x)",
        "def half(x): x = x / 2\n        x = half(x)", 17,
    ),
    "a line above what it needs": (
        *(DROP, "y = x\n        x = 1\n        a = y + x",
          "a = y + x\n        y = x\n        x = 1", 17),
    ),
    "a loop that ends too early": (
        DROP, "for i in range(1, 3): x = self.fc2(x)", "for i in range(1, 2): x = self.fc2(x)", 18,
    ),
    "pairs for layers": (
        DROP, "for i, y in enumerate(self.parts): x = y(x)", "for i, y in self.parts: x = y(x)", 17,
    ),
    "a window left out of a function that is kept": (
        DROP, "x = self.pool(x, 2); self.pool = F.max_pool2d",
        "x = self.pool(x); self.pool = F.max_pool2d", 17,
    ),
    "a function in a sum": (DROP, "x = x + F.relu(x)", "x = x + F.relu", 17),
    "a function of torch, misspelt": (
        DROP, "x = x * torch.randn(3)", "x = x * torch.ranndn(3)", 17,
    ),
    "two letters exchanged": (CONV, CONV, "nn.Con2vd(1, 12, 5)", 9),
    "a name that another line reads too": (
        DROP, "x = self.drop1(self.drop1(x))", "x = self.drop1(self.droop1(x))", 17,
    ),
    "a pooling without a side": (", 2)", ", 2)", ", 0)", 16),
    "a layer left out of a line": (RELU, RELU, "F.relu(x)", 17),
}  # fmt: skip
SECOND = "        self.fc2 = nn.Linear(10, 10)\n    def forward"


@pytest.mark.parametrize("name", MORE)
def test_another_edit_leads_back(name: str) -> None:
    there, right, wrong, line = MORE[name]
    net = NET.replace("    def forward", SECOND) if "fc2" in right else NET
    meant, spoiled = net.replace(there, right), net.replace(there, wrong)
    source = source_of(spoiled, line)
    after: tuple[After, ...] = ("a stop", "numbers put right", "no scores")
    assert any(lead_back(spoiled, candidates(source, 64, one), meant) for one in after)

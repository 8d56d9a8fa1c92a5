"""What follows behind other channels: each step of a right network, size for size as by hand."""

from __future__ import annotations

import re

import pytest

from grader.experiment.nouns import Asked, Variant
from tests.experiment.networks import held_to_its_shapes, observed, settings

TEXT = """
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, A, 5)
        self.conv2 = nn.Conv2d(A, B, 5)
        BUILT
        self.fc1 = nn.Linear(FLAT, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        STEP
        x = F.relu(self.fc1(x.flatten(1)))
        return F.log_softmax(self.fc2(x), 1)
"""
KEEPS = "16 * B"  # numbers that most steps hand on
# what stands behind two convolutions: its line of __init__, of forward, how many numbers it gives
FOLLOWED = {
    "cat": ("", "x = torch.cat([x, x], -3)", "32 * B"),
    "stack": ("", "x = torch.stack([x, x], -1)", "32 * B"),
    "squeeze": ("", "x = x.unsqueeze(1).squeeze(1)", KEEPS),
    "squeeze all": ("", "x = x.unsqueeze(1).squeeze()", KEEPS),
    "transpose": ("", "x = x.transpose(1, 2)", KEEPS),
    "mT": ("", "x = x.mT", KEEPS),
    "permute": ("", "x = x.permute(0, 2, 3, 1).contiguous()", KEEPS),
    "movedim": ("", "x = x.movedim(1, -1)", KEEPS),
    "select": ("", "x = x.select(2, 0)", "4 * B"),
    "index": ("", "x = x[:, :, 0]", "4 * B"),
    "ellipsis": ("", "x = x[..., None, 1]", "4 * B"),
    "pad": ("", "x = F.pad(x, (1, 1, 2, 0))", "36 * B"),
    "mean": ("", "x = x.mean((2, 3))", "B"),
    "max": ("", "x = torch.max(x, 2 * x)", KEEPS),
    "view": ("", "x = x.view(-1, 16 * B)", KEEPS),
    "reshape by name": ("", "x = torch.reshape(x, shape=(-1, 16 * B))", KEEPS),
    "view_as": ("", "x = (2 * x).view(-1, 4, 4 * B).view_as(x)", KEEPS),
    "in place": ("", "x[x < 0.1] = 0", KEEPS),
    "layer norm": ("self.norm = nn.LayerNorm([B, 4, 4])", "x = self.norm(x)", KEEPS),
    "layer norm of rows": ("self.norm = nn.LayerNorm(4)", "x = self.norm(x)", KEEPS),
    "group norm": ("self.norm = nn.GroupNorm(B, B)", "x = self.norm(x)", KEEPS),
    "prelu": ("self.bend = nn.PReLU(B)", "x = self.bend(x)", KEEPS),
    "one prelu": ("self.bend = nn.PReLU()", "x = self.bend(x)", KEEPS),
    "scale": ("self.scale = nn.Parameter(torch.rand(B, 1, 1))", "x = x * self.scale", KEEPS),
    "offset": ("self.shift = nn.Parameter(torch.rand(1, B, 4, 4))", "x = x + self.shift", KEEPS),
    "product": ("self.w = nn.Parameter(torch.rand(16 * B, 30))", "x = x.flatten(1) @ self.w", "30"),
    "addmm": (
        "self.w, self.b = nn.Parameter(torch.rand(16 * B, 30)), nn.Parameter(torch.rand(30))",
        "x = torch.addmm(self.b, x.flatten(1), self.w)",
        "30",
    ),
    "turned weight": (
        "self.w = nn.Parameter(torch.rand(16 * B, 30))",
        "x = F.linear(x.flatten(1), self.w.t())",
        "30",
    ),
    "copied weight": (
        "self.w = nn.Parameter(torch.rand(30, 16 * B))",
        "x = F.linear(x.flatten(1), self.w.clone())",
        "30",
    ),
    "weight norm": (
        "self.more = nn.utils.parametrizations.weight_norm(nn.Linear(16 * B, 30))",
        "x = self.more(x.flatten(1))",
        "30",
    ),
}
REFUSED = {
    "cuts at a fixed place": ("", "x = x[:, :4]", "64"),
    "has 5 groups, into which 8 channels do not go": (
        "self.norm = nn.GroupNorm(5, B)", "x = self.norm(x)", KEEPS,
    ),
    "splits an axis of 8×4×4 in a way that does not go with other sizes": (
        "", "x = x.view(-1, 5, B // 5, 16)", KEEPS,
    ),
    "works in 5 groups, into which 8 channels and 8 ": (
        "self.more = nn.Conv2d(B, B, 1, groups=5)", "x = self.more(x)", KEEPS,
    ),
    "w is shared by calls that would need other sizes of it": (
        "self.w = nn.Parameter(torch.rand(20, 20))",
        "x = F.linear(x.mean((2, 3)), self.w) + F.linear(x.mean((2, 3)), self.w.t())", "20",
    ),
}  # fmt: skip


def _text(row: tuple[str, str, str], a: int, b: int) -> str:
    built, step, flat = row
    told = TEXT.replace("BUILT", built).replace("STEP", step).replace("FLAT", flat)
    return re.sub(r"\bA\b", str(a), re.sub(r"\bB\b", str(b), told))


def _changed(row: tuple[str, str, str]) -> Variant:
    text = _text(row, 10, 20)
    found = settings(text, Asked(channels=((5, 8, 8)[: text.count("Conv2d(")],)))
    return next(one for one in found.variants if not one.own)


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLLOWED)
def test_what_stands_behind_other_channels_follows(name: str) -> None:
    variant = _changed(FOLLOWED[name])
    assert not variant.trouble
    tensors = held_to_its_shapes(variant).request.tensors
    by_hand = observed(_text(FOLLOWED[name], 5, 8)).tensors
    assert [one.shape for one in tensors] == [one.shape for one in by_hand]


@pytest.mark.slow
@pytest.mark.parametrize("words", REFUSED)
def test_what_does_not_follow_is_said(words: str) -> None:
    assert words in _changed(REFUSED[words]).trouble

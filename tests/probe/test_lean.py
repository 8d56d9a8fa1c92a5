"""torch without its operators for shapes alone: they are there for a file that means them."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from grader.torchside.lean import means_whole_torch

TEXTS = {
    "import torch": False,
    "# a library of metals, exported": False,
    "net.to('meta')": True,
    "torch.vmap(net)": True,
    "from torch.distributions import Normal": True,
    "torch.broadcast_shapes(a, b)": True,
}


@pytest.mark.parametrize(("text", "whole"), TEXTS.items())
def test_which_text_means_them(text: str, whole: bool) -> None:
    assert means_whole_torch(text) == whole


LEAN = """
from grader.probe.imports import import_all
import_all("import torch", [])
import torch
made = [type(torch._refs).__name__, type(torch._decomp).__name__]
made.append(torch.rand(2, generator=torch.Generator().manual_seed(1)).shape[0])
made.append(list(torch.broadcast_shapes((2, 1), (1, 3))))  # who asks is given the real one
print(made, type(torch._refs).__name__)
"""
WHOLE = """
from grader.probe.imports import import_all
import_all("net.to('meta')", [])
import torch
net = torch.nn.Conv2d(1, 2, 3, device="meta")
print(list(net(torch.empty(1, 1, 9, 9, device="meta")).shape), type(torch._refs).__name__)
"""
CONFINED = """
import contextlib, sys
from grader.probe.imports import import_all
import_all("import torch", [])
import torch
class Nothing:
    def find_spec(self, name, path, target=None):
        raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Nothing())
for one in list(sys.modules.values()):
    with contextlib.suppress(ModuleNotFoundError):
        hasattr(one, "anything")
print(*(type(sys.modules.get(name)).__name__ for name in ("torch._dynamo", "torch._refs")))
"""


@pytest.mark.processes
@pytest.mark.parametrize(
    ("code", "printed"),
    [
        (LEAN, "['StandIn', 'StandIn', 2, [2, 3]] module"),
        (WHOLE, "[1, 2, 7, 7] module"),
        (CONFINED, "StandIn StandIn"),
    ],
    ids=["lean", "whole", "confined"],
)
def test_what_is_there(code: str, printed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout.strip() == printed, done.stderr


VISION = """
import sys
from grader.probe.imports import import_all
import_all(TEXT, ["torchvision"])
import torchvision
print(type(sys.modules["torchvision.models"]).__name__, type(torchvision.ops).__name__)
if "models" in TEXT:
    print(type(torchvision.models.resnet18(num_classes=10)).__name__)
print(torchvision.datasets.MNIST.__name__, torchvision.transforms.Compose.__name__)
"""
DATA = ["MNIST", "Compose"]


@pytest.mark.processes
@pytest.mark.skipif(find_spec("torchvision") is None, reason="torchvision is not installed")
@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("from torchvision import datasets", ["StandIn", "StandIn", *DATA]),
        ("from torchvision.models import resnet18", ["module", "module", "ResNet", *DATA]),
    ],
)
def test_torchvisions_networks_are_there_for_who_means_them(text: str, printed: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", VISION.replace("TEXT", repr(text))],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout.split() == printed, done.stderr

"""`import torchvision` goes through, whether its compiled part loads or not."""

import subprocess
import sys


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)


def test_torchvision_imports_after_the_declaration() -> None:
    code = """
from grader.torchside.operators import declare_missing_operators
first, second = declare_missing_operators(), declare_missing_operators()
assert second == (), second
from torchvision import datasets, transforms
assert datasets.MNIST and transforms.ToTensor
import torch
torch.ops.torchvision.nms
print(first)
"""
    result = run(code)
    assert result.returncode == 0, result.stderr


def test_only_what_is_missing_is_declared() -> None:
    code = """
import torch
library = torch.library.Library("torchvision", "FRAGMENT")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from grader.torchside import operators
operators._load_compiled_part = lambda: None
assert operators.declare_missing_operators() == ("qnms",)
"""
    result = run(code)
    assert result.returncode == 0, result.stderr

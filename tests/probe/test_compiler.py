"""torch's compiler is imported for a file that means it alone: it costs as much as torch."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader.probe.imports import _COMPILER
from tests.thorough import MORE

IMPORTED = """
import sys
from grader.probe.imports import import_all
import_all(TEXT, ["torchvision"])
import torch
torch.use_deterministic_algorithms(True)
weight = torch.nn.Parameter(torch.ones(2))
(weight * 2).backward(torch.ones(2))
torch.optim.Adam([weight]).step()
print("sympy" in sys.modules, hasattr(torch._dynamo, "config"))
"""


TEXTS = {
    "import torch": False,
    "# training and testing": False,
    "from torch import func": True,
    "torch.testing.assert_close(x, y)": True,
    "torch._dynamo.reset()": True,
}
TRIED = (
    TEXTS if MORE else {text: TEXTS[text] for text in ("import torch", "from torch import func")}
)


@pytest.mark.parametrize(("text", "whole"), TEXTS.items())
def test_which_text_means_it(text: str, whole: bool) -> None:
    assert bool(_COMPILER.search(text)) == whole


@pytest.mark.processes
@pytest.mark.parametrize(("text", "whole"), (TEXTS if MORE else TRIED).items())
def test_it_is_there_where_a_file_means_it(text: str, whole: bool) -> None:
    code = IMPORTED.replace("TEXT", repr(text))
    if not whole:  # to ask the stand-in for more would bring the whole
        code = code.replace(', hasattr(torch._dynamo, "config")', ", False")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout.split() == [str(whole)] * 2, done.stderr

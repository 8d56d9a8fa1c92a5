"""The trainer where Linux has no /proc."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch

from grader.trainer import device


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a /proc to miss")
def test_the_trainer_says_it_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """For `doctor`, and for whoever finds another way to it."""

    def gone(path: Path) -> str:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "read_text", gone)
    with pytest.raises(device.UnboundedError, match="memory cannot be bounded"):
        device.bound_memory(torch.device("cpu"))

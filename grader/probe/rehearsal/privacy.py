"""Opacus, as far as a training hangs on it: what it is given comes back as it was."""

from __future__ import annotations

import sys
from typing import Any

from grader.probe.standins import StandIn, stand_in_module


class PrivacyEngine(StandIn):
    """Noise and clipped gradients are not ours to look at."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__("opacus.PrivacyEngine")

    def make_private(
        self, *, module: Any, optimizer: Any, data_loader: Any, **_: Any
    ) -> tuple[Any, Any, Any]:
        """What it is given."""
        return module, optimizer, data_loader

    make_private_with_epsilon = make_private


def install() -> None:
    """Put it where a script looks."""
    module = stand_in_module("opacus")
    vars(module)["PrivacyEngine"] = PrivacyEngine
    sys.modules.setdefault("opacus", module)

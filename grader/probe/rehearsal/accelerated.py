"""accelerate, as far as a training hangs on it: what it is given comes back as it was."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import torch
from torch import nn

from grader.probe.standins import StandIn, stand_in_module


def _same(first: Any = None, *others: Any, **_: Any) -> Any:
    return (first, *others) if others else first


def _nothing(*_: Any, **__: Any) -> contextlib.AbstractContextManager[None]:
    return contextlib.nullcontext()


class Accelerator(StandIn):
    """One process, on the processor; whatever else it is asked for is a stand-in."""

    def __init__(self, *_: Any, gradient_accumulation_steps: int = 1, **__: Any) -> None:
        super().__init__("accelerate.Accelerator")
        self.__dict__.update(
            device=torch.device("cpu"),
            num_processes=1,
            process_index=0,
            is_main_process=True,
            is_local_main_process=True,
            sync_gradients=True,
            gradient_accumulation_steps=gradient_accumulation_steps,
        )

    prepare = prepare_model = prepare_optimizer = prepare_data_loader = staticmethod(_same)
    gather = gather_for_metrics = reduce = unwrap_model = pad_across_processes = staticmethod(_same)
    # each batch is followed by a step, and none is waited for
    accumulate = autocast = no_sync = main_process_first = staticmethod(_nothing)

    def backward(self, loss: Any, **options: Any) -> None:
        """Of the loss."""
        loss.backward(**options)

    def print(self, *told: Any, **options: Any) -> None:
        """As Python's own."""
        print(*told, **options)  # what the script prints

    def clip_grad_norm_(self, *args: Any, **options: Any) -> Any:
        """As torch's own."""
        return nn.utils.clip_grad_norm_(*args, **options)

    def clip_grad_value_(self, *args: Any, **options: Any) -> Any:
        """As torch's own."""
        return nn.utils.clip_grad_value_(*args, **options)


def install() -> None:
    """Put it where a script looks."""
    module = stand_in_module("accelerate")
    vars(module)["Accelerator"] = Accelerator
    vars(module)["notebook_launcher"] = lambda function, args=(), **_: function(*args)
    utils = stand_in_module("accelerate.utils")
    vars(utils)["set_seed"] = lambda number, *_, **__: torch.manual_seed(number)
    vars(module)["utils"] = utils
    sys.modules.update({"accelerate": module, "accelerate.utils": utils})

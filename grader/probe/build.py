"""Building the network, and looking at what it registered."""

from __future__ import annotations

import ast
import random
from typing import Any

import numpy as np
import torch
from torch.nn.modules.lazy import LazyModuleMixin

from grader.evidence import Layer
from grader.probe.holdings import Holdings
from grader.probe.job import Job
from grader.probe.made import line_of, lines_noted
from grader.probe.troubles import said
from grader.torchside.seeding import seed_torch

MOST_SUMMARY = 300


def seed(number: int) -> None:
    """Seed every generator that a network may draw from."""
    seed_torch(number)
    random.seed(number)
    np.random.seed(number % 2**32)


def build(cls: Any, job: Job, number: int) -> torch.nn.Module:
    """`Net()` from a seed. Whatever it raises goes through."""
    seed(number)
    torch.set_grad_enabled(True)  # a script may have left it off
    torch.set_num_threads(1)
    with lines_noted(job.file):
        net = cls(*ast.literal_eval(job.arguments), **ast.literal_eval(job.keywords))
    if not isinstance(net, torch.nn.Module):
        raise TypeError(f"{_name(type(net))} is no torch.nn.Module")
    return net


def is_lazy(net: torch.nn.Module) -> bool:
    """Whether layers wait for their first input to know their sizes."""
    return any(
        isinstance(module, LazyModuleMixin) and module.has_uninitialized_params()
        for module in net.modules()
    )


def layers_of(net: torch.nn.Module) -> tuple[Layer, ...]:
    """The registered modules that have no children, or tensors of their own."""
    found = []
    for path, module in net.named_modules():
        own = [name for name, _ in module.named_parameters(path, recurse=False)]
        own += [name for name, _ in module.named_buffers(path, recurse=False)]
        if not path or (next(module.children(), None) is not None and not own):
            continue
        summary = said(module.__repr__, "")
        found.append(
            Layer(
                path=path[:300],
                class_name=_class_name(module),
                parameters=tuple(name[:300] for name in own),
                summary=summary[:MOST_SUMMARY],
                line=line_of(module),
            )
        )
    return tuple(found)


def _class_name(module: torch.nn.Module) -> str:
    """The name of its class; where it was translated by `torch.jit.script`, that of the first."""
    if isinstance(module, torch.jit.ScriptModule):
        return str(getattr(module, "original_name", ""))[:120]
    return _name(type(module))


def same_for_every_seed(cls: Any, job: Job, holdings: Holdings, x: torch.Tensor) -> frozenset[str]:
    """Names of tensors in which a second network, from another seed, agrees with the first."""
    net = build(cls, job, job.seed + 1)
    if is_lazy(net):
        with torch.no_grad():
            net.eval()(x)
    second = dict([*net.named_parameters(), *net.named_buffers()])
    return frozenset(
        name
        for name, first in holdings.saved().items()
        if name in second and torch.equal(first, second[name].detach())
    )


def _name(cls: type) -> str:
    name = type.__dict__["__name__"].__get__(cls)
    return str(name)[:120]

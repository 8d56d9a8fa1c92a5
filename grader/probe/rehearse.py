"""The first steps of the lab's script, as the script takes them: nothing is set back in between.

A network may show its calls once and still not train: it keeps what an earlier batch computed, it
switches gradients off for everybody, a name of its own stands in the place of `net.eval()`.
"""

from __future__ import annotations

import ast
from typing import Any

import torch
from torch.nn import functional

from grader.evidence import Stage
from grader.probe.build import seed
from grader.probe.clock import Clock
from grader.probe.job import Job
from grader.probe.state import Seen
from grader.probe.trace import images_of, normal
from grader.probe.troubles import OutOfTime, trouble_from
from grader.torchside.uses import batch_of

STEPS = 2
SHARE = 0.3  # of the time that is left
RATE = 0.01
# what the lab's script calls, and what these call themselves
METHODS = ("to", "train", "eval", "parameters", "zero_grad", "children")


def rehearse(cls: Any, job: Job, clock: Clock, seen: Seen) -> None:
    """Note what stops the script, where the network itself did not stop.

    In a part of the time: what is slow was seen to run, and that it is slow is no mistake.
    """
    if seen.mends or seen.troubles or seen.returned != "tensor":
        return
    stage: list[Stage] = ["construct"]
    try:
        with clock.share(SHARE):
            _script(cls, job, stage)
    except OutOfTime:
        return
    except BaseException as error:
        seen.trouble(trouble_from(error, stage[0], job.file))
    finally:
        torch.set_grad_enabled(True)


def _script(cls: Any, job: Job, stage: list[Stage]) -> None:
    torch.set_grad_enabled(True)
    seed(job.seed)
    net = cls(*ast.literal_eval(job.arguments), **ast.literal_eval(job.keywords))
    for name in METHODS:
        if not callable(getattr(net, name)):
            kind = type(getattr(net, name)).__name__
            raise TypeError(f"{kind!r} object is not callable: net.{name}()")
    net.to(torch.device("cpu"))
    images = images_of(job)
    x = batch_of(images, job.batch) if images is not None else None
    if x is None:
        x = normal(job.seed, (job.batch, *job.input_shape))
    targets = torch.arange(job.batch) % job.classes
    net.train()
    for _ in range(STEPS):
        stage[0] = "forward"
        net.zero_grad()
        output = net(x)
        if not _trains(output, job):
            return
        stage[0] = "backward"
        functional.nll_loss(output, targets).backward()  # type: ignore[no-untyped-call]
        with torch.no_grad():
            for parameter in net.parameters():
                if parameter.grad is not None:
                    parameter.sub_(RATE * parameter.grad)
    stage[0] = "forward"
    net.eval()
    with torch.no_grad():
        net(x)


def _trains(output: Any, job: Job) -> bool:
    """Whether there is a loss to speak of; what else is wrong with the output is seen elsewhere.

    Where the network alone cut the gradients that is seen elsewhere too; not so where it switched
    them off for the whole script.
    """
    if not isinstance(output, torch.Tensor) or tuple(output.shape) != (job.batch, job.classes):
        return False
    return output.is_floating_point() and (output.requires_grad or not torch.is_grad_enabled())

"""A step of training as it happens: backward, step, zero_grad, and what they change."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from grader.evidence.rehearsed_steps import (
    Backward,
    Cleared,
    Clipped,
    Derived,
    Optimiser,
    Scheduled,
    Step,
)
from grader.probe.compiler import without_compiler
from grader.probe.rehearsal.answers import has_numbers
from grader.probe.rehearsal.book import finite
from grader.probe.rehearsal.directions import gradient_of, in_a_row
from grader.probe.rehearsal.losses import Losses


def _unseen(look: Callable[..., Any]) -> Callable[..., Any]:
    """Calls of ours are none of the script's: each would go through all that watches those."""

    @functools.wraps(look)
    def looking(*args: Any, **kwargs: Any) -> Any:
        with torch._C.DisableTorchFunction():
            return look(*args, **kwargs)

    return looking


class Steps:
    """What is seen of the steps of one script."""

    def __init__(self, losses: Losses) -> None:
        self.book, self.watch = losses.book, losses.watch
        self.optimisers: list[torch.optim.Optimizer] = []
        self.used: dict[int, tuple[Any, int]] = {}  # parameter -> the gradient that a step used
        self._losses = losses
        self._before: list[tuple[Any, Any]] = []

    def backward(self, root: torch.Tensor, run: Callable[[], Any]) -> Any:
        """Run it, and see which gradients it brought."""
        at, line, answer = self.book.at(), self.book.line(), self.watch.answer
        self._losses.gathering.go_back(root)
        named = answer.network.named() if answer is not None else {}
        before = {name: _mark(p.grad) for name, p in named.items()}
        stale = sum(self._stale(parameter) for parameter in named.values())
        value = finite(root.detach().sum())
        failed = True
        try:
            result = run()
            failed = False
        finally:
            self.watch.lessons += 1
            if answer is not None:
                answer.network.gradient = gradient_of(named.values())
            reached = {n for n, p in named.items() if _mark(p.grad) != before[n]}
            if answer is not None:
                answer.network.reached |= reached
                if answer.numbers is not None and reached:
                    told = answer.numbers[answer.numbers >= 0].tolist()
                    answer.network.learned.update(dict.fromkeys(told, self.watch.loader))
                    answer.network.teacher = self.watch.loader
            loss = self._losses.last or 0.0
            self.book.note(
                "backwards",
                Backward(
                    at=at,
                    line=line,
                    value=value,
                    reached=len(reached),
                    stale=stale,
                    leaf=root.grad_fn is None and root.requires_grad,
                    failed=failed,
                    minus=loss != 0 and abs(value + loss) < 1e-6 * abs(loss),
                    history=root.requires_grad,
                    numbers=root.numel(),
                    toward=answer.toward() if answer is not None else 0.0,
                ),
            )
        return result

    def _stale(self, parameter: torch.Tensor) -> bool:
        grad = parameter.grad
        return (
            grad is not None
            and self.used.get(id(parameter), (None, 0))[0] is grad
            and bool((grad != 0).any())
        )

    def derive(self, at: int, line: int | None, root: Any, found: Any) -> None:
        """Gradients were worked out: those of a network's weights, perhaps."""
        self.watch.lessons += 1
        answer, way, value = self.watch.answer, 0.0, 0.0
        if not all(map(has_numbers, (root, *found))):
            return
        weights = list(answer.network.module.parameters()) if answer is not None else []
        sizes = [None if one is None else one.shape for one in found]
        if answer is not None and sizes == [one.shape for one in weights]:
            answer.network.gradient, way = in_a_row(found), answer.toward()
        if isinstance(root, torch.Tensor):
            value = finite(root.detach().sum())
        self.book.note("derived", Derived(at, line, value, way))

    def made(self, optimiser: torch.optim.Optimizer) -> None:
        """An optimizer was made."""
        groups = optimiser.param_groups
        settings = groups[0] if groups else {}
        self.optimisers.append(optimiser)
        self.book.note(
            "optimisers",
            Optimiser(
                at=self.book.at(),
                line=self.book.line(),
                kind=type(optimiser).__name__[:60],
                rate=finite(settings.get("lr", 0.0)),
                momentum=finite(settings.get("momentum", 0.0)),
                decay=finite(settings.get("weight_decay", 0.0)),
                upwards=settings.get("maximize", False) is True,
                holds=sum(len(group["params"]) for group in groups),
                own=not type(optimiser).__module__.startswith("torch."),
            ),
        )

    @_unseen
    def before_step(self, optimiser: torch.optim.Optimizer) -> None:
        """Keep what the weights are."""
        self._before = [(p, p.detach().clone()) for p in _held(optimiser)]

    @_unseen
    def after_step(self, optimiser: torch.optim.Optimizer) -> None:
        """See which of them moved, and how far."""
        held = _held(optimiser)
        changed = far = size = 0.0
        for parameter, was in self._before:
            now = parameter.detach()
            changed += not torch.equal(now, was)
            far += float((now - was).double().square().sum())
            size += float(was.double().square().sum())
        for parameter in held:
            if parameter.grad is not None:
                self.used[id(parameter)] = (parameter.grad, 0)
        self.watch.lessons += 1
        answer, along = self.watch.answer, 0.0
        if answer is not None:
            _, along = answer.network.look_again()
        ours = {id(p) for p in answer.network.module.parameters()} if answer is not None else set()
        self.book.note(
            "steps",
            Step(
                at=self.book.at(),
                line=self.book.line(),
                optimiser=next(
                    (i for i, one in enumerate(self.optimisers) if one is optimiser), -1
                ),
                held=sum(id(p) in ours for p in held),
                ready=_ready(held),
                moved=int(changed),
                share=finite((far / size) ** 0.5) if size else 0.0,
                rate=finite(optimiser.param_groups[0].get("lr", 0.0)),
                along=along,
            ),
        )

    def clear(self, parameters: list[Any]) -> None:
        """zero_grad() is about to be called on the owner of these."""
        line = self.book.line()
        if line is not None:
            self.book.note("cleared", Cleared(self.book.at(), line, _ready(parameters)))

    @_unseen
    def clip(self, parameters: list[Any]) -> None:
        """The gradients of these are about to be clipped."""
        self.book.note("clipped", Clipped(self.book.at(), self.book.line(), _ready(parameters)))

    def schedule(self, scheduler: Any) -> None:
        """A scheduler is about to be stepped."""
        each, least, kind = 1.0, 0.0, type(scheduler).__name__[:60]
        if kind in ("StepLR", "ExponentialLR"):
            each = float(scheduler.gamma) ** (1 / max(getattr(scheduler, "step_size", 1), 1))
        elif kind == "MultiStepLR":
            least = float(scheduler.gamma) ** sum(scheduler.milestones.values())
            each = least ** (1 / max(*scheduler.milestones, 1, 1))
        half = int(scheduler.T_max) if kind == "CosineAnnealingLR" else 0
        where = self.book.at(), self.book.line()
        self.book.note("scheduled", Scheduled(*where, kind, finite(each), finite(least), half))


def _ready(parameters: list[Any]) -> int:
    """How many of them have a gradient other than 0."""
    return sum(p.grad is not None and bool((p.grad != 0).any()) for p in parameters)


def _held(optimiser: torch.optim.Optimizer) -> list[Any]:
    return [p for group in optimiser.param_groups for p in group["params"]]


def _mark(grad: torch.Tensor | None) -> tuple[int, int] | None:
    return None if grad is None else (id(grad), grad._version)


def _clipping(steps: Steps, clip: Callable[..., Any]) -> Callable[..., Any]:
    def clipped(parameters: Any, *args: Any, **kwargs: Any) -> Any:
        these = [parameters] if isinstance(parameters, torch.Tensor) else list(parameters)
        steps.clip(these)
        return clip(these, *args, **kwargs)

    return clipped


def install(steps: Steps) -> None:
    """From now on these are seen."""
    without_compiler()  # an optimizer asks it to look away
    backward: Any = torch.Tensor.backward
    clear: Any = nn.Module.zero_grad
    optimizer = torch.optim.Optimizer
    build, clear_all = optimizer.__init__, optimizer.zero_grad

    def backward_seen(self: Any, *args: Any, **kwargs: Any) -> Any:
        with torch._C.DisableTorchFunction():
            return steps.backward(self, lambda: backward(self, *args, **kwargs))

    def built(self: Any, *args: Any, **kwargs: Any) -> None:
        build(self, *args, **kwargs)
        steps.made(self)

    def module_cleared(self: Any, *args: Any, **kwargs: Any) -> None:
        with torch._C.DisableTorchFunction():
            steps.clear(list(self.parameters()))
            clear(self, *args, **kwargs)

    def all_cleared(self: Any, *args: Any, **kwargs: Any) -> None:
        with torch._C.DisableTorchFunction():
            steps.clear(_held(self))
            clear_all(self, *args, **kwargs)

    for owner, name, seen in (
        (torch.Tensor, "backward", backward_seen),
        (optimizer, "__init__", built),
        (optimizer, "zero_grad", all_cleared),
        (nn.Module, "zero_grad", module_cleared),
    ):
        setattr(owner, name, seen)
    for name in ("clip_grad_norm_", "clip_grad_value_"):
        setattr(nn.utils, name, _clipping(steps, getattr(nn.utils, name)))
    derive: Any = torch.autograd.grad

    def derived(*args: Any, **kwargs: Any) -> Any:
        at, line = steps.book.at(), steps.book.line()
        found = derive(*args, **kwargs)
        with torch._C.DisableTorchFunction():
            steps.derive(at, line, args[0] if args else None, found)
        return found

    torch.autograd.grad = derived
    scheduler = torch.optim.lr_scheduler.LRScheduler
    schedule = scheduler.step

    def scheduled(self: Any, *args: Any, **kwargs: Any) -> None:
        if self._step_count:  # the first is its own, in the making
            steps.schedule(self)
        schedule(self, *args, **kwargs)

    scheduler.step = scheduled  # type: ignore[method-assign]
    hooks = sys.modules["torch.optim.optimizer"]  # whose name torch.optim gives to nobody
    hooks.register_optimizer_step_pre_hook(lambda one, *_: steps.before_step(one))
    hooks.register_optimizer_step_post_hook(lambda one, *_: steps.after_step(one))

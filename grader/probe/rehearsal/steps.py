"""A step of training as it happens: loss, backward, step, zero_grad, and what they change."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from grader.evidence.rehearsal import (
    Backward,
    Cleared,
    Compared,
    Derived,
    Logarithm,
    Loss,
    Moved,
    Optimiser,
    Pick,
    Picked,
    Scheduled,
    Step,
)
from grader.probe.compiler import without_compiler
from grader.probe.rehearsal.answers import form_of
from grader.probe.rehearsal.book import Book, finite
from grader.probe.rehearsal.functions import ANSWERS, BY_MODE, EQUAL, LOGARITHMS, LOSSES, SOFTMAX
from grader.probe.rehearsal.networks import Watch


class Steps:
    """What the watchers of one script share."""

    def __init__(self, book: Book, watch: Watch) -> None:
        self.book, self.watch = book, watch
        self.optimisers: list[torch.optim.Optimizer] = []
        self.used: dict[int, tuple[Any, int]] = {}  # parameter -> the gradient that a step used
        self.loss: float | None = None  # the value of the last loss
        self._compared: set[tuple[Any, ...]] = set()
        self._picked: set[tuple[Any, ...]] = set()
        self._logged: set[int | None] = set()
        self._before: list[tuple[Any, Any]] = []

    # losses, and answers compared with labels

    def lost(self, name: str, args: Any, kwargs: Any, value: Any) -> None:
        """A loss was worked out."""
        given = args[0] if args else kwargs.get("input")
        target = args[1] if len(args) > 1 else kwargs.get("target")
        answer = self.watch.answer
        if not isinstance(given, torch.Tensor) or not isinstance(value, torch.Tensor):
            return
        self.loss = finite(value.detach().sum())
        labels, own = _own(target, answer.labels if answer is not None else None)
        same = answer is not None and given.data_ptr() == answer.output.data_ptr()
        reduction = kwargs.get("reduction", "mean")
        if kwargs.get("size_average") is False:
            reduction = "sum"
        self.book.note(
            "losses",
            Loss(
                at=self.book.at(),
                line=self.book.line(),
                kind=name,
                reduction=str(reduction)[:20],
                value=self.loss,
                form=form_of(given.detach()),
                direct=same,
                history=given.requires_grad,
                broken=not bool(given.detach().isfinite().all()),
                labels=labels,
                own=own,
            ),
        )

    def compare(self, left: Any, right: Any) -> None:
        """Two tensors were compared, one of which may be the labels."""
        answer = self.watch.answer
        if answer is None or not isinstance(left, torch.Tensor):
            return
        if not isinstance(right, torch.Tensor) or len(answer.output) == 1:
            return
        if len(answer.output) not in (left.numel(), right.numel()):
            return
        line = self.book.line()
        place = (line, left.dim(), right.dim(), left.numel() == right.numel())
        if place in self._compared or line is None:
            return
        self._compared.add(place)
        scores = left.is_floating_point() or right.is_floating_point()
        whole = all(
            not side.is_floating_point() or bool((side == side.round()).all())
            for side in (left.detach(), right.detach())
        )
        shapes = tuple(left.shape)[:8], tuple(right.shape)[:8]
        read = answer.output.detach().argmax(1)
        answers = any(
            side.numel() == len(read) and torch.equal(side.detach().reshape(-1).long(), read)
            for side in (left, right)
            if not side.is_complex()
        )
        told = Compared(self.book.at(), line, *shapes, scores and not whole, answers)
        self.book.note("compared", told)

    def pick(self, kind: Pick, args: Any, kwargs: Any) -> None:
        """A softmax, or the largest, is taken of a batch's scores, or of what looks like them."""
        answer = self.watch.answer
        given = args[0] if args else kwargs.get("input")
        if answer is None or self.watch.inside or not isinstance(given, torch.Tensor):
            return
        dim = kwargs.get("dim", kwargs.get("axis", args[1] if len(args) > 1 else None))
        if given.shape != answer.output.shape or not (dim is None or type(dim) is int):
            return
        told = -1 if dim is None else dim % given.dim()
        place = (self.book.line(), kind, told)
        if place not in self._picked and place[0] is not None:
            self._picked.add(place)
            self.book.note("picked", Picked(self.book.at(), *place, len(given)))

    def log(self, given: Any) -> None:
        """A logarithm was taken."""
        if not isinstance(given, torch.Tensor) or not given.numel() or given.is_complex():
            return
        low, high, line = float(given.detach().min()), float(given.detach().max()), self.book.line()
        if low < 0 and not self.watch.inside and line not in self._logged:
            self._logged.add(line)
            self.book.note("logarithms", Logarithm(self.book.at(), line, finite(low), finite(high)))

    # backward

    def backward(self, root: torch.Tensor, run: Callable[[], Any]) -> Any:
        """Run it, and see which gradients it brought."""
        at, line, answer = self.book.at(), self.book.line(), self.watch.answer
        named = answer.network.named() if answer is not None else {}
        before = {name: _mark(p.grad) for name, p in named.items()}
        stale = sum(self._stale(parameter) for parameter in named.values())
        value = finite(root.detach().sum())
        failed = True
        try:
            result = run()
            failed = False
        finally:
            reached = {n for n, p in named.items() if _mark(p.grad) != before[n]}
            if answer is not None:
                answer.network.reached |= reached
                if answer.numbers is not None and reached:
                    told = answer.numbers[answer.numbers >= 0].tolist()
                    answer.network.learned.update(dict.fromkeys(told, self.watch.loader))
                    answer.network.teacher = self.watch.loader
            loss = self.loss or 0.0
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

    # optimizers

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
            ),
        )

    def before_step(self, optimiser: torch.optim.Optimizer) -> None:
        """Keep what the weights are."""
        self._before = [(p, p.detach().clone()) for p in _held(optimiser)]

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
        answer = self.watch.answer
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
                ready=sum(p.grad is not None and bool((p.grad != 0).any()) for p in held),
                moved=int(changed),
                share=finite((far / size) ** 0.5) if size else 0.0,
                rate=finite(optimiser.param_groups[0].get("lr", 0.0)),
            ),
        )

    def clear(self, parameters: list[Any]) -> None:
        """zero_grad() is about to be called on the owner of these."""
        full = sum(p.grad is not None and bool((p.grad != 0).any()) for p in parameters)
        line = self.book.line()
        if line is not None:
            self.book.note("cleared", Cleared(self.book.at(), line, full))

    def schedule(self, scheduler: Any) -> None:
        """A scheduler is about to be stepped."""
        each, least, kind = 1.0, 0.0, type(scheduler).__name__[:60]
        if kind in ("StepLR", "ExponentialLR"):
            each = float(scheduler.gamma) ** (1 / max(getattr(scheduler, "step_size", 1), 1))
        elif kind == "MultiStepLR":
            least = float(scheduler.gamma) ** sum(scheduler.milestones.values())
            each = least ** (1 / max(*scheduler.milestones, 1, 1))
        told = Scheduled(self.book.at(), self.book.line(), kind, finite(each), finite(least))
        self.book.note("scheduled", told)

    def move(self, what: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A tensor was moved, or made another type of."""
        to = (*args, *kwargs.values())
        if self.watch.is_loaded(what) and any(isinstance(one, str | torch.device) for one in to):
            line = self.book.line()
            if not any(one.line == line for one in self.book.entries["moved"]):
                self.book.note("moved", Moved(self.book.at(), line))


class Calls(TorchFunctionMode):
    """Sees losses and comparisons as they are called."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make the call; write down what it was, where it is one of these."""
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        if func in BY_MODE:
            self._steps.watch.dropped = True
        with torch._C.DisableTorchFunction():
            if func in EQUAL and len(args) == 2:
                self._steps.compare(*args)
            elif func in SOFTMAX or func in ANSWERS:
                self._steps.pick("softmax" if func in SOFTMAX else "answer", args, kwargs)
            elif func in LOGARITHMS:
                self._steps.log(args[0] if args else None)
            elif func is torch.Tensor.to:
                self._steps.move(args[0], args[1:], kwargs)
            elif func is torch.Tensor.cuda:
                self._steps.move(args[0], ("cuda",), {})
            elif (name := LOSSES.get(func)) is not None:
                self._steps.lost(name, args, kwargs, result)
        return result


def _held(optimiser: torch.optim.Optimizer) -> list[Any]:
    return [p for group in optimiser.param_groups for p in group["params"]]


def _mark(grad: torch.Tensor | None) -> tuple[int, int] | None:
    return None if grad is None else (id(grad), grad._version)


def _own(target: Any, labels: torch.Tensor | None) -> tuple[int, int]:
    """How many labels can be held against those of the images, and how many are the same."""
    if labels is None or not isinstance(target, torch.Tensor):
        return 0, 0
    told = target.detach()
    if told.is_complex() or not told.numel():
        return 0, 0
    if told.dim() == 2 and told.shape[0] == len(labels):
        if float(told.min()) < 0 or float(told.amax(1).min()) < 0.5:
            return 0, 0  # no labels, one in each row: what another network says, perhaps
        told = told.argmax(1)
    if told.is_floating_point() or told.shape != labels.shape:
        return 0, 0
    kept = labels >= 0
    return int(kept.sum()), int((told[kept] == labels[kept]).sum())


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
        steps.clear(list(self.parameters()))
        clear(self, *args, **kwargs)

    def all_cleared(self: Any, *args: Any, **kwargs: Any) -> None:
        steps.clear(_held(self))
        clear_all(self, *args, **kwargs)

    for owner, name, seen in (
        (torch.Tensor, "backward", backward_seen),
        (optimizer, "__init__", built),
        (optimizer, "zero_grad", all_cleared),
        (nn.Module, "zero_grad", module_cleared),
    ):
        setattr(owner, name, seen)
    derive: Any = torch.autograd.grad

    def derived(*args: Any, **kwargs: Any) -> Any:
        steps.book.note("derived", Derived(steps.book.at(), steps.book.line()))
        return derive(*args, **kwargs)

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

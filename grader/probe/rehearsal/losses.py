"""What a script works out of a network's scores, as it happens: losses, answers, comparisons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from grader.evidence.rehearsed_calls import Compared, Denied, Logarithm, Loss, Pick, Picked
from grader.evidence.rehearsed_steps import Moved
from grader.probe.rehearsal.answers import form_of, has_numbers
from grader.probe.rehearsal.book import Book, finite
from grader.probe.rehearsal.functions import (
    ANSWERS,
    BY_MODE,
    DRAWS,
    EQUAL,
    LOGARITHMS,
    LOSSES,
    SOFTMAX,
    SUMS,
    WATCHED,
)
from grader.probe.rehearsal.gathered import Gathering
from grader.probe.rehearsal.networks import Watch

_WHOLE = (torch.int64, torch.int32, torch.uint8)


class Losses:
    """What is seen of the calls of one script."""

    def __init__(self, book: Book, watch: Watch) -> None:
        self.book, self.watch = book, watch
        self.last: float | None = None  # the value of the last loss
        self._compared: set[tuple[Any, ...]] = set()
        self._picked: set[tuple[Any, ...]] = set()
        self._logged: set[int | None] = set()
        self.gathering = Gathering(book)

    def lost(self, name: str, args: Any, kwargs: Any, value: Any) -> None:
        """A loss was worked out."""
        given = args[0] if args else kwargs.get("input")
        target = args[1] if len(args) > 1 else kwargs.get("target")
        answer = self.watch.answer
        if not isinstance(given, torch.Tensor) or not isinstance(value, torch.Tensor):
            return
        self.last = finite(value.detach().sum())
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
                value=self.last,
                form=form_of(given.detach()),
                direct=same,
                history=given.requires_grad,
                broken=not bool(given.detach().isfinite().all()),
                labels=labels,
                own=own,
                echo=answer is not None and _echoes(target, answer.output.detach()),
            ),
        )

    def compare(self, left: Any, right: Any) -> None:
        """Two tensors were compared, one of which may be the labels."""
        answer = self.watch.answer
        if answer is None or not isinstance(left, torch.Tensor):
            return
        if not isinstance(right, torch.Tensor) or len(answer.output) == 1:
            return
        if left.shape == right.shape and self._compare_whole(left, right):
            return
        rows = left.shape == right.shape == answer.output.shape
        if not rows and len(answer.output) not in (left.numel(), right.numel()):
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

    def _compare_whole(self, left: torch.Tensor, right: torch.Tensor) -> bool:
        """Whether these are all answers of a pass, and their labels in another order."""
        answers, labels = zip(*self.watch.whole, strict=True) if self.watch.whole else ((), ())
        if sum(map(len, answers)) != left.numel() or left.dim() != 1:
            return False
        if any(one is None for one in labels):
            return False
        read, own = torch.cat(answers), torch.cat(labels)
        given = next((o for s, o in ((left, right), (right, left)) if torch.equal(s, read)), None)
        if given is None or torch.equal(given, own):
            return False
        if not torch.equal(given.sort()[0], own.sort()[0]):
            return False
        shapes = tuple(left.shape), tuple(right.shape)
        told = Compared(self.book.at(), self.book.line(), *shapes, False, True, True)
        self.book.note("compared", told)
        return True

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

    def deny(self, name: str, args: Any, kwargs: Any) -> None:
        """A loss function raised."""
        given = args[0] if args else kwargs.get("input")
        target = args[1] if len(args) > 1 else kwargs.get("target")
        if not isinstance(given, torch.Tensor) or not isinstance(target, torch.Tensor):
            return
        rows = target.dim() == 2 and target.shape[1] > 1 and not target.is_complex()
        rows = rows and bool(((target == 0) | (target == 1)).all() and (target.sum(1) == 1).all())
        shapes = tuple(given.shape)[:8], tuple(target.shape)[:8]
        whole = target.numel() and target.dtype in _WHOLE
        ends = (int(target.min()), int(target.max())) if whole else (0, 0)
        told = Denied(self.book.at(), self.book.line(), name, *shapes, rows, *ends)
        self.book.note("denied", told)

    def draw(self, what: object) -> None:
        """Numbers of a tensor are drawn: weights of a network, perhaps."""
        if isinstance(what, nn.Parameter):
            self.watch.drawn = self.watch.applied or self.book.line()

    def move(self, what: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """A tensor was moved, or made another type of."""
        to = (*args, *kwargs.values())
        if self.watch.is_loaded(what) and any(isinstance(one, str | torch.device) for one in to):
            line = self.book.line()
            if not any(one.line == line for one in self.book.entries["moved"]):
                self.book.note("moved", Moved(self.book.at(), line))


class Calls(TorchFunctionMode):
    """Sees losses and comparisons as they are called."""

    def __init__(self, losses: Losses) -> None:
        super().__init__()
        self._losses = losses

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make the call; write down what it was, where it is one of these."""
        kwargs = kwargs or {}
        name = LOSSES.get(func)
        try:
            result = func(*args, **kwargs)
        except Exception:
            if name is not None:
                with torch._C.DisableTorchFunction():
                    self._losses.deny(name, args, kwargs)
            raise
        if func in BY_MODE:
            self._losses.watch.dropped = True
        if func in WATCHED:
            with torch._C.DisableTorchFunction():
                if all(map(has_numbers, args)):
                    self._see(func, args, kwargs, result)
        return result

    def _see(self, func: Callable[..., Any], args: Any, kwargs: Any, result: Any) -> None:
        if func in EQUAL and len(args) == 2:
            self._losses.compare(*args)
        elif func in SOFTMAX or func in ANSWERS:
            self._losses.pick("softmax" if func in SOFTMAX else "answer", args, kwargs)
        elif func in LOGARITHMS:
            self._losses.log(args[0] if args else None)
        elif func is torch.Tensor.to:
            self._losses.move(args[0], args[1:], kwargs)
        elif func is torch.Tensor.cuda:
            self._losses.move(args[0], ("cuda",), {})
        elif func in SUMS:
            self._losses.gathering.combine(args, result)
        elif func in DRAWS:
            self._losses.draw(args[0])
        elif (name := LOSSES.get(func)) is not None:
            self._losses.lost(name, args, kwargs, result)
            self._losses.gathering.begin(result)


def _echoes(target: Any, output: torch.Tensor) -> bool:
    """Whether labels are the places of the largest scores."""
    alike = isinstance(target, torch.Tensor) and target.shape == output.shape[:1]
    return alike and bool((target.detach() == output.argmax(1)).all())


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

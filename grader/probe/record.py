"""Recording what `forward` calls, as it runs.

A `TorchFunctionMode` sees every outermost call of a torch function, however it is spelled;
what torch calls inside itself stays inside. Calls that give no tensor (`x.size(0)`) are not
entered: their results are numbers in later calls. Calls that carry numbers out of tensors
(`.item()`, `if x.sum() > 0`) are told as escapes: the graph may not be the whole truth then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.parameter import is_lazy
from torch.overrides import TorchFunctionMode

from grader.evidence import Escape
from grader.graph import Argument, Operation, Ref
from grader.probe.book import Book, BookFullError, tensors_in
from grader.probe.calls import (
    Call,
    apart,
    copy_of,
    is_transformed,
    place,
    short_name,
    version,
)
from grader.probe.devices import stay
from grader.probe.leaks import leak_of
from grader.probe.patches import Patches, given
from grader.probe.troubles import student_line
from grader.torchside.functions import name_of

_QUIET = frozenset(  # give numbers about a tensor, not of it; by far the most frequent calls
    (
        *("size", "dim", "ndimension", "numel", "nelement", "is_contiguous", "stride", "__len__"),
        *("is_floating_point", "is_complex", "element_size", "storage_offset", "get_device"),
        *("__repr__", "__format__", "__hash__", "__dir__", "is_tensor", "__setstate__"),
        *("requires_grad_", "retain_grad", "register_hook", "_set_grad_enabled"),
    )
)


@dataclass
class Failed:
    """The call that raised."""

    error: BaseException
    call: Call


@dataclass
class Flattening:
    """A call like `x.view(-1, 320)` that was made."""

    name: str
    line: int | None
    columns: int  # 320
    before: tuple[int, ...]  # shape of x
    after: tuple[int, ...]


class Recorder(TorchFunctionMode):
    """Writes each call into a book."""

    def __init__(self, book: Book, file: str, patches: Patches, notes: list[str]) -> None:
        super().__init__()
        self.book = book
        self.failed: Failed | None = None
        self.flattenings: list[Flattening] = []
        self.escapes: list[Escape] = []
        self.full = ""  # why recording stopped before the run did
        self.modules: list[str] = [""]  # paths of the modules that run, innermost last
        self.lines: list[int] = []  # of the student's file in what torch translated, innermost last
        self._file = file
        self._patches = patches
        self._notes = notes

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make the call, and enter it."""
        staying = stay(func, args, kwargs or {}, self._notes)
        if staying is None:
            return args[0]
        func, args, kwargs = staying
        leak = leak_of(func, types)
        if leak:
            self.tell(leak)
        short = short_name(func)
        if self.full or short in _QUIET:
            return func(*args, **kwargs)
        line, construction = place(self._file)
        line = self.lines[-1] if self.lines else line
        name = name_of(func) or short
        begins = construction or name.startswith("torch.nn.init.")
        if begins and not self._is_own(args, kwargs):
            return func(*args, **kwargs)
        args = self._patches.apply(name, args, line)
        maps = self._patches.maps(name, args, kwargs)
        if maps is not None:
            laid_out = Call("torch.flatten", torch.flatten, (maps, 1), {}, line, "")
            args, kwargs = given(self._enter(laid_out), args, kwargs)
        return self._enter(Call(name, func, args, kwargs, line, self.modules[-1]))

    def _is_own(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Whether a call works on a tensor of the network, and not of a layer just made."""
        return any(self.book.ref(tensor) is not None for tensor in tensors_in(args, kwargs))

    def _enter(self, call: Call) -> Any:
        """Make the call between two looks at what it was given."""
        given = list(tensors_in(call.args, call.kwargs))
        if any(is_lazy(tensor) or is_transformed(tensor) for tensor in given):
            return call.make()  # a layer takes its sizes, or what is in `torch.vmap`: not seen
        unknown = [(t, copy_of(t)) for t in given if self.book.ref(t) is None]
        versions = [version(tensor) for tensor in given]
        try:
            result = call.make()
        except BaseException as error:
            self.failed = Failed(error, call)
            raise
        changed = [t for t, v in zip(given, versions, strict=True) if version(t) != v]
        changed += call.statistics()
        if not changed and not any(True for _ in tensors_in(result)):
            if call.name.endswith(".data.__set__"):
                self.tell(".data = ...")
            return result
        result = apart(call, result, given, changed)
        try:
            for tensor, before in unknown:
                self._meet(tensor, before, call)
            self._write(call, result, given, changed)
        except BookFullError as reason:
            self.full = str(reason)
            self.escapes.append(Escape(f"recording stopped: {reason}"))
        self._note_flattening(call, result)
        return result

    def refused(self, error: BaseException) -> Operation | None:
        """The call that raised this error, with what it was given; None where no call did."""
        if self.failed is None or self.failed.error is not error or self.full:
            return None
        call, book = self.failed.call, self.book
        given = list(tensors_in(call.args, call.kwargs))
        for tensor in given:
            if book.ref(tensor) is None:
                book.holdings.constant(tensor, copy_of(tensor))
        return Operation(
            index=len(book.operations),
            target=call.name[:300],
            args=tuple(book.argument(arg) for arg in call.args),
            kwargs=tuple((k, book.argument(a)) for k, a in call.kwargs.items() if k != "device"),
            outputs=(),
            many=False,
            reads=book.reads(given),
            writes=(),
            module=call.module[:300],
            line=call.line,
        )

    def _write(
        self, call: Call, result: Any, given: list[torch.Tensor], changed: list[torch.Tensor]
    ) -> None:
        """Enter the call: first what it was given, then what it made."""
        book = self.book
        args = tuple(book.argument(arg) for arg in call.args)
        # a device is the trainer's to choose
        named = tuple((k, book.argument(arg)) for k, arg in call.kwargs.items() if k != "device")
        reads = book.reads(given)
        # `x[0] = y` gives None and changes x: its outcome is x
        made = list(tensors_in(result)) or changed[:1]
        outputs = tuple(book.new_value(tensor) for tensor in made)
        writes: dict[Ref, None] = {}
        for tensor in changed:
            writes.update(dict.fromkeys(book.wrote(tensor, outputs[0])))
        many = isinstance(result, (tuple, list))
        self._add(call, call.name, args, named, outputs, many, reads, tuple(writes))
        if not torch.is_grad_enabled() and any(t.requires_grad for t in given):
            for tensor in made:
                if tensor.is_floating_point() and not tensor.requires_grad:
                    self._detach(tensor, tensor, call)

    def _meet(self, tensor: torch.Tensor, before: torch.Tensor | None, call: Call) -> None:
        """A tensor that no call of this run gave: over known memory, or a constant."""
        if self.book.ref(tensor) is not None:  # met a moment ago: given twice
            return
        owner = self.book.alias(tensor)
        if owner is not None:
            self._detach(owner, tensor, call)
            return
        if tensor.grad_fn is not None:
            self.escapes.append(Escape("a tensor from a call that was not seen", call.line))
        self.book.holdings.constant(tensor, before)

    def _detach(self, source: torch.Tensor, seen_as: torch.Tensor, call: Call) -> None:
        """Enter that no gradient flows from here on: under `no_grad`, or by `Parameter(x)`."""
        argument, reads = self.book.argument(source), self.book.reads([source])
        outputs = (self.book.new_value(seen_as),)
        self._add(call, "torch.Tensor.detach", (argument,), (), outputs, False, reads, ())

    def _add(
        self,
        call: Call,
        target: str,
        args: tuple[Argument, ...],
        kwargs: tuple[tuple[str, Argument], ...],
        outputs: tuple[int, ...],
        many: bool,
        reads: tuple[Ref, ...],
        writes: tuple[Ref, ...],
    ) -> None:
        self.book.add(
            target=target[:300],
            args=args,
            kwargs=kwargs,
            outputs=outputs,
            many=many,
            reads=reads,
            writes=writes,
            module=call.module[:300],
            line=call.line,
        )

    def tell(self, what: str) -> None:
        """Keep an escape, once."""
        told = Escape(what[:300], student_line(self._file))
        if told not in self.escapes:
            self.escapes.append(told)

    def tell_caught(self, error: BaseException | None) -> None:
        """An error of torch's that the run went on after is an answer about numbers, too."""
        if self.failed is not None and error is None:
            self.escapes.append(Escape("an error that was caught", self.failed.call.line))

    def _note_flattening(self, call: Call, result: Any) -> None:
        columns = self._patches.columns(call.name, call.args)
        if columns is not None:
            before, after = tuple(call.args[0].shape), tuple(result.shape)
            self.flattenings.append(Flattening(call.name, call.line, columns, before, after))

"""Recording what `forward` calls, as it runs.

A `TorchFunctionMode` sees every outermost call of a torch function, however it is spelled;
what torch calls inside itself stays inside. Calls that give no tensor (`x.size(0)`) are not
entered: their results are numbers in later calls. Calls that carry numbers out of tensors
(`.item()`, `if x.sum() > 0`) are told as escapes: the graph may not be the whole truth then.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from grader.graph import Ref
from grader.probe.book import Book, BookFullError, tensors_in
from grader.probe.devices import stay
from grader.probe.patches import Patches
from grader.torchside.functions import name_of

ESCAPES = frozenset(
    (
        *("item", "tolist", "numpy", "__bool__", "__float__", "__int__", "__index__"),
        *("__array__", "__complex__", "__contains__", "is_nonzero", "equal", "allclose"),
        *("data_ptr", "storage", "untyped_storage", "__dlpack__", "__reduce_ex__", "apply_"),
        *("map_", "register_hook", "backward", "__deepcopy__"),
    )
)
_QUIET = frozenset(  # give numbers about a tensor, not of it; by far the most frequent calls
    (
        *("size", "dim", "ndimension", "numel", "nelement", "is_contiguous", "stride", "__len__"),
        *("is_floating_point", "is_complex", "element_size", "storage_offset", "get_device"),
        *("__repr__", "__format__", "__hash__", "__dir__", "is_tensor", "__setstate__"),
    )
)
_TENSOR_PROPERTIES = frozenset(("T", "mT", "H", "mH", "data", "real", "imag"))
_NORMS = ("torch.nn.functional.batch_norm", "torch.nn.functional.instance_norm")


@dataclass
class Failed:
    """The call that raised."""

    error: BaseException
    name: str
    func: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    line: int | None
    module: str


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
        self.escapes: list[str] = []
        self.full = ""  # why recording stopped before the run did
        self.modules: list[str] = [""]  # paths of the modules that run, innermost last
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
        call = stay(func, args, kwargs or {}, self._notes)
        if call is None:
            return args[0]
        func, args, kwargs = call
        short = _short(func)
        if self.full or short in _QUIET:
            return func(*args, **kwargs)
        line, construction = _place(self._file)
        name = name_of(func) or short
        if construction or name.startswith("torch.nn.init."):
            return func(*args, **kwargs)
        args = self._patches.apply(name, args, line)
        return self._enter(name, func, args, kwargs, line)

    def _enter(
        self,
        name: str,
        func: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        line: int | None,
    ) -> Any:
        given = list(tensors_in(args, kwargs))
        unknown = {id(t): (t, _copy(t)) for t in given if self.book.ref(t) is None}
        versions = [_version(tensor) for tensor in given]
        try:
            result = func(*args, **kwargs)
        except BaseException as error:
            self.failed = Failed(error, name, func, args, kwargs, line, self.modules[-1])
            raise
        changed = [t for t, v in zip(given, versions, strict=True) if _version(t) != v]
        if name in _NORMS:
            changed += _statistics(name, args, kwargs)
        made = list(tensors_in(result))
        if not made and not changed:
            self._tell_escape(name, func, line)
            return result
        result = _apart(result, given, changed, name)
        try:
            self._write(name, args, kwargs, result, given, changed, unknown, line)
        except BookFullError as reason:
            self.full = str(reason)
            self.escapes.append(f"recording stopped: {reason}")
        self._note_flattening(name, args, result, line)
        return result

    def _write(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        result: Any,
        given: list[torch.Tensor],
        changed: list[torch.Tensor],
        unknown: dict[int, tuple[torch.Tensor, torch.Tensor | None]],
        line: int | None,
    ) -> None:
        """Enter the call: first what it was given, then what it made."""
        book = self.book
        for tensor, before in unknown.values():
            self._meet(tensor, before, line)
        arguments = tuple(book.argument(arg) for arg in args)
        named = tuple((key, book.argument(arg)) for key, arg in kwargs.items() if key != "device")
        reads = book.reads(given)
        # `x[0] = y` gives None and changes x: its outcome is x
        made = list(tensors_in(result)) or changed[:1]
        outputs = tuple(book.new_value(tensor) for tensor in made)
        writes: dict[Ref, None] = {}
        for tensor in changed:
            writes.update(dict.fromkeys(book.wrote(tensor, outputs[0])))
        book.add(
            target=name[:300],
            args=arguments,
            kwargs=named,
            outputs=outputs,
            many=isinstance(result, (tuple, list)),
            reads=reads,
            writes=tuple(writes),
            module=self.modules[-1][:300],
            line=line,
        )
        if not torch.is_grad_enabled() and any(t.requires_grad for t in given):
            for tensor in made:
                if tensor.is_floating_point() and not tensor.requires_grad:
                    self._detach(tensor, tensor, line)

    def _meet(self, tensor: torch.Tensor, before: torch.Tensor | None, line: int | None) -> None:
        """A tensor that no call of this run gave: over known memory, or a constant."""
        owner = self.book.alias(tensor)
        if owner is not None:
            self._detach(owner, tensor, line)
            return
        if tensor.grad_fn is not None:
            self.escapes.append(f"a tensor from a call that was not seen{_at(line)}")
        self.book.holdings.constant(tensor, before)

    def _detach(self, source: torch.Tensor, seen_as: torch.Tensor, line: int | None) -> None:
        """Enter that no gradient flows from here on: under `no_grad`, or by `Parameter(x)`."""
        book = self.book
        argument, reads = book.argument(source), book.reads([source])
        output = book.new_value(seen_as)
        book.add(
            target="torch.Tensor.detach",
            args=(argument,),
            kwargs=(),
            outputs=(output,),
            many=False,
            reads=reads,
            writes=(),
            module=self.modules[-1][:300],
            line=line,
        )

    def _tell_escape(self, name: str, func: Callable[..., Any], line: int | None) -> None:
        if _short(func) in ESCAPES:
            told = f".{name.rpartition('.')[2]}(){_at(line)}"
            if told not in self.escapes:
                self.escapes.append(told)

    def _note_flattening(
        self, name: str, args: tuple[Any, ...], result: Any, line: int | None
    ) -> None:
        columns = self._patches.columns(name, args)
        if columns is not None:
            before, after = tuple(args[0].shape), tuple(result.shape)
            self.flattenings.append(Flattening(name, line, columns, before, after))


def _short(func: Callable[..., Any]) -> str:
    """ "view" of Tensor.view; of a property's getter the property's name, quiet or not."""
    name = getattr(func, "__name__", "")
    if name != "__get__":
        return name
    of = getattr(getattr(func, "__self__", None), "__name__", "")
    return of if of in _TENSOR_PROPERTIES else "size"


def _place(file: str) -> tuple[int | None, bool]:
    """The student's innermost line, and whether torch builds a layer on the way to here."""
    frame: FrameType | None = sys._getframe(2)
    construction = False
    while frame is not None:
        code = frame.f_code
        if code.co_filename == file:
            return frame.f_lineno, construction
        if code.co_name in ("__init__", "reset_parameters"):
            construction |= str(frame.f_globals.get("__name__")).startswith("torch.nn.")
        frame = frame.f_back
    return None, construction


def _statistics(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[torch.Tensor]:
    """Running statistics that a normalisation changes, which no version counter tells."""
    from grader.graph.vocabulary import bind

    bound = bind(name, args, kwargs)
    training = bound.get("training") if "training" in bound else bound.get("use_input_stats")
    found = (bound.get("running_mean"), bound.get("running_var"))
    return [t for t in found if isinstance(t, torch.Tensor)] if training else []


def _apart(result: Any, given: list[torch.Tensor], changed: list[torch.Tensor], name: str) -> Any:
    """A call that gives its own argument back (dropout in eval mode) gives a view of it.

    So the value before and the value after stay two, and a result thrown away stays unused.
    """
    if not isinstance(result, torch.Tensor) or name.endswith("_"):
        return result
    if any(result is t for t in changed) or not any(result is t for t in given):
        return result
    return result.view_as(result)


def _copy(tensor: torch.Tensor) -> torch.Tensor | None:
    """The numbers of a tensor of unknown origin before the call may change them."""
    small = tensor.layout is torch.strided and tensor.numel() * tensor.element_size() <= 2**22
    return tensor.detach().clone() if small else None


def _version(tensor: torch.Tensor) -> int:
    try:
        return tensor._version
    except RuntimeError:  # made in inference mode: it has none
        return 0


def _at(line: int | None) -> str:
    return f" at line {line}" if line is not None else ""

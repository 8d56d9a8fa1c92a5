"""Numbers that leave torch while `forward` runs: what a branch of Python's can be taken on.

`Leaks` sees, in every run that is not recorded, the calls that the recorder tells as escapes, and
`unseen_calls` those of torch's kernels that no call of a torch function led to. An escape means
that the graph may not be the whole truth: the network itself is trained then, in the sandbox.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch.overrides import _get_current_function_mode_stack, _pop_mode, _push_mode
from torch.utils._python_dispatch import TorchDispatchMode

from grader.evidence import Escape
from grader.probe.devices import OnProcessor
from grader.probe.doors import listening
from grader.probe.scripts import Scripts
from grader.probe.state import Seen
from grader.probe.troubles import student_line

LEAKS = frozenset(
    (
        *("item", "tolist", "numpy", "__bool__", "__float__", "__int__", "__index__"),
        *("__array__", "__complex__", "__contains__", "is_nonzero", "equal", "allclose"),
        *("data_ptr", "storage", "untyped_storage", "__dlpack__", "__reduce_ex__", "apply_"),
        *("map_", "backward", "__format__", "__repr__", "__str__", "_nnz", "_typed_storage"),
        *("__deepcopy__", "_assert", "_assert_async", "_functional_assert_async"),
    )
)
_PROPERTIES = frozenset(("_version", "grad", "_grad", "_cdata"))  # of what was done outside
_TORCHS = ("torch",)  # modules whose subclasses of Tensor do nothing by themselves
_VIEWS = frozenset(("detach", "alias", "lift_fresh", "_to_copy", "view", "t", "expand"))


def leak_of(func: Callable[..., Any], types: Any) -> str:
    """What to call an escape by this call; "" where it is none."""
    name = getattr(func, "__name__", "")
    if name in LEAKS:
        return f".{name}()"
    if name == "__get__":
        of = getattr(getattr(func, "__self__", None), "__name__", "")
        return f".{of}" if of in _PROPERTIES else ""
    for cls in types:
        if cls is not torch.Tensor and cls.__module__.partition(".")[0] not in _TORCHS:
            return f"a tensor of the class {cls.__name__}"[:300]
    return ""


class Leaks(OnProcessor):
    """Tells of escapes in a plain run."""

    def __init__(self, seen: Seen, file: str) -> None:
        super().__init__(seen.notes)
        self.inside = 0  # calls of torch functions that are being made
        self.raised: Escape | None = None  # one of them did, and where
        self._seen = seen
        self._file = file

    def tell(self, what: str) -> None:
        """Keep an escape."""
        self._seen.escape([Escape(what[:300], student_line(self._file))])

    def failed(self) -> None:
        """Keep that a call raised, for the case that the run goes on."""
        self.raised = Escape("an error that was caught", student_line(self._file))

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        """Make the call."""
        told = leak_of(func, types)
        if told and not self.inside:
            self.tell(told)
        self.inside += 1
        try:
            return self.make(func, args, kwargs or {})
        except BaseException:
            self.failed()
            raise
        finally:
            self.inside -= 1


@contextmanager
def leaks_told(seen: Seen, scripts: Scripts, file: str) -> Iterator[Leaks]:
    """While this holds, escapes are told, by whatever way."""
    leaks = Leaks(seen, file)
    with _in_place(leaks), listening(leaks.tell), scripts.run(leaks):
        yield leaks
    if leaks.raised is not None:  # and yet the run came to an end
        seen.escape([leaks.raised])


@contextmanager
def _in_place(leaks: Leaks) -> Iterator[None]:
    """Instead of the mode that does a part of what it does: of a small call each is half the time.

    What else lies on top of torch's stack stays there, whoever put it.
    """
    stack = _get_current_function_mode_stack()  # type: ignore[no-untyped-call]
    if not stack or type(stack[-1]) is not OnProcessor:
        with leaks:
            yield
        return
    _pop_mode()  # type: ignore[no-untyped-call]
    try:
        with leaks:
            yield
    finally:
        _push_mode(stack[-1])  # type: ignore[no-untyped-call]


@contextmanager
def unseen_calls(leaks: Leaks) -> Iterator[None]:
    """While this holds, kernels are told that no call of a torch function led to."""
    with _Unseen(leaks):
        yield


class _Unseen(TorchDispatchMode):  # type: ignore[no-untyped-call]
    def __init__(self, leaks: Leaks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.leaks = leaks


def _dispatch(
    self: _Unseen, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
) -> Any:
    leaks = self.leaks
    name = func.__name__.partition(".")[0]
    if not leaks.inside and name not in _VIEWS:
        leaks.tell(f"a call that torch's hooks do not see, {name}")
    leaks.inside += 1
    try:
        return func(*args, **(kwargs or {}))
    finally:
        leaks.inside -= 1


# Given to the class afterwards: what is there when a class is made is wrapped by torch in what
# imports its compiler, which takes a second.
_Unseen.__torch_dispatch__ = _dispatch  # type: ignore[method-assign, assignment]


@contextmanager
def dice_told(tell: Callable[[str], None]) -> Iterator[None]:
    """While this holds, random numbers that are not torch's are told: no replay draws them."""
    before = random.getstate(), _numpys()
    yield
    if random.getstate() != before[0]:
        tell("a random number of Python's")
    if _numpys() != before[1]:
        tell("a random number of numpy's")


def _numpys() -> tuple[bytes, int]:
    state: Any = np.random.get_state()
    return state[1].tobytes(), state[2]

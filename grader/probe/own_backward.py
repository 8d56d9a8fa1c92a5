"""`torch.autograd.Function`: what it computes is recorded, and its gradient as far as it is known.

The forward pass of one runs where no call is seen to lead to what it gives. While forward is
recorded it is called by itself, so that every step is seen. The backward pass is the student's:
it is run with random numbers and held against what autograd makes of the forward pass, and against
the ways in which one usually lets a gradient past a step that has none. A way that fits becomes a
part of the graph. Whether that is the whole truth the proofs say, which are of the function itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch

Apply = Callable[..., Any]  # (class, *args), as torch runs it
Listener = Callable[[Apply, type, tuple[Any, ...]], Any]
Surrogate = Callable[[torch.Tensor], torch.Tensor]  # of which the gradient is taken

AS_IT_IS = "as it is"  # autograd's own gradient of the forward pass
WAYS: dict[str, Surrogate] = {  # by which a gradient passes what gives none, the usual first
    "straight through": lambda x: x,
    "from -1 to 1": torch.nn.functional.hardtanh,
    "from 0 to 1": lambda x: torch.nn.functional.hardtanh(x, 0.0, 1.0),
    "above 0": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "turned round": lambda x: -x,
}
CLOSE = 1e-4  # relative difference of gradients that rounding may cause
_WIDE = 2.0  # standard deviations by which inputs are moved, to see past 1

_listeners: list[Listener] = []


@contextmanager
def watched_functions() -> Iterator[None]:
    """While this holds, calls go to whoever listens; a file may keep `apply` from its start."""
    kept = torch.autograd.Function.__dict__["apply"]

    def apply(cls: type, *args: Any, **kwargs: Any) -> Any:
        own = not cls.__module__.startswith("torch.") or cls.__name__ == "CheckpointFunction"
        if not _listeners or kwargs or not own or torch._C._are_functorch_transforms_active():
            return kept.__func__(cls, *args, **kwargs)
        return _listeners[-1](kept.__func__, cls, args)

    setattr(torch.autograd.Function, "apply", classmethod(apply))  # noqa: B010
    try:
        yield
    finally:
        setattr(torch.autograd.Function, "apply", kept)  # noqa: B010


@contextmanager
def _listening(listener: Listener) -> Iterator[None]:
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


class Functions:
    """What is known of the functions with a backward pass of their own that a network calls."""

    def __init__(self) -> None:
        self.met: dict[type, None] = {}
        self._fitting: dict[type, set[str]] = {}  # ways that fit every call so far
        self._closed: set[type] = set()
        self._again = False

    def again(self) -> bool:
        """Whether the recorded run met one that cannot be opened; asked once for each."""
        asked, self._again = self._again, False
        return asked

    def way(self, cls: type) -> str:
        """How gradients pass it, as far as is known."""
        fitting = self._fitting.get(cls, set())
        return next((way for way in (AS_IT_IS, *WAYS) if way in fitting), AS_IT_IS)

    def passed_by_surrogate(self) -> bool:
        """Whether a gradient passes one in another way than autograd would have it."""
        return any(self.way(cls) != AS_IT_IS for cls in self.met)

    def unknown(self) -> list[str]:
        """Names of those whose backward pass is none of the known ways."""
        return [cls.__name__ for cls in self.met if not self._fitting.get(cls)]

    @contextmanager
    def opened(self) -> Iterator[None]:
        """While this holds, forward passes are called by themselves."""

        def instead(real: Apply, cls: type, args: tuple[Any, ...]) -> Any:
            if cls.__name__ == "CheckpointFunction":  # the same once more, to save memory
                return args[0](*args[2:])
            if cls in self._closed:
                return real(cls, *args)
            self.met[cls] = None
            try:
                return _recorded(cls, args, self.way(cls))
            except Exception:
                self._closed.add(cls)
                self._again = True
                raise

        with _listening(instead):
            yield

    @contextmanager
    def measured(self) -> Iterator[None]:
        """While this holds, the backward pass of each is run, and held against the known ways."""

        def instead(real: Apply, cls: type, args: tuple[Any, ...]) -> Any:
            if cls in self.met:
                fitting = _fitting(real, cls, args)
                self._fitting[cls] = self._fitting.get(cls, fitting) & fitting
            return real(cls, *args)

        with _listening(instead):
            yield


class _Context:
    """In the place of torch's, for a forward pass that nobody goes back through."""

    def __init__(self, args: Sequence[Any]) -> None:
        self.needs_input_grad = tuple(_learns(arg) for arg in args)

    def save_for_backward(self, *tensors: Any) -> None:
        self.saved_tensors = tensors

    def mark_non_differentiable(self, *tensors: Any) -> None: ...

    def set_materialize_grads(self, value: bool) -> None: ...


def _learns(arg: Any) -> bool:
    return isinstance(arg, torch.Tensor) and arg.is_floating_point()


def _forward(cls: Any, args: Sequence[Any]) -> Any:
    own_setup = cls.setup_context is not torch.autograd.Function.setup_context
    return cls.forward(*args) if own_setup else cls.forward(_Context(args), *args)


def _recorded(cls: type, args: tuple[Any, ...], way: str) -> Any:
    if way == AS_IT_IS:
        return _forward(cls, args)
    with torch.no_grad():
        made = _forward(cls, args).detach()  # a view made here says that it learns
    passing = WAYS[way](next(arg for arg in args if _learns(arg)))
    return made + (passing - passing.detach())  # its value to the last bit, the other's gradient


def _fitting(real: Apply, cls: type, args: tuple[Any, ...]) -> set[str]:
    """The ways that agree with its backward pass, on these inputs and on wider ones."""
    found = {AS_IT_IS, *WAYS}
    try:
        with torch.random.fork_rng([]), torch.enable_grad():
            for wide in (False, True):
                found &= _agreeing(real, cls, args, wide)
    except Exception:  # its own: that it raises is seen where it is proved
        return set()
    return found


def _agreeing(real: Apply, cls: type, args: tuple[Any, ...], wide: bool) -> set[str]:
    torch.manual_seed(1)
    leaves = [_leaf(arg, wide) for arg in args]
    inputs = [leaf for leaf in leaves if _learns(leaf)]
    torch.manual_seed(2)
    made = real(cls, *leaves)
    if not isinstance(made, torch.Tensor):
        return set()
    direction = torch.randn_like(made)
    wanted = _gradients(made, inputs, direction)
    torch.manual_seed(2)
    found = set()
    if _alike(wanted, _gradients(_forward(cls, leaves), inputs, direction)):
        found.add(AS_IT_IS)
    if inputs[0].shape != made.shape or any(bool(one.any()) for one in wanted[1:]):
        return found
    for way, passing in WAYS.items():
        if _alike(wanted[:1], _gradients(passing(inputs[0]), inputs[:1], direction)):
            found.add(way)
    return found


def _leaf(arg: Any, wide: bool) -> Any:
    if not _learns(arg):
        return arg
    moved = arg.detach() + _WIDE * torch.randn_like(arg) if wide else arg.detach().clone()
    return moved.requires_grad_()


def _gradients(
    made: Any, inputs: Sequence[torch.Tensor], direction: torch.Tensor
) -> list[torch.Tensor]:
    """Zeros where none comes through."""
    found: Sequence[Any] = [None] * len(inputs)
    if isinstance(made, torch.Tensor) and made.requires_grad:
        found = torch.autograd.grad(made, list(inputs), direction, allow_unused=True)
    return [torch.zeros_like(x) if g is None else g for x, g in zip(inputs, found, strict=True)]


def _alike(wanted: Sequence[torch.Tensor], made: Sequence[torch.Tensor]) -> bool:
    return all(
        one.shape == other.shape
        and bool((one - other).abs().max() <= CLOSE * one.abs().max().clamp(min=1e-6))
        for one, other in zip(wanted, made, strict=True)
    )

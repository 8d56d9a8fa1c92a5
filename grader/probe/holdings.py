"""The network's tensors: their list, their numbers, and their state to go back to."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn.parameter import is_lazy

from grader.graph import Tensor, TensorKind

MOST_WEIGHTS = 256 * 2**20  # bytes of numbers that are sent
MOST_CONSTANT = 4 * 2**20  # bytes of one constant
MOST_CONSTANTS = 32 * 2**20  # bytes of all constants


class Holdings:
    """Parameters and buffers by position; constants are added as the runs meet them."""

    def __init__(self, net: torch.nn.Module) -> None:
        self._net = net
        self._own = _tensors_of(net)
        self._saved = {name: tensor.detach().clone() for name, tensor, _ in self._own}
        self.places = {id(tensor): i for i, (_, tensor, _) in enumerate(self._own)}
        self.storages: dict[int, list[int]] = {}
        self._look_up_storages()
        self._constants: list[tuple[Tensor, bytes]] = []
        self._kept: list[torch.Tensor] = []  # alive, so that an id stays theirs
        self._room = MOST_CONSTANTS
        self.same: frozenset[str] = frozenset()  # names that no seed changes

    def _look_up_storages(self) -> None:
        """A mend, or `weight.data = ...`, gives a tensor other memory, and what it had is reused.

        The tensors are held until the table is made anew, and so is the memory that they had.
        """
        self.storages.clear()
        self._memory = [tensor.detach() for _, tensor, _ in self._own]
        for i, (_, tensor, _) in enumerate(self._own):
            self.storages.setdefault(storage_of(tensor), []).append(i)

    def restore(self) -> None:
        """Every parameter and buffer as it was at the start, gradients gone."""
        with torch.no_grad():
            for name, tensor, _ in self._own:
                tensor.grad = None
                if tensor.shape == self._saved[name].shape:
                    tensor.copy_(self._saved[name])
        self._look_up_storages()

    def save(self) -> None:
        """What stands there now is the start: after a mend."""
        self._saved = {name: tensor.detach().clone() for name, tensor, _ in self._own}
        self._look_up_storages()

    def saved(self) -> dict[str, torch.Tensor]:
        """The numbers at the start, by name."""
        return self._saved

    def parameters(self) -> list[tuple[str, torch.Tensor]]:
        """Names and tensors that may learn."""
        return [(n, t) for n, t, kind in self._own if kind == "parameter"]

    def constant(self, tensor: torch.Tensor, before: torch.Tensor | None) -> int:
        """The position of a tensor that is none of the network's, with its numbers `before`."""
        numbers = raw(before) if before is not None else b""
        if len(numbers) > min(MOST_CONSTANT, self._room):
            numbers = b""
        self._room -= len(numbers)
        name = f"constant {len(self._constants) + 1}"
        shape, dtype = tuple(tensor.shape), dtype_name(tensor.dtype)
        entry = Tensor(name, shape, dtype, "constant", tensor.requires_grad)
        self._constants.append((entry, numbers))
        self._kept.append(tensor)
        place = len(self._own) + len(self._constants) - 1
        self.places[id(tensor)] = place
        return place

    def entries(self) -> tuple[Tensor, ...]:
        """All of them, as evidence."""
        own = (
            Tensor(
                name=name[:300],
                shape=tuple(tensor.shape),
                dtype=dtype_name(tensor.dtype),
                kind=kind,
                requires_grad=tensor.requires_grad,
                same_for_every_seed=name in self.same,
            )
            for name, tensor, kind in self._own
        )
        return (*own, *(entry for entry, _ in self._constants))

    def numbers(self) -> tuple[bytes, ...]:
        """Their bytes at the start; b"" for each where they are too many to send."""
        total = sum(t.numel() * t.element_size() for t in self._saved.values())
        if total > MOST_WEIGHTS:
            return (b"",) * (len(self._own) + len(self._constants))
        own = (raw(self._saved[name]) for name, _, _ in self._own)
        return (*own, *(numbers for _, numbers in self._constants))


def _tensors_of(net: torch.nn.Module) -> list[tuple[str, torch.Tensor, TensorKind]]:
    """(name, tensor, kind); what is shared appears once, under its first name."""
    found: list[tuple[str, torch.Tensor, TensorKind]] = []
    found += [(name, tensor, "parameter") for name, tensor in net.named_parameters()]
    found += [(name, tensor, "buffer") for name, tensor in net.named_buffers()]
    # one that still waits for its first input has no numbers yet
    return [entry for entry in found if not is_lazy(entry[1])]


def raw(tensor: torch.Tensor) -> bytes:
    """The numbers as little-endian bytes, row by row."""
    flat = tensor.detach().contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


def storage_of(tensor: torch.Tensor) -> int:
    """A number that views of the same memory share; the tensor's own where it has no memory."""
    try:
        return int(tensor.untyped_storage()._cdata)
    except RuntimeError:  # NotImplementedError among them: a sparse or meta tensor has none
        return id(tensor)


def dtype_name(dtype: Any) -> str:
    """ "float32" of torch.float32."""
    return str(dtype).removeprefix("torch.")

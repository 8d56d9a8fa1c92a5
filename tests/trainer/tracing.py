"""A small recorder of forward, for tests of the trainer alone (the real one is the probe's)."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from grader.evidence import Observation, Proof
from grader.graph import Dtype, Graph, Operation, Ref, Slice, Tensor, Value
from grader.graph.nouns import EllipsisType, Mode, TensorKind, refs_in
from grader.torchside.functions import name_of

SHAPE = (1, 28, 28)


class _Recorder(TorchFunctionMode):
    def __init__(self, net: nn.Module, x: torch.Tensor, constants: list[torch.Tensor]) -> None:
        super().__init__()
        self.owned = [*net.parameters(), *net.buffers()]
        self.constants = constants
        self.values: list[torch.Tensor] = [x]  # kept alive, so that identity means something
        self.operations: list[Operation] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = name_of(func) or str(func)
        result = func(*args, **(kwargs or {}))
        made = _tensors(result)
        if not made and result is not None:
            return result  # a shape, a flag
        seen = tuple(self.write(a) for a in args)
        named = tuple((k, self.write(v)) for k, v in (kwargs or {}).items())
        first = len(self.values)
        self.values.extend(made)
        self.operations.append(
            Operation(
                index=len(self.operations),
                target=name,
                args=seen,
                kwargs=named,
                outputs=tuple(range(first, len(self.values))),
                many=isinstance(result, tuple | list),
                reads=tuple(refs_in((*seen, *(value for _, value in named)))),
                writes=(),
                module="",
                line=31,
            )
        )
        return result

    def write(self, arg: Any) -> Any:
        if isinstance(arg, torch.Tensor):
            for i in reversed(range(len(self.values))):
                if self.values[i] is arg:
                    return Ref("value", i)
            for i, owned in enumerate([*self.owned, *self.constants]):
                if owned is arg:
                    return Ref("tensor", i)
            self.constants.append(arg)
            return Ref("tensor", len(self.owned) + len(self.constants) - 1)
        if isinstance(arg, tuple | list):
            return tuple(self.write(item) for item in arg)
        if isinstance(arg, torch.dtype):
            return Dtype(str(arg).removeprefix("torch."))
        if isinstance(arg, slice):
            return Slice(arg.start, arg.stop, arg.step)
        return EllipsisType() if arg is ... else arg


def _tensors(result: Any) -> list[torch.Tensor]:
    if isinstance(result, torch.Tensor):
        return [result]
    if isinstance(result, tuple | list):
        return [tensor for item in result for tensor in _tensors(item)]
    return []


def _trace(net: nn.Module, mode: Mode, batch: int, constants: list[torch.Tensor]) -> Graph:
    net = net.train(mode == "train")
    kept = copy.deepcopy(net.state_dict())
    x = torch.randn(batch, *SHAPE)
    recorder = _Recorder(net, x, constants)
    with recorder:
        output = net(x)
    index = next(i for i in reversed(range(len(recorder.values))) if recorder.values[i] is output)
    net.load_state_dict(kept)
    values = [Value(tuple(v.shape), str(v.dtype)[6:]) for v in recorder.values]
    return Graph(mode, batch, tuple(values), tuple(recorder.operations), index)


def normal(seed: int, shape: tuple[int, ...]) -> torch.Tensor:
    drawn = np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)
    return torch.from_numpy(drawn).to(torch.get_default_dtype())


def prove(net: nn.Module, mode: Mode, batch: int) -> Proof:
    """What the module gives; its state is put back."""
    net = net.train(mode == "train")
    kept = copy.deepcopy(net.state_dict())
    x = normal(7, (batch, *SHAPE))
    torch.manual_seed(3)
    output = net(x)
    gradients: list[tuple[str, bytes]] = []
    if mode == "train" and output.requires_grad:
        named = dict(net.named_parameters())
        (output * normal(8, tuple(output.shape))).sum().backward()
        gradients = [(n, raw(p.grad)) for n, p in named.items() if p.grad is not None]
        net.zero_grad()
    net.load_state_dict(kept)
    return Proof(mode, 3, 7, raw(output), tuple(gradients))


def raw(tensor: torch.Tensor) -> bytes:
    return tensor.detach().contiguous().numpy().tobytes()


def observe(net: nn.Module, batch: int = 64, same: bool = False) -> Observation:
    """The observation of a module, proofs included."""
    constants: list[torch.Tensor] = []
    train = _trace(net, "train", batch, constants)
    evaluated = _trace(net, "eval", batch, constants)
    kinds: list[tuple[str, torch.Tensor, TensorKind]] = [
        *((name, t, "parameter") for name, t in net.named_parameters()),
        *((name, t, "buffer") for name, t in net.named_buffers()),
        *((f"constant {i + 1}", t, "constant") for i, t in enumerate(constants)),
    ]
    tensors = [
        Tensor(name, tuple(t.shape), str(t.dtype)[6:], kind, t.requires_grad, same)
        for name, t, kind in kinds
    ]
    return Observation(
        tensors=tuple(tensors),
        weights=tuple(raw(t) for _, t, _ in kinds),
        train=train,
        eval=evaluated,
        proofs=(prove(net, "train", batch), prove(net, "eval", batch)),
        returned="tensor",
    )

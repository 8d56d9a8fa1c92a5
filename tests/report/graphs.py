"""Graphs put together call by call, with shapes as torch would give them."""

from __future__ import annotations

import math
from typing import Any

from grader.graph import Graph, Operation, Ref, Tensor, Value
from grader.graph.nouns import Mode


class Recorder:
    """Writes a graph down as the probe would."""

    def __init__(self, shape: tuple[int, ...] = (64, 1, 28, 28)) -> None:
        self.values = [Value(shape, "float32")]
        self.operations: list[Operation] = []
        self.tensors: list[Tensor] = []
        self.at = 0  # value id that the next call reads

    def parameter(self, name: str, *shape: int) -> Ref:
        self.tensors.append(Tensor(name, shape, "float32", "parameter", True))
        return Ref("tensor", len(self.tensors) - 1)

    def call(
        self, target: str, shape: tuple[int, ...], *args: Any, module: str = "",
        line: int | None = None, reads: tuple[int, ...] | None = None, **kwargs: Any,
    ) -> int:  # fmt: skip
        full = {"F": "torch.nn.functional", "x": "torch.Tensor", "t": "torch"}
        prefix, _, name = target.partition(".")
        inputs = (self.at,) if reads is None else reads
        refs = tuple(Ref("value", i) for i in inputs)
        first: tuple[Any, ...] = (refs,) if target in ("t.cat",) else refs
        weights = tuple(a for a in args if isinstance(a, Ref))
        self.values.append(Value(shape, "float32"))
        self.operations.append(
            Operation(
                len(self.operations),
                f"{full[prefix]}.{name}",
                (*first, *args),
                tuple(kwargs.items()),
                (len(self.values) - 1,),
                False,
                (*refs, *weights),
                (),
                module,
                line,
            )
        )
        self.at = len(self.values) - 1
        return self.at

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values[self.at].shape

    def conv(
        self, name: str, out: int, k: int, line: int, padding: int = 0, stride: int = 1
    ) -> int:
        n, c, h, w = self.shape
        weight, bias = (
            self.parameter(f"{name}.weight", out, c, k, k),
            self.parameter(f"{name}.bias", out),
        )
        size = [(s + 2 * padding - k) // stride + 1 for s in (h, w)]
        return self.call("F.conv2d", (n, out, *size), weight, bias, (stride, stride),
                         (padding, padding), (1, 1), 1, module=name, line=line)  # fmt: skip

    def pool(self, line: int, k: int = 2, name: str = "") -> int:
        n, c, h, w = self.shape
        return self.call("F.max_pool2d", (n, c, h // k, w // k), kernel_size=k, stride=k,
                         module=name, line=line)  # fmt: skip

    def linear(self, name: str, out: int, line: int) -> int:
        size = self.shape[-1]
        weight, bias = (
            self.parameter(f"{name}.weight", out, size),
            self.parameter(f"{name}.bias", out),
        )
        return self.call("F.linear", (*self.shape[:-1], out), weight, bias, module=name, line=line)

    def same(self, target: str, line: int, **kwargs: Any) -> int:
        return self.call(target, self.shape, line=line, **kwargs)

    def flatten(self, line: int) -> int:
        return self.call("x.view", (self.shape[0], math.prod(self.shape[1:])), -1,
                         math.prod(self.shape[1:]), line=line)  # fmt: skip

    def graph(self, mode: Mode = "train", complete: bool = True) -> Graph:
        return Graph(mode, self.values[0].shape[0], tuple(self.values), tuple(self.operations),
                     self.at if complete else None)  # fmt: skip


def classic(broken: bool = True) -> Recorder:
    net = Recorder()
    net.conv("conv1", 10, 5, 36)
    net.pool(36)
    net.same("F.relu", 36)
    net.conv("conv2", 20, 5, 37)
    net.same("F.dropout2d", 37, p=0.5, training=True, module="conv2_drop")
    net.pool(37)
    if not broken:
        net.same("F.relu", 37)
    net.flatten(38)
    net.linear("fc1", 50, 39)
    net.same("F.relu", 39)
    net.same("F.dropout", 40, p=0.5, training=True)
    net.linear("fc2", 10, 41)
    net.same("F.log_softmax", 42, dim=1)
    return net


def branched() -> Recorder:
    net = Recorder()
    net.conv("stem", 8, 3, 12, padding=1)
    start = net.same("F.relu", 12)
    net.conv("block.conv1", 8, 3, 13, padding=1)
    net.same("F.relu", 13)
    end = net.conv("block.conv2", 8, 3, 14, padding=1)
    net.call("t.add", net.shape, reads=(end, start), line=15)
    pooled = net.pool(16)
    one = net.conv("branch1", 6, 1, 17)
    net.at = pooled
    net.conv("branch3_reduce", 4, 1, 18)
    three = net.conv("branch3", 6, 3, 18, padding=1)
    n, _, h, w = net.shape
    net.call("t.cat", (n, 12, h, w), 1, reads=(one, three), line=19)
    net.pool(20)
    net.flatten(21)
    net.linear("fc1", 64, 22)
    net.same("F.relu", 22)
    net.linear("fc2", 10, 23)
    net.same("F.log_softmax", 23, dim=1)
    return net


def deep() -> Recorder:
    net = Recorder()
    for i in range(6):
        net.conv(f"features.{3 * i}", 8 * (i + 1), 3, 10 + i, padding=1)
        net.same("F.relu", 10 + i)
        if i in (1, 3):
            net.pool(10 + i)
    net.flatten(20)
    for i, size in enumerate((256, 128, 10)):
        net.linear(f"head.{i}", size, 21 + i)
        net.same("F.relu" if size > 10 else "F.log_softmax", 21 + i)
    return net

"""Graphs from a few words: `r = F.relu c`, one step a line."""

from __future__ import annotations

from grader.graph import Graph, Operation, Ref, Value
from grader.graph.nouns import Argument, Mode

PREFIXES = {"F.": "torch.nn.functional.", "x.": "torch.Tensor.", "t.": "torch."}


def write_graph(text: str, mode: Mode = "train") -> Graph:
    """Read steps such as `c = F.conv2d x @0 stride=2` (`x` the input, `@0` the first tensor).

    A step's line in the student's file is its line in the text, from 1.
    """
    names = {"x": 0}
    operations: list[Operation] = []
    lines = [line.strip() for line in text.strip().splitlines()]
    for number, line in enumerate(lines, start=1):
        name, _, call = line.partition(" = ")
        target, *words = call.split()
        args = tuple(_argument(word, names) for word in words if "=" not in word)
        kwargs = tuple(
            (key, _argument(value, names)) for key, _, value in map(_split, words) if value
        )
        reads = tuple(a for a in (*args, *(v for _, v in kwargs)) if isinstance(a, Ref))
        names[name] = len(names)
        operations.append(
            Operation(
                len(operations), _target(target), args, kwargs, (names[name],), False,
                reads, (), name, number,
            )
        )  # fmt: skip
    values = tuple(Value((64, 10), "float32") for _ in names)
    return Graph(mode, 64, values, tuple(operations), len(values) - 1)


def _split(word: str) -> tuple[str, str, str]:
    return word.partition("=")


def _target(word: str) -> str:
    for short, full in PREFIXES.items():
        if word.startswith(short):
            return full + word.removeprefix(short)
    return word


def _argument(word: str, names: dict[str, int]) -> Argument:
    if word.startswith("@"):
        return Ref("tensor", int(word[1:]))
    if word in names:
        return Ref("value", names[word])
    if word in ("True", "False"):
        return word == "True"
    return float(word) if "." in word else int(word)

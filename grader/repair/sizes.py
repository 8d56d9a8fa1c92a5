"""Sizes that a layer may be meant to have: those that stand about in its class."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.repair.edits import Source
from grader.script.nodes import calls_in, nodes_in

MOST = 8  # widths that are tried
SIDES = range(2, 15)  # of the maps that a fully connected layer may get
_TAILS = ("5", "3, padding=1", "3")  # of a convolution, where it has no neighbour
# a part of a layer's name -> the class that it may be meant to be
_BY_NAME = {
    "drop": "Dropout",  # before "out"
    "conv": "Conv2d",
    **dict.fromkeys(("fc", "lin", "dense", "out", "hidden"), "Linear"),
    "pool": "MaxPool2d",
    **dict.fromkeys(("relu", "act"), "ReLU"),
    **dict.fromkeys(("bn", "norm"), "BatchNorm"),
    "flat": "Flatten",
    "softmax": "LogSoftmax",
}
_PLAIN = {"Dropout": "Dropout()", "MaxPool2d": "MaxPool2d(2)", "AvgPool2d": "AvgPool2d(2)",
          "ReLU": "ReLU()", "Flatten": "Flatten()", "LogSoftmax": "LogSoftmax(1)"}  # fmt: skip
_NORMS = ("LazyBatchNorm2d()", "LazyBatchNorm1d()")


def whole_numbers(source: Source) -> list[int]:
    """The whole numbers of the class, the usual ones first."""
    found = {
        node.value
        for method in source.building
        for node in nodes_in(method)
        if isinstance(node, ast.Constant) and type(node.value) is int and 0 < node.value < 5000
    }
    return sorted(found | {1, 5, 10}, key=lambda number: (number != 5, number))[:12]


def widths(source: Source) -> list[int]:
    """How many channels or numbers a layer may be meant to give: what others take comes first.

    A flattened map holds channels times height times width.
    """
    taken = [call.args[0] for call in _made(source, ("Conv", "Linear")) if call.args]
    numbers = [
        node.value
        for one in taken
        for node in ast.walk(one)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1
    ]
    maps = [number // side**2 for number in numbers for side in SIDES if not number % side**2]
    joined = [number // 2 for number in numbers if not number % 2]
    found = (*numbers, 10, *(one for one in maps if one > 1), *joined)
    return list(dict.fromkeys(found))[:MOST]


def tails(source: Source, sort: str = "Conv") -> list[str]:
    """What convolutions, or other layers, are given behind their widths, as the class has it."""
    skip = 2 if sort == "Conv" else 0
    found = [
        ", ".join(source.words(one) for one in (*call.args[skip:], *call.keywords))
        for call in _made(source, (sort,))
    ]
    return list(dict.fromkeys((*filter(None, found), *_TAILS)))[:3]


def _made(source: Source, sorts: tuple[str, ...]) -> Iterator[ast.Call]:
    for method in source.building:
        for call in calls_in(method):
            if source.script.layer_class(call.func).removeprefix("Lazy").startswith(sorts):
                yield call


MOST_MAPS = 256  # of a convolution that is put in: a wider number is one of rows


def layers_called(
    source: Source, name: str, given: str = "", gives: Sequence[str] = ()
) -> list[str]:
    """What a layer of this name may be: "fc1" -> ["LazyLinear(10)", ...]; all, if it says nothing.

    `given`: what it is known to take. Without that a layer finds out when it is first called.
    `gives`: words for what it may give, the likelier first.
    """
    named = [of for word, of in _BY_NAME.items() if word in name.lower()]
    sorts = named or ["Linear", "Conv2d", "Dropout", "ReLU", "MaxPool2d"]
    return [one for sort in dict.fromkeys(sorts) for one in layers_of(source, sort, given, gives)]


def speaks(name: str) -> bool:
    """Whether a name says which sort of layer it is."""
    return any(word in name.lower() for word in _BY_NAME)


def _taken_by_others(source: Source, sort: str) -> list[str]:
    """What other layers of a sort take, where that is no plain number: `args.hidden`."""
    taken = [call.args[0] for call in _made(source, (sort,)) if call.args]
    words = [source.words(one) for one in taken if not isinstance(one, ast.Constant)]
    return list(dict.fromkeys(words))[:4]


def layers_of(source: Source, sort: str, given: str = "", gives: Sequence[str] = ()) -> list[str]:
    """Layers of a class, with the sizes that they may be meant to have."""
    lazy, first = ("", f"{given}, ") if given else ("Lazy", "")
    gives = (*gives, *_taken_by_others(source, sort))
    if sort == "Linear":
        return [f"{lazy}Linear({first}{width})" for width in (*gives, *widths(source))]
    if sort == "Conv2d":
        ends = tails(source)
        maps = [*gives, *(width for width in widths(source) if width <= MOST_MAPS)]
        return [f"{lazy}Conv2d({first}{w}, {end})" for end in ends for w in maps]
    if sort.startswith("BatchNorm"):
        return [one for one in _NORMS if sort in one]
    return [_PLAIN[sort]] if sort in _PLAIN else []

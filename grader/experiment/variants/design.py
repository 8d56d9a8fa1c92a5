"""All settings of a network that were asked for, its own among them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from grader.evidence import Observation
from grader.experiment.nouns import Asked, AskedError, Design, Variant
from grader.experiment.variants.changes import Changes
from grader.experiment.variants.layers import Numbered, numbered
from grader.experiment.variants.make import gives_scores, made_variant
from grader.experiment.variants.swaps import has, written
from grader.experiment.variants.values import value_of
from grader.graph import Graph, Operation, Ref, graph_to_json
from grader.lab import Lab, Recipe, by_the_sheet

USUAL_KERNELS = (3, 5, 7)
MOST_SETTINGS = 100


@dataclass(frozen=True)
class Own:
    """What the network has of each axis as it came."""

    channels: tuple[int, ...]
    kernels: tuple[int, ...]
    hidden: tuple[int, ...]
    texts: Mapping[str, str]  # by axis


def design(observation: Observation, lab: Lab, asked: Asked, file: str) -> Design:
    """Raises `AskedError` for what this network, or any, has not."""
    graph = observation.eval
    assert graph is not None  # it was trained before
    recipe = by_the_sheet(lab.recipe) if asked.recipe == "sheet" else lab.recipe
    own = own_of(observation, recipe)
    if not own.channels and (asked.usual or asked.channels or asked.kernels):
        raise AskedError(
            "it has no convolution: --vary hidden=50,100 or dropout=0.1,0.5 is what can be tried"
        )
    axes = _axes(asked, own, _of_scores(observation, lab, own) if asked.usual else ())
    names = [name for name, _ in axes]
    variants: dict[str, Variant] = {}
    notes: dict[str, None] = {}
    every = list(_combined(axes, own))
    vary = {name for name in names if len({dict(values)[name] for values in every}) > 1}
    for values in every:
        changes, how = _changes(values, own, recipe, asked)
        label = _label({name: v for name, v in values if name in vary or not vary})
        is_own = all(value == own.texts[name] for name, value in values)
        if label not in variants:
            variant, said = made_variant(observation, lab, changes, how)
            if variant.trouble and changes.kernels and not changes.keep_size:
                padded, _ = made_variant(observation, lab, replace(changes, keep_size=True), how)
                if not padded.trouble:
                    more = f"{variant.trouble}; with --keep-size it can be trained"
                    variant = replace(variant, trouble=more)
            notes.update(dict.fromkeys(said))
            variants[label] = replace(variant, name=label, values=values, own=is_own)
    if len(variants) > MOST_SETTINGS:
        raise AskedError(f"that makes {len(variants)} settings; at most {MOST_SETTINGS} are tried")
    return Design(
        file, digest(graph), tuple(names), tuple(variants.values()), tuple(notes), asked.keep_size
    )


def own_of(observation: Observation, recipe: Recipe) -> Own:
    """What it has as it came. Raises `AskedError` where there is nothing to vary."""
    graph = observation.eval
    assert graph is not None
    layers, calls = numbered(graph), {op.index: op for op in graph.operations}

    def weights(which: Mapping[int, int]) -> list[tuple[int, ...]]:
        first = {number: calls[index] for index, number in reversed(list(which.items()))}
        return [_weight(first[number], graph, observation) for number in sorted(first)]

    convolutions, hidden = weights(_called(layers, calls)), weights(layers.hidden)
    if () in convolutions or not (convolutions or hidden):
        raise AskedError("no convolution of it is a call of torch's own: there is none to vary")
    hidden = [] if () in hidden else hidden
    kernels = [shape[2] if len(set(shape[2:])) == 1 else 0 for shape in convolutions]
    own = Own(
        tuple(shape[0] for shape in convolutions), tuple(kernels),
        tuple(shape[0] for shape in hidden), {},
    )  # fmt: skip
    texts = {
        "channels": "/".join(map(str, own.channels)),
        "kernel": _alike_but_ones([_side(shape[2:]) for shape in convolutions], kernels),
        "hidden": _alike(list(map(str, own.hidden))) if own.hidden else "",
        "lr": f"{recipe.learning_rate:g}",
        "batch-size": str(graph.batch),
    }
    run = observation.train or graph
    for what in ("dropout", "pooling", "activation"):
        texts[what] = written(run, what) if has(run, what) else ""
    return replace(own, texts=texts)


def _called(layers: Numbered, calls: Mapping[int, Operation]) -> dict[int, int]:
    return {i: n for i, n in layers.convolutions.items() if calls[i].family == "convolution"}


def _weight(op: Operation, graph: Graph, observation: Observation) -> tuple[int, ...]:
    ref = op.bound.get("weight") or op.bound.get("other") or op.bound.get("mat2")
    if not isinstance(ref, Ref):
        return ()
    shape = graph.shape_of(ref, observation.tensors)
    return shape if op.kind not in ("matmul", "addmm") else shape[::-1]


def _side(kernel: tuple[int, ...]) -> str:
    return str(kernel[0]) if len(set(kernel)) == 1 else "×".join(map(str, kernel))


def _alike(values: Sequence[str]) -> str:
    """One word for all that are equal.

    >>> _alike(["5", "5"]), _alike(["5", "3"])
    ('5', '5/3')
    """
    return values[0] if len(set(values)) == 1 else "/".join(values)


def _alike_but_ones(values: Sequence[str], own: Sequence[int]) -> str:
    """The same, where convolutions of 1×1, which look at no neighbours, stay such.

    >>> _alike_but_ones(["5", "1", "5"], [3, 1, 3]), _alike_but_ones(["5", "5"], [1, 3])
    ('5', '5/5')
    >>> _alike_but_ones(["5", "1", "3"], [3, 1, 3]), _alike_but_ones(["3", "3"], [1, 1])
    ('5/1/3', '3')
    """
    if 1 not in own or set(own) == {1}:
        return _alike(values)
    windows = {value for value, was in zip(values, own, strict=True) if was != 1}
    ones = {value for value, was in zip(values, own, strict=True) if was == 1}
    return windows.pop() if len(windows) == 1 and ones == {"1"} else "/".join(values)


def _of_scores(observation: Observation, lab: Lab, own: Own) -> tuple[int, ...]:
    """The convolutions whose channels are the scores of the classes: these stay as many."""
    return tuple(
        i
        for i, many in enumerate(own.channels)
        if not gives_scores(observation, lab, Changes(channels={i: 2 * many}))
    )


def _axes(asked: Asked, own: Own, kept: Sequence[int]) -> list[tuple[str, tuple[str, ...]]]:
    """The axes with the values of each, in the order in which they are tried.

    `kept`: convolutions that keep their channels where nothing was asked for.
    """
    channels: tuple[str, ...] = ("/".join(map(str, own.channels)),)
    kernels: tuple[str, ...] = (own.texts["kernel"],)
    if asked.usual:
        half = tuple(n if i in kept else max(1, n // 2) for i, n in enumerate(own.channels))
        double = tuple(n if i in kept else 2 * n for i, n in enumerate(own.channels))
        channels = tuple("/".join(map(str, many)) for many in (half, own.channels, double))
        kernels = tuple(sorted({*map(str, USUAL_KERNELS), own.texts["kernel"]}, key=_number))
    if asked.channels:
        channels = tuple(_channels(one, own) for one in asked.channels)
    if asked.kernels:
        kernels = tuple(_kernels(one, own) for one in asked.kernels)
    vary = [(name, tuple(value_of(name, v, own.texts) for v in vs)) for name, vs in asked.vary]
    return [("channels", channels), ("kernel", kernels), *vary]


def _number(text: str) -> tuple[float, str]:
    return (float(text) if text.isdigit() else 1e9, text)


def _channels(given: tuple[int, ...], own: Own) -> str:
    if len(given) != len(own.channels):
        raise AskedError(
            f"--channels {','.join(map(str, given))} has {len(given)} "
            f"number{'s' * (len(given) != 1)}, and the network has {len(own.channels)} "
            f"convolutions: give one for each, such as --channels "
            f"{','.join(map(str, own.channels))}"
        )
    return "/".join(map(str, given))


def _kernels(given: tuple[int, ...], own: Own) -> str:
    if len(given) not in (1, len(own.channels)):
        raise AskedError(
            f"--kernel {','.join(map(str, given))} has {len(given)} numbers: give one for all "
            f"convolutions, or one for each of the {len(own.channels)}"
        )
    if len(given) == 1:
        return str(given[0])
    return _alike_but_ones(list(map(str, given)), own.kernels)


def _combined(
    axes: Sequence[tuple[str, tuple[str, ...]]], own: Own
) -> Iterator[tuple[tuple[str, str], ...]]:
    """Each value with each, and the network's own first among those, or before them."""
    names = [name for name, _ in axes]
    every = [tuple(zip(names, values, strict=True)) for values in product(*(v for _, v in axes))]
    itself = tuple((name, own.texts[name]) for name in names)
    if itself not in every:
        yield itself
    yield from every


def _label(values: Mapping[str, str]) -> str:
    """The setting in words: "5/10 channels, kernel 3, dropout 0.25"."""
    words = {"channels": "{} channels", "lr": "learning rate {}", "batch-size": "batches of {}"}
    return ", ".join(words.get(name, name + " {}").format(v) for name, v in values.items())


def _changes(
    values: tuple[tuple[str, str], ...], own: Own, recipe: Recipe, asked: Asked
) -> tuple[Changes, Recipe]:
    """What differs from the network as it came, and how it is trained."""
    changes, how = Changes(keep_size=asked.keep_size), recipe
    for name, value in values:
        if value == own.texts[name]:
            continue
        if name == "channels":
            changes = replace(changes, channels=_unlike(value, own.channels))
        elif name == "kernel":
            changes = replace(changes, kernels=_windows(value, own.kernels))
        elif name == "hidden":
            changes = replace(changes, hidden=_unlike(value, own.hidden))
        elif name == "dropout":
            changes = replace(changes, dropout=float(value))
        elif name == "pooling":
            changes = replace(changes, pooling=value)
        elif name == "activation":
            changes = replace(changes, activation=value)
        elif name == "batch-size":
            changes = replace(changes, batch=int(value))
            how = replace(how, batch_size=int(value))
        elif name == "lr":
            how = replace(how, learning_rate=float(value))
    return changes, how


def _unlike(value: str, own: tuple[int, ...]) -> dict[int, int]:
    """The numbers that differ from the network's own, by layer."""
    given = [int(one) for one in value.split("/")]
    given = given * len(own) if len(given) == 1 else given
    return {i: now for i, (now, was) in enumerate(zip(given, own, strict=True)) if now != was}


def _windows(value: str, own: tuple[int, ...]) -> dict[int, int]:
    """The same of kernels: one number is that of all windows, and 1×1 is none."""
    found = _unlike(value, own)
    some = "/" not in value and set(own) != {1}
    return {i: now for i, now in found.items() if not (some and own[i] == 1)}


def digest(graph: Graph) -> str:
    """Of the calls and their sizes, whatever the lines and the names around them."""
    told = graph_to_json(graph)
    for op in told["operations"]:
        op["line"] = None
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]

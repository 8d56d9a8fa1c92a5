"""Changes of first weights and of numbers in calls, each a network to be trained."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from grader.evidence import Observation, Place, Remedy, places_of
from grader.graph import Graph, Operation, Ref
from grader.reading.flow import Flow
from grader.reading.norms import keeps_its_statistics
from grader.reading.reading import Reading

MOST_NUMBERS = 1_000_000  # of one parameter: more are not drawn anew
SMALL, LARGE = 0.2, 4.0  # of the size of torch's own first weights, which Xavier and He double
SCALES = (0.1, 10.0)  # a factor between them is of no account
SHIFT = 5.0  # what is added to numbers around 1 and is smaller is of no account
MOMENTUM = 0.1  # of running means, torch's own

Fits = Callable[[Operation], str]  # the argument of a call that is put right, or ""


@dataclass(frozen=True)
class Proposal:
    """A change that may let a network learn, and the network with it."""

    remedy: Remedy
    names: tuple[str, ...]
    places: tuple[Place, ...]
    was: float
    now: float
    observation: Observation


def proposals(reading: Reading) -> Iterator[Proposal]:
    """What is unusual, put right: the likelier first."""
    flow = reading.run
    if flow is None:
        return
    yield from _with_the_image(reading, flow.graph)
    yield from _first_weights(reading.observation, flow)
    yield from _first_biases(reading.observation, flow)
    kinds: tuple[tuple[Remedy, Fits, float], ...] = (
        ("scale", _factor, 1.0),
        ("shift", _addend, 0.0),
        ("statistics", _momentum, MOMENTUM),
    )
    for remedy, fits, now in kinds:
        found = [op for op in flow.graph.live() if op.index in flow.of_the_image and fits(op)]
        if found:
            yield _with_numbers(reading.observation, flow.graph, remedy, found, fits, now)


def _with_the_image(reading: Reading, run: Graph) -> Iterator[Proposal]:
    """The runs as they are read: the image goes where something else did."""
    if reading.instead is not None and reading.train is not None and reading.eval is not None:
        seen, own = reading.observation, reading.instead.tensor
        tensors = (replace(t, kind="constant") if t.name == own else t for t in seen.tensors)
        train, evaluated = reading.train.graph, reading.eval.graph
        seen = replace(seen, train=train, eval=evaluated, tensors=tuple(tensors))
        place = places_of(run.operations)[reading.instead.op.index]
        yield Proposal("image", (), (place,), 0.0, 0.0, untried(seen))


def _first_weights(seen: Observation, flow: Flow) -> Iterator[Proposal]:
    """All layers that begin unusually, drawn anew together, each with its bias."""
    odd: dict[int, Remedy] = {}
    biases: dict[int, int] = {}  # of these layers, with the weight that each goes with
    for layer in flow.layers:
        bias = layer.op.bound.get("bias")
        for index in sorted(ref.index for ref in layer.weights if ref.kind == "tensor"):
            if index not in odd and (how := _unusual(seen, index)) is not None:
                odd[index] = how
            if index in odd and isinstance(bias, Ref) and bias.kind == "tensor":
                biases[bias.index] = index
    if not odd:
        return
    weights = list(seen.weights)
    for index, of in [*((one, one) for one in odd), *biases.items()]:
        weights[index] = _drawn(seen.tensors[index].elements, _bound(seen.tensors[of].shape), index)
    first, remedy = next(iter(odd.items()))
    names = tuple(seen.tensors[index].name for index, how in odd.items() if how == remedy)
    sizes = (size_of(seen.weights[first]), size_of(weights[first]))
    yield Proposal(remedy, names, (), *sizes, untried(replace(seen, weights=tuple(weights))))


def _first_biases(seen: Observation, flow: Flow) -> Iterator[Proposal]:
    """All biases that begin far from 0, drawn anew: behind them a ReLU may cut all, or nothing."""
    weights = list(seen.weights)
    far: list[int] = []
    for layer in flow.layers:
        bias, own = layer.op.bound.get("bias"), [r for r in layer.weights if r.kind == "tensor"]
        if not isinstance(bias, Ref) or bias.kind != "tensor" or len(own) != 1:
            continue
        tensor, numbers = seen.tensors[bias.index], seen.weights[bias.index]
        plain = tensor.kind == "parameter" and tensor.dtype == "float32"
        if plain and len(numbers) == 4 * tensor.elements > 0 and size_of(numbers) > SHIFT:
            bound = _bound(seen.tensors[own[0].index].shape)
            weights[bias.index] = _drawn(tensor.elements, bound, bias.index)
            far.append(bias.index)
    if far:
        sizes = (size_of(seen.weights[far[0]]), size_of(weights[far[0]]))
        names = tuple(seen.tensors[index].name for index in far)
        yield Proposal("bias", names, (), *sizes, untried(replace(seen, weights=tuple(weights))))


def untried(seen: Observation) -> Observation:
    """Without the proofs: they were of the network as it was."""
    return replace(seen, proofs=(), uses=(), output_chosen=True)


def _unusual(seen: Observation, index: int) -> Remedy | None:
    tensor, numbers = seen.tensors[index], seen.weights[index]
    if tensor.kind != "parameter" or tensor.dtype != "float32" or len(tensor.shape) < 2:
        return None
    if not 1 < tensor.elements <= MOST_NUMBERS or len(numbers) != 4 * tensor.elements:
        return None
    row = len(numbers) // tensor.shape[0]
    if tensor.shape[0] > 1 and numbers == numbers[:row] * tensor.shape[0]:
        return "alike"
    size, usual = size_of(numbers), _bound(tensor.shape) / 3**0.5
    return "small" if size < SMALL * usual else "large" if not size < LARGE * usual else None


def size_of(numbers: bytes) -> float:
    """Root of the mean square, of the first 40,000 numbers."""
    values = array("f", numbers[:160_000])
    return math.sqrt(sum(value * value for value in values) / len(values))


def _bound(shape: tuple[int, ...]) -> float:
    """torch's own: uniform from -1/√fan_in to 1/√fan_in (`kaiming_uniform_` with a = √5)."""
    fan_in = 1
    for length in shape[1:]:
        fan_in *= length
    return 1.0 / math.sqrt(fan_in)


def _drawn(count: int, bound: float, seed: int) -> bytes:
    source = random.Random(seed)  # noqa: S311
    return array("f", (source.uniform(-bound, bound) for _ in range(count))).tobytes()


def _factor(op: Operation) -> str:
    """The argument by which all is multiplied or divided, if that is much."""
    value = op.bound.get("other") if op.kind in ("mul", "div") else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not value:
        return ""
    return "" if SCALES[0] < abs(value) < SCALES[1] else "other"


def _addend(op: Operation) -> str:
    """The argument that is added or taken off, if that is much."""
    value = op.bound.get("other") if op.kind in ("add", "sub") else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return "other" if abs(value) > SHIFT else ""


def _momentum(op: Operation) -> str:
    return "momentum" if keeps_its_statistics(op) else ""


def _with_numbers(
    seen: Observation,
    run: Graph,
    remedy: Remedy,
    found: Sequence[Operation],
    fits: Fits,
    now: float,
) -> Proposal:
    places = places_of(run.operations)
    wanted = tuple(places[op.index] for op in found)
    was = found[0].bound[fits(found[0])]
    assert isinstance(was, int | float)  # it fits
    changed = partial(_set, places=frozenset(wanted), fits=fits, now=now)
    return Proposal(
        remedy, (), wanted, float(was), now,
        untried(replace(seen, train=changed(seen.train), eval=changed(seen.eval))),
    )  # fmt: skip


def _set(graph: Graph | None, places: frozenset[Place], fits: Fits, now: float) -> Graph | None:
    if graph is None:
        return None
    at = places_of(graph.operations)
    return replace(
        graph,
        operations=tuple(
            _with(op, fits(op), now) if at[op.index] in places and fits(op) else op
            for op in graph.operations
        ),
    )


def _with(op: Operation, name: str, now: float) -> Operation:
    """The call with another number, in the place where it stood."""
    was = op.bound[name]
    if name in dict(op.kwargs):
        return replace(op, kwargs=tuple((k, now if k == name else v) for k, v in op.kwargs))
    at = next(i for i, one in enumerate(op.args) if one is was)
    return replace(op, args=(*op.args[:at], now, *op.args[at + 1 :]))

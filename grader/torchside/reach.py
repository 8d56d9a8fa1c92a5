"""How much a call can make and how long it can take, from its arguments alone.

What the graph says of a call's outputs is a claim, and it is held against the outputs only when
they are there. The shapes of the inputs have been seen by then. From them and from the numbers
among the arguments follows the most that the call can make: bounds, a little too high where a
rule would be long. Views are left out: they take no memory, and a lie about one is refused
before anything reads it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from math import prod

from grader.graph import Argument, Operation, Ref

BEYOND = 2**62  # where nothing bounds it

Shape = tuple[int, ...]
Shapes = Sequence[Shape]  # of the tensors among the arguments, in order


def most_made(op: Operation, shapes: Shapes) -> int:
    """A bound on the numbers in any tensor that the call makes, on its way or in the end."""
    rule = _MADE.get(op.kind)
    if rule is not None and (shapes or op.family in ("creation", "random")):
        made = rule(op, shapes)
        return int(made) if made < BEYOND else BEYOND  # NaN too: a factor may be one
    if op.family == "arithmetic":
        return _together(shapes)
    return sum(prod(shape) for shape in shapes)


def multiply_adds(op: Operation, shapes: Shapes) -> int:
    """A bound on the multiply–adds of the call; 0 where it takes a few steps for each number.

    Convolution: each output number sums over one filter (transposed: each input number does).
    Recurrent: each of its tensors once for each number of steps and samples.
    """
    if not shapes or not shapes[0]:
        return 0
    if op.family == "convolution" and len(shapes) > 1:
        dense = prod(shapes[0]) if "transpose" in op.kind else most_made(op, shapes)
        return dense * prod(shapes[1][1:])
    if op.kind == "einsum":
        return _einsum(op, shapes)
    if op.kind == "bilinear" and len(shapes) > 2:
        return prod(shapes[0][:-1]) * prod(shapes[2])
    if op.family in ("linear", "matmul", "attention"):
        return most_made(op, shapes) * max((max(shape, default=1) for shape in shapes), default=1)
    if op.family == "recurrent":
        return prod(shapes[0][:-1]) * sum(prod(shape) for shape in shapes[1:])
    if op.family == "pooling" and "adaptive" not in op.kind:
        return _windows(op, shapes[0])
    return 0


def _convolution(op: Operation, shapes: Shapes) -> int:
    """Cout · batch · the places of the filter."""
    if len(shapes) < 2:
        return prod(shapes[0])
    x, weight = shapes[:2]
    across = len(weight) - 2
    space, batch = x[len(x) - across :], prod(x[: max(0, len(x) - across - 1)])
    steps, apart = (_wide(op.bound.get(name), across, 1) for name in ("stride", "dilation"))
    if "transpose" in op.kind:
        more = _wide(op.bound.get("output_padding"), across, 0)
        sides = zip(space, steps, weight[2:], apart, more, strict=False)
        groups = _whole(op.bound.get("groups"), 1)
        return batch * weight[1] * groups * prod(s * t + k * d + m for s, t, k, d, m in sides)
    if op.bound.get("padding") == "same":
        return batch * weight[0] * prod(space)
    padding = _wide(op.bound.get("padding"), across, 0)
    reached = (d * (k - 1) + 1 for k, d in zip(weight[2:], apart, strict=False))
    places = zip(space, padding, steps, reached, strict=False)
    return batch * weight[0] * prod(max(0, s + 2 * p - k) // t + 1 for s, p, t, k in places)


def _linear(op: Operation, shapes: Shapes) -> int:
    return prod(shapes[0][:-1]) * (shapes[1][0] if len(shapes) > 1 and shapes[1] else 1)


def _matmul(op: Operation, shapes: Shapes) -> int:
    """Rows of one factor, columns of the other, for each pair that broadcasting makes."""
    one, two = shapes[-2:][0], shapes[-1]
    rows = one[-2] if len(one) > 1 else 1
    columns = two[-1] if len(two) > 1 else 1
    made = _together([one[:-2], two[:-2]]) * rows * columns
    return max(made, prod(shapes[0])) if op.kind == "addmm" else made


def _tensordot(op: Operation, shapes: Shapes) -> int:
    """Every pair of numbers, but for what is summed over."""
    dims = op.bound.get("dims")
    one = shapes[0]
    if isinstance(dims, int):
        summed = prod(one[len(one) - dims :]) if 0 < dims <= len(one) else 1
    else:
        first = dims[0] if isinstance(dims, tuple) and dims else ()
        axes = first if isinstance(first, tuple) else (first,)
        summed = prod(one[a] for a in axes if isinstance(a, int) and -len(one) <= a < len(one))
    return prod(one) * prod(shapes[-1]) // max(summed, 1) ** 2


def _einsum(op: Operation, shapes: Shapes) -> int:
    """Every letter once: no order of summing makes or takes more. `...` counts in full."""
    equation = op.bound.get("equation")
    sizes: dict[str, int] = {}
    dots = 1
    for term, shape in zip(str(equation).split("->")[0].split(","), shapes, strict=False):
        letters = term.replace(" ", "")
        if "..." in letters or len(letters) != len(shape):
            dots *= max(1, prod(shape))
            continue
        for letter, size in zip(letters, shape, strict=True):
            sizes[letter] = max(sizes.get(letter, 1), size)
    return dots * prod(sizes.values())


def _attention(op: Operation, shapes: Shapes) -> int:
    """The output, and a weight for each pair of places."""
    query, key = shapes[0], shapes[:2][-1]
    pairs = max(key[-2:], default=1) if op.kind.startswith("scaled") else max(key, default=1)
    return prod(query[:-1]) * (pairs + max(query[-1:], default=1))


def _windows(op: Operation, shape: Shape) -> int:
    """A step of a pooling window is one look at each number under it."""
    across = int(op.kind[-2])
    space = shape[max(0, len(shape) - across) :]
    kernel = _wide(op.bound.get("kernel_size"), across, 1)
    steps = _wide(op.bound.get("stride") or op.bound.get("kernel_size"), across, 1)
    places = prod(s // t + 2 for s, t in zip(space, steps, strict=False))
    under = prod(min(k, s) for s, k in zip(space, kernel, strict=False))
    return prod(shape[: max(0, len(shape) - across)]) * places * under


def _adaptive(op: Operation, shapes: Shapes) -> int:
    across = int(op.kind[-2])
    shape = shapes[0]
    space = shape[max(0, len(shape) - across) :]
    sizes = _wide(op.bound.get("output_size"), across, 0)
    return prod(shape[: max(0, len(shape) - across)]) * prod(map(max, space, sizes))


def _repeat(op: Operation, shapes: Shapes) -> int:
    return prod(shapes[0]) * prod(max(1, n) for n in _wholes(op.bound.get("repeats")))


def _repeat_interleave(op: Operation, shapes: Shapes) -> float:
    """How often may be a tensor's numbers, which nobody has seen."""
    repeats = op.bound.get("repeats")
    return prod(shapes[0]) * max(1, repeats) if isinstance(repeats, int) else BEYOND


def _pad(op: Operation, shapes: Shapes) -> int:
    sides = list(_wholes(op.bound.get("pad")))
    shape = list(shapes[0])
    for i, at in enumerate(range(len(shape) - 1, -1, -1)):
        shape[at] = max(0, shape[at] + sum(sides[2 * i : 2 * i + 2]))
    return prod(shape)


def _interpolate(op: Operation, shapes: Shapes) -> float:
    shape = shapes[0]
    across = max(1, len(shape) - 2)
    size, scale = op.bound.get("size"), op.bound.get("scale_factor")
    if size is not None:
        return prod(shape[:2]) * prod(_wide(size, across, 1))
    factors = scale if isinstance(scale, tuple) else (scale,) * across
    known = [f for f in factors if isinstance(f, int | float)]
    return prod(shape) * math.prod(max(1.0, f) for f in known)


def _affine_grid(op: Operation, shapes: Shapes) -> int:
    """A place of two or three numbers for each of the output's; with an axis more on the way."""
    size = [max(0, n) for n in _wholes(op.bound.get("size"))]
    return prod(size[:1] + size[2:]) * 4


def _grid_sample(op: Operation, shapes: Shapes) -> int:
    """A number in each channel for each place of the grid."""
    return prod(shapes[0][:2]) * prod(shapes[-1][1:-1])


def _unfold(op: Operation, shapes: Shapes) -> int:
    """A column of the kernel's size for each of its places."""
    shape = shapes[0]
    kernel, padding, steps = (
        _wide(op.bound.get(name), 2, least)
        for name, least in (("kernel_size", 1), ("padding", 0), ("stride", 1))
    )
    sides = zip(shape[-2:], padding, steps, strict=False)
    return prod(shape[:-2]) * prod(kernel) * prod((s + 2 * p) // t + 1 for s, p, t in sides)


def _fold(op: Operation, shapes: Shapes) -> int:
    under = prod(_wide(op.bound.get("kernel_size"), 2, 1))
    columns = prod(shapes[0][:-1]) // under + 1
    return columns * prod(_wide(op.bound.get("output_size"), 2, 1))


def _index_select(op: Operation, shapes: Shapes) -> int:
    dim, shape = op.bound.get("dim"), shapes[0]
    at = dim if isinstance(dim, int) and -len(shape) <= dim < len(shape) else None
    side = max(1, shape[at]) if at is not None else 1
    return prod(shape) // side * prod(shapes[-1])


def _getitem(op: Operation, shapes: Shapes) -> int:
    """An index of tensors picks whole rows, as many as it has numbers.

    A tensor of flags picks each row at most once, and may have the shape of what it picks from.
    """
    shape, indices = shapes[0], shapes[1:]
    if not indices or any(index == shape[: len(index)] for index in indices if index):
        return prod(shape)
    rows = 1 if isinstance(op.bound.get("index"), tuple) else max(1, shape[0] if shape else 1)
    return prod(shape) // rows * _together(indices)


def _embedding(op: Operation, shapes: Shapes) -> int:
    return prod(shapes[0]) * (shapes[1][-1] if len(shapes) > 1 and shapes[1] else 1)


def _neighbours(op: Operation, shapes: Shapes) -> int:
    """`local_response_norm` pads the channels by the size of its window."""
    shape = shapes[0]
    channels = max(1, shape[1] if len(shape) > 1 else 1)
    return prod(shape) // channels * (channels + _whole(op.bound.get("size"), 0))


def _full(op: Operation, shapes: Shapes) -> int:
    """The product of the sizes; of `full` and `randint` also of what is no size."""
    return prod(n for n in _wholes((op.args, *_named(op))) if n > 0)


def _like(op: Operation, shapes: Shapes) -> int:
    """As many as the tensor that it is like, or as its sizes say."""
    name = op.target.rpartition(".")[2]
    same = sum(prod(shape) for shape in shapes)
    if name == "multinomial":
        return same * max(1, _full(op, shapes))
    sized = name.startswith("new_") or name == "normal"
    return max(same, _full(op, shapes)) if sized else same


def _range(op: Operation, shapes: Shapes) -> float:
    """`eye(n, m)`, `linspace(a, b, steps)`, `arange(a, b, step)`."""
    name = op.target.rpartition(".")[2]
    numbers = list(_numbers((op.args, *_named(op))))
    if name == "eye":
        return math.prod((*numbers, numbers[-1])[:2]) if numbers else 0
    if name == "linspace":
        return max(map(abs, numbers), default=0)
    step = abs(numbers[2]) if len(numbers) > 2 else 1
    reach = sum(map(abs, numbers[:2]))
    return BEYOND if not step else reach / step + 1


_MADE: dict[str, Callable[[Operation, Shapes], float]] = {
    **{f"conv{n}d": _convolution for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": _convolution for n in (1, 2, 3)},
    **{f"adaptive_{how}_pool{n}d": _adaptive for how in ("max", "avg") for n in (1, 2, 3)},
    "linear": _linear,
    "matmul": _matmul,
    "addmm": _matmul,
    "tensordot": _tensordot,
    "einsum": _einsum,
    "embedding": _embedding,
    "local_response_norm": _neighbours,
    **dict.fromkeys(("scaled_dot_product_attention", "multi_head_attention_forward"), _attention),
    "repeat": _repeat,
    "repeat_interleave": _repeat_interleave,
    "pad": _pad,
    "interpolate": _interpolate,
    "affine_grid": _affine_grid,
    "grid_sample": _grid_sample,
    "unfold": _unfold,
    "fold": _fold,
    "setitem": lambda op, shapes: sum(prod(shape) for shape in shapes),
    "index_select": _index_select,
    "getitem": _getitem,
    "full": _full,
    "noise": _full,
    "full_like": _like,
    "noise_like": _like,
    "range": _range,
}


def _together(shapes: Shapes) -> int:
    """The numbers that shapes make when each is spread over the others."""
    across = max((len(shape) for shape in shapes), default=0)
    filled = [(1,) * (across - len(shape)) + tuple(shape) for shape in shapes]
    return prod(map(max, *filled)) if len(filled) > 1 else prod(filled[0] if filled else ())


def _wide(argument: Argument, across: int, least: int) -> Shape:
    """A number for each axis, whether one or all were given; none below `least`."""
    numbers = list(_wholes(argument)) or [least]
    numbers = [max(least, n) for n in numbers]
    return tuple((numbers * across)[:across] if len(numbers) == 1 else numbers)


def _whole(argument: Argument, otherwise: int) -> int:
    return argument if isinstance(argument, int) else otherwise


def _wholes(argument: Argument) -> Iterator[int]:
    return (n for n in _numbers(argument) if isinstance(n, int))


def _numbers(argument: Argument) -> Iterator[int | float]:
    if isinstance(argument, tuple):
        for item in argument:
            yield from _numbers(item)
    elif isinstance(argument, int | float) and not isinstance(argument, bool | Ref):
        yield argument


def _named(op: Operation) -> tuple[Argument, ...]:
    return tuple(value for _, value in op.kwargs)

"""Calls that mix cells without windows, as layers of `concepts`: norms, sums, products."""

from __future__ import annotations

from collections.abc import Callable
from string import ascii_lowercase

from concepts import (
    Along,
    Attention,
    Einsum,
    Elementwise,
    Glu,
    Join,
    Layer,
    LocalResponseNorm,
    MultiheadAttention,
    Recurrent,
    Reduce,
    Running,
)
from grader.reading.call import Call, Given, whole
from grader.reading.layers_windows import same


def _softmax(call: Call) -> Layer:
    dim = call.bound.get("dim")
    axis = call.axis() if dim is not None else (len(call.shape) - 1 or 0)
    return Along(call.kind, (axis,)) if axis is not None else Elementwise(call.kind)


def _layer_norm(call: Call) -> Layer:
    shape = call.bound.get("normalized_shape")
    count = len(shape) if isinstance(shape, tuple) else 1
    return Along(call.kind, tuple(range(-count, 0)), call.learned)


def _group_norm(call: Call) -> Layer:
    axes = tuple(range(len(call.shape)))
    return Along(call.kind, axes, call.learned, call.bound["num_groups"])


def _instance_norm(call: Call) -> Layer:
    """Each map by itself; with running statistics each cell by itself."""
    if not call.bound.get("use_input_stats", True):
        return same(call)
    return Along(call.kind, tuple(range(1, len(call.shape))), call.learned)


def _normalize(call: Call) -> Layer | None:
    axis = call.axis(default=1)
    return Along(call.kind, (axis,), call.learned) if axis is not None else None


def _glu(call: Call) -> Layer | None:
    axis = call.axis(default=-1)
    return Glu(axis) if axis is not None else None


def _reduce(call: Call) -> Layer | None:
    if len(call.inputs) > 1:
        return Join(call.kind)  # torch.max(a, b)
    axes = call.axes()
    return None if axes is None else Reduce(axes, bool(call.bound.get("keepdim")), call.kind)


def _sorted(call: Call) -> Layer | None:
    axis = call.axis(default=-1)
    return Along(call.kind, (axis,)) if axis is not None else None


def _running(call: Call) -> Layer | None:
    axis = call.axis()
    return Running(call.kind, axis) if axis is not None else None


def _product(call: Call, terms: list[str], out: str) -> Layer | None:
    """A sum of products over letters, `Z` for the batch, which each image has by itself."""
    weights: list[tuple[int, ...]] = []
    kept: list[str] = []
    values = iter(call.values)
    folded = {value.times for value in call.values}
    letter = "" if folded == {1} else "Z"  # with another axis folded in, the batch's stays as one
    for operand, term in zip(call.operands, terms, strict=True):
        if isinstance(operand, Given):
            if "Z" in term:
                return None
            weights.append(tuple(operand))
            kept.append(term)
            continue
        value = next(values)
        if value.axis is None or len(folded) != 1 or term[value.axis] != "Z":
            return None
        weights.append(())
        kept.append(term.replace("Z", letter))
    equation = f"{','.join(kept)}->{out.replace('Z', letter)}"
    return Einsum(equation, tuple(weights), call.learned, call.kind)


def _einsum(call: Call) -> Layer | None:
    equation = call.bound.get("equation")
    if not isinstance(equation, str) or "." in equation or "Z" in equation:
        return None
    left, arrow, out = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if not arrow or len(terms) != len(call.operands):
        return None
    batch = {
        term[value.axis]
        for term, value in zip(
            [t for t, one in zip(terms, call.operands, strict=True) if not isinstance(one, Given)],
            call.values,
            strict=True,
        )
        if value.axis is not None
    }
    if len(batch) != 1 or not batch <= set(out):
        return None
    letter = batch.pop()
    return _product(call, [term.replace(letter, "Z") for term in terms], out.replace(letter, "Z"))


def _matmul(call: Call) -> Layer | None:
    """The last axis of the first with the last but one of the second; those before side by side."""
    shapes = [one if isinstance(one, Given) else one.shape for one in call.operands]
    if len(shapes) != 2 or min(map(len, shapes)) < 2:
        return None
    lead = "Z" + ascii_lowercase[: max(map(len, shapes)) - 3]
    fronts = [lead[len(lead) - (len(shape) - 2) :] if len(shape) > 2 else "" for shape in shapes]
    if fronts[0] == fronts[1] == "":  # (batch, features) times a weight
        return _product(call, ["Zy", "yz"], "Zz")
    return _product(call, [f"{fronts[0]}xy", f"{fronts[1]}yz"], f"{lead}xz")


def _attention(call: Call) -> Layer | None:
    values = call.values
    plain = call.bound.get("attn_mask") is None and not call.bound.get("enable_gqa")
    if not plain or len(values) != 3 or any(v.axis != 0 for v in values):
        return None
    return Attention(bool(call.bound.get("is_causal")))


def _heads(call: Call) -> Layer | None:
    """(places, batch, features) three times; a mask is not looked at."""
    values, bound = call.values, call.bound
    masked = bound.get("attn_mask") is not None or bound.get("key_padding_mask") is not None
    if masked or len(values) != 3 or any(v.axis != 1 for v in values) or call.piece:
        return None
    bias = bound.get("in_proj_bias") is not None
    return MultiheadAttention(bound["num_heads"], bias, call.learned)


def _recurrent(call: Call) -> Layer | None:
    """Its output; the last state is not looked at."""
    bound, value = call.bound, call.inputs[0]
    if call.piece or len(call.inputs) > 1 or len(value.one) != 2 or not whole(bound["num_layers"]):
        return None
    ways = 2 if bound["bidirectional"] else 1
    hidden = call.out.one[-1] // ways
    return Recurrent(call.kind, hidden, bound["num_layers"], ways == 2, bool(bound["has_biases"]))


REDUCTIONS = (
    "mean",
    "sum",
    "amax",
    "amin",
    "max",
    "min",
    "logsumexp",
    "prod",
    "var",
    "std",
    "norm",
)
MAKERS: dict[str, Callable[[Call], Layer | None]] = {
    **dict.fromkeys(("softmax", "log_softmax", "softmin"), _softmax),
    **dict.fromkeys(("layer_norm", "rms_norm"), _layer_norm),
    **dict.fromkeys(REDUCTIONS, _reduce),
    **dict.fromkeys(("lstm", "gru", "rnn"), _recurrent),
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "normalize": _normalize,
    "local_response_norm": lambda call: LocalResponseNorm(call.bound["size"]),
    "glu": _glu,
    "sort": _sorted,
    "cumsum": _running,
    "einsum": _einsum,
    "matmul": _matmul,
    "scaled_dot_product_attention": _attention,
    "multi_head_attention_forward": _heads,
}

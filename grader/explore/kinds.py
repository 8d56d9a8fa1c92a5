"""What the page's own engine computes; explorer/src/engine/kinds.ts has the same names."""

from __future__ import annotations

from grader.graph import Operation, Ref

ENGINE = frozenset(
    (
        *("conv2d", "linear", "matmul", "max_pool2d", "avg_pool2d"),
        *("adaptive_avg_pool2d", "adaptive_max_pool2d"),
        *("relu", "relu6", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softplus"),
        *("hardtanh", "clamp", "dropout", "dropout1d", "dropout2d", "dropout3d", "batch_norm"),
        *("softmax", "log_softmax", "logsumexp", "log", "exp"),
        *("view", "reshape", "flatten", "view_as", "squeeze", "unsqueeze", "contiguous", "clone"),
        *("detach", "to", "float", "cuda", "transpose", "permute", "cat"),
        *("add", "sub", "rsub", "mul", "div", "neg", "abs", "sign", "square", "sqrt"),
        *("clamp_min", "threshold", "maximum", "minimum", "gt", "lt", "ge", "le", "eq", "ne"),
        *("where", "masked_fill", "zeros", "ones", "tensor_unfold"),
        *("mean", "sum", "max", "min", "amax", "amin"),
    )
)
NUMBERS = {  # arguments that have to be numbers: the engine knows no tensor there
    "clamp": ("min", "max"),
    "clamp_min": ("min",),
    "threshold": ("threshold", "value"),
    "tensor_unfold": ("dimension", "size", "step"),
}
FILLS = {"zeros_like": "zeros", "new_zeros": "zeros", "ones_like": "ones", "new_ones": "ones"}


def kind_of(op: Operation) -> str:
    """What a call does, said once where the vocabulary has one kind for several."""
    name = op.target.rpartition(".")[2].strip("_")
    if op.kind == "compare":
        return name
    if op.kind == "full_like":
        return FILLS.get(name, op.kind)
    if op.kind in ("max", "min") and isinstance(op.bound.get("dim"), Ref):
        return f"{op.kind}imum"  # of two tensors
    return op.kind


def computed(op: Operation) -> bool:
    """Whether the engine has it; a reduction over all, of a value, is one over the batch there."""
    kind, bound = kind_of(op), op.bound
    of = bound.get("input")
    whole = op.family == "reduction" and bound.get("dim") is None
    plain = all(isinstance(bound.get(name), int | float | None) for name in NUMBERS.get(kind, ()))
    chosen = kind != "where" or bound.get("input") is not None
    return (
        kind in ENGINE
        and plain
        and chosen
        and not (whole and isinstance(of, Ref) and of.kind == "value")
    )

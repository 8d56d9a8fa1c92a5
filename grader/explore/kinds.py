"""What the page's own engine computes; explorer/src/engine/kinds.ts has the same names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.graph import Argument, Graph, Operation, Ref, Value

ENGINE = frozenset(
    (
        *("conv2d", "linear", "matmul", "einsum", "max_pool2d", "avg_pool2d"),
        *("adaptive_avg_pool2d", "adaptive_max_pool2d"),
        *("relu", "relu6", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softplus"),
        *("hardtanh", "clamp", "dropout", "dropout1d", "dropout2d", "dropout3d", "batch_norm"),
        *("group_norm", "instance_norm", "layer_norm", "weight_norm"),
        *("softmax", "log_softmax", "logsumexp", "log", "exp"),
        *("view", "reshape", "flatten", "view_as", "squeeze", "unsqueeze", "contiguous", "clone"),
        *("detach", "to", "float", "cuda", "transpose", "permute", "cat"),
        *("add", "sub", "rsub", "mul", "div", "neg", "abs", "sign", "square", "sqrt"),
        *("clamp_min", "threshold", "maximum", "minimum", "gt", "lt", "ge", "le", "eq", "ne"),
        *("where", "masked_fill", "setitem", "tensor", "zeros", "ones", "tensor_unfold", "unfold"),
        *("affine_grid", "grid_sample"),
        *("mean", "sum", "max", "min", "amax", "amin"),
    )
)
NUMBERS = {  # arguments that have to be numbers: the engine knows no tensor there
    "clamp": ("min", "max"),
    "clamp_min": ("min",),
    "threshold": ("threshold", "value"),
    "setitem": ("value",),
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


def computed(op: Operation, graph: Graph) -> bool:
    """Whether the engine has it as it is called here, for each image by itself."""
    return kind_of(op) in ENGINE and _of_numbers(op) and _of_one_image(op, graph)


def _of_numbers(op: Operation) -> bool:
    """Whether the arguments are those that the engine has something for."""
    kind, bound = kind_of(op), op.bound
    if not all(isinstance(bound.get(name), int | float | None) for name in NUMBERS.get(kind, ())):
        return False
    match kind:
        case "where":
            return bound.get("input") is not None
        case "tensor":
            return all(isinstance(one, int | float) for one in _leaves(bound.get("data")))
        case "instance_norm":
            return bound.get("use_input_stats") is True
        case "grid_sample":
            return (bound.get("mode"), bound.get("padding_mode")) == ("bilinear", "zeros")
        case "affine_grid":
            return len(_leaves(bound.get("size"))) == 4
    return True


def _of_one_image(op: Operation, graph: Graph) -> bool:
    """Whether no sum runs over the images, and no mask takes some of them."""
    kind, bound = kind_of(op), op.bound
    value = _value(bound.get("input"), graph)
    if op.family == "reduction" and bound.get("dim") is None:
        return value is None
    if kind == "setitem":
        mask = _value(bound.get("index"), graph)
        return value is not None and mask == replace(value, dtype="bool")
    return kind != "einsum" or _apart(bound.get("equation"), _leaves(bound.get("operands")), graph)


def _apart(equation: Argument, operands: Sequence[Argument], graph: Graph) -> bool:
    """Whether the first letter of what holds a row for each image is the first of what is made."""
    if not isinstance(equation, str) or "." in equation or "->" not in equation:
        return False
    taken, made = equation.replace(" ", "").split("->")
    values = [_value(one, graph) for one in operands]
    return all(isinstance(one, Ref) for one in operands) and all(
        found is None or found.shape[:1] != (graph.batch,) or letters[:1] == made[:1]
        for letters, found in zip(taken.split(","), values, strict=False)
    )


def _value(argument: Argument, graph: Graph) -> Value | None:
    if isinstance(argument, Ref) and argument.kind == "value":
        return graph.values[argument.index]
    return None


def _leaves(argument: Argument) -> list[Argument]:
    if isinstance(argument, tuple):
        return [leaf for one in argument for leaf in _leaves(one)]
    return [argument]

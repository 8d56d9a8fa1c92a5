"""What a call can make is known before it is made, whatever the graph says."""

from typing import Any

import pytest
import torch
from torch import nn

from grader.graph import Argument, Graph, Operation, Ref, Tensor, Value
from grader.torchside.budget import ReplayRefused, check_budget
from grader.torchside.functions import function
from grader.torchside.reach import most_made
from grader.torchside.replay import Replay

from . import nets
from .tracing import observe

F, T = "torch.nn.functional.", "torch.Tensor."
IMAGES, ROWS, ROW = (4, 3, 12, 12), (4, 30), (6,)

# target, shapes of the tensors that come first, the other arguments, named ones
CALLS: list[tuple[str, tuple[tuple[int, ...], ...], tuple[Any, ...], dict[str, Any]]] = [
    (F + "conv2d", (IMAGES, (8, 3, 5, 5)), (None, 2, 3, 2), {}),
    (F + "conv2d", (IMAGES, (6, 1, 3, 3)), (), {"padding": "same", "groups": 3}),
    (F + "conv2d", (IMAGES[1:], (8, 3, 5, 5)), (), {"padding": (4, 0)}),
    (F + "conv_transpose2d", (IMAGES, (3, 2, 5, 5)), (None, 3, 1, 2, 1, 2), {}),
    (F + "linear", (ROWS, (50, 30)), (), {}),
    ("torch.matmul", ((2, 1, 4, 5), (3, 5, 7)), (), {}),
    ("torch.addmm", ((7,), (4, 5), (5, 7)), (), {}),
    ("torch.tensordot", ((4, 5, 6), (5, 6, 9)), (2,), {}),
    (T + "__add__", ((4, 1, 7), (5, 1)), (), {}),
    (T + "__add__", (ROWS,), (1,), {}),
    (F + "max_pool2d", (IMAGES,), (3, 1, 1), {}),
    (F + "adaptive_avg_pool2d", (IMAGES,), (20,), {}),
    (T + "repeat", (ROWS,), (2, 3, 1), {}),
    ("torch.repeat_interleave", (ROWS,), (3,), {"dim": 1}),
    (F + "pad", (IMAGES,), ((1, 2, 30, 4),), {}),
    (F + "interpolate", (IMAGES,), (), {"scale_factor": 2.5}),
    (F + "interpolate", (IMAGES,), ((30, 40),), {}),
    (F + "affine_grid", ((4, 2, 3),), ((4, 3, 20, 30),), {"align_corners": False}),
    (F + "grid_sample", (IMAGES, (4, 20, 30, 2)), (), {"align_corners": False}),
    (F + "unfold", (IMAGES,), (3,), {"padding": 2}),
    (F + "fold", ((4, 27, 100),), ((12, 12), 3), {}),
    (F + "local_response_norm", (IMAGES,), (5,), {}),
    (F + "scaled_dot_product_attention", (IMAGES, IMAGES, IMAGES), (), {}),
    (T + "new_zeros", (ROWS,), (7, 8), {}),
    (T + "new_full", (ROWS,), ((7, 80), 2), {}),
    ("torch.zeros_like", (ROWS,), (), {}),
    ("torch.eye", (), (40,), {}),
    ("torch.arange", (), (0, 1, 0.001), {}),
    ("torch.linspace", (), (0, 1, 70), {}),
    ("torch.zeros", (), ((30, 40),), {}),
    ("torch.randn", (), (30, 40), {}),
    ("torch.sort", (ROWS,), (), {}),
    ("torch.cat", (ROWS,), (), {}),
]


def call(
    target: str, shapes: tuple[tuple[int, ...], ...], rest: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Operation, int]:
    """The call, and how many numbers the first tensor that it gives has."""
    tensors: list[Any] = [torch.rand(shape) for shape in shapes]
    refs: tuple[Argument, ...] = tuple(Ref("tensor", i) for i in range(len(shapes)))
    if target == "torch.cat":
        tensors, refs = [tensors * 3], ((*refs, *refs, *refs),)
    made = function(target)(*tensors, *rest, **named)
    count = (made[0] if isinstance(made, tuple) else made).numel()
    args = (*refs, *rest)
    return Operation(0, target, args, tuple(named.items()), (1,), False, (), (), "", 3), count


@pytest.mark.parametrize(("target", "shapes", "rest", "named"), CALLS)
def test_a_bound_holds_and_is_near(target: str, shapes: Any, rest: Any, named: Any) -> None:
    op, count = call(target, shapes, rest, named)
    seen = shapes * 3 if target == "torch.cat" else shapes
    assert count <= most_made(op, seen) <= 5 * count + 2000


# A call that says it made one number, and would make far more or take far longer.
LIES: list[tuple[str, tuple[tuple[int, ...], ...], tuple[Any, ...], dict[str, Any]]] = [
    (F + "conv2d", (IMAGES, (8, 3, 5, 5)), (None, 1, 10**6), {}),
    (F + "conv2d", ((64, 3, 600, 600), (60, 3, 300, 300)), (), {}),
    (F + "conv_transpose2d", (IMAGES, (3, 2, 5, 5)), (None, 10**6), {}),
    (F + "linear", ((10**6, 1), (10**6, 1)), (), {}),
    ("torch.matmul", ((10**6, 1), (1, 10**6)), (), {}),
    ("torch.matmul", ((10**4, 10**4), (10**4, 10**4)), (), {}),
    ("torch.tensordot", ((10**6,), (10**6,)), (0,), {}),
    (T + "__mul__", ((10**6, 1), (10**6,)), (), {}),
    (F + "adaptive_max_pool2d", (IMAGES,), (10**6,), {}),
    (F + "avg_pool2d", ((64, 3, 1000, 1000),), (999, 1, 499), {}),
    (T + "repeat", (ROWS,), (10**5, 10**5), {}),
    ("torch.repeat_interleave", (ROW, ROW), (), {}),
    ("torch.repeat_interleave", (ROW,), (10**10,), {}),
    (F + "pad", (IMAGES,), ((10**5, 10**5, 10**5, 10**5),), {}),
    (F + "interpolate", (IMAGES,), (), {"scale_factor": 1e5}),
    (F + "interpolate", (IMAGES,), ((10**6, 10**6),), {}),
    (F + "unfold", (IMAGES,), (3,), {"padding": 10**6}),
    (F + "fold", ((4, 27, 100),), ((10**6, 10**6), 3), {}),
    (F + "local_response_norm", (IMAGES,), (10**9,), {}),
    (F + "scaled_dot_product_attention", ((10**6, 8),) * 3, (), {}),
    (T + "new_zeros", (ROWS,), (10**6, 10**6), {}),
    (T + "new_empty", (ROWS,), ((10**6, 10**6),), {}),
    ("torch.multinomial", (ROWS,), (10**9, True), {}),
    ("torch.eye", (), (10**6,), {}),
    ("torch.arange", (), (0, 1, 1e-12), {}),
    ("torch.arange", (), (0, 1, float("nan")), {}),
    (F + "interpolate", (IMAGES,), (), {"scale_factor": float("inf")}),
    ("torch.linspace", (), (0, 1, 10**12), {}),
    ("torch.full", (), ((10**6, 10**6), 1), {}),
]


@pytest.mark.parametrize(("target", "shapes", "rest", "named"), LIES)
def test_a_call_that_says_too_little_is_refused_before_it_is_made(
    target: str, shapes: Any, rest: Any, named: Any
) -> None:
    refs = tuple(Ref("value", i) for i in range(len(shapes)))
    values = [*(Value(shape, "float32") for shape in shapes), Value((1,), "float32")]
    op = Operation(
        0, target, (*refs, *rest), tuple(named.items()), (len(shapes),), False, (), (), "", 3
    )
    graph = Graph("eval", 4, tuple(values), (op,), len(shapes))
    with pytest.raises(ReplayRefused, match=r"can make more than|one batch takes|one run makes"):
        check_budget(graph, ())


def test_an_outer_product_inside_einsum_is_refused() -> None:
    """Two inputs of 10⁵ numbers, one number out, and 10¹⁰ between them."""
    value = Value((10**6,), "float32")
    refs = tuple(Ref("value", 0) for _ in range(4))
    op = Operation(0, "torch.einsum", ("i,j,i,j->", *refs), (), (1,), False, (), (), "", 3)
    with pytest.raises(ReplayRefused, match="can make more than"):
        check_budget(Graph("eval", 4, (value, Value((), "float32")), (op,), 1), ())


def test_a_table_of_places_is_a_constant() -> None:
    """Weights can be written as places in a list of all numbers."""
    table = tuple(range(250))
    op = Operation(
        *(0, T + "__getitem__", (Ref("tensor", 0), (table,)), (), (1,)),
        *(False, (), (), "", 3),
    )
    graph = Graph("eval", 4, (Value((4,), "float32"), Value((250,), "float32")), (op,), 1)
    owned = Tensor("a", (300,), "float32", "buffer", False)
    with pytest.raises(ReplayRefused, match="neither input, parameter nor buffer"):
        check_budget(graph, (owned,))


@pytest.mark.parametrize(
    "make", [nets.Classic, nets.Normalised, nets.InPlace, nets.Recurrent, nets.Spelled]
)
def test_what_is_usual_passes(make: type[nn.Module]) -> None:
    seen = observe(nets.seeded(make))
    for graph in (seen.train, seen.eval):
        assert graph is not None
        Replay(graph, seen.tensors, torch.device("cpu"))

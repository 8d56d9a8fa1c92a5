"""What the page's engine is given to compute: each image by itself."""

from __future__ import annotations

import pytest

from grader.explore.kinds import computed
from grader.graph import Graph, Operation, Ref, Value

BATCH = 4
X, WEIGHT = Ref("value", 0), Ref("tensor", 0)


def _einsum(equation: object, *operands: object) -> tuple[Operation, Graph]:
    args = (equation, operands)
    reads = tuple(one for one in operands if isinstance(one, Ref))
    op = Operation(0, "torch.einsum", args, (), (1,), False, reads, (), "", 1)  # type: ignore[arg-type]
    values = (Value((BATCH, 10, 6), "float32"), Value((BATCH, 10), "float32"))
    return op, Graph("eval", BATCH, values, (op,), 1)


@pytest.mark.parametrize(
    ("equation", "operands", "alone"),
    [
        ("nci,oi->nco", (X, WEIGHT), True),
        ("oi,nci->nco", (WEIGHT, X), True),
        ("nci, ncj -> nij", (X, X), True),
        ("nci,oi->cno", (X, WEIGHT), False),  # the images are its second axis
        ("nci,mci->nm", (X, X), False),  # each image with each
        ("nci->ci", (X,), False),  # the sum over all of them
        ("...i,oi->...o", (X, WEIGHT), False),  # which axes these are is not written there
        ("nci,oi", (X, WEIGHT), False),
        ("nci,->nci", (X, 2.0), False),  # no tensor
        (X, (X, WEIGHT), False),
    ],
)
def test_a_sum_over_letters_is_of_one_image(
    equation: object, operands: tuple[object, ...], alone: bool
) -> None:
    assert computed(*_einsum(equation, *operands)) is alone

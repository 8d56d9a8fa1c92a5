"""Habits: the data and the figures of a test. They cost no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.loops import Around
from grader.script.nodes import argument, calls_in, is_name, source


@diagnosis(hint="Which of the two sets has the network not seen?")
def training_images_in_testing(case: Case) -> Seen | None:
    """The network is tested on the training images

    A network may know its training images by heart. What it has learned shows on others.
    """
    around = case.around
    if not around.training_loops:
        return None
    if any(around.comes_from(loop, train=False) for loop in around.testing_loops):
        return None
    for loop in around.testing_loops:
        found = around.comes_from(loop, train=True)
        if found is not None:
            return Seen(
                "The test goes over the images of `train=True`.",
                line=loop.lineno,
                lines=(found.lineno,),
            )
    return None


@diagnosis(hint="Both sets must go through the very same steps.")
def test_images_normalised_otherwise(case: Case) -> Seen | None:
    """Training and test images are normalised differently

    The weights are learned for images of one brightness and contrast. Others look strange to
    them.
    """
    around = case.around
    train, test = around.datasets(True), around.datasets(False)
    if not train or not test:
        return None
    first, second = _normalised(around, train[0]), _normalised(around, test[0])
    if first == second or first is None or second is None:
        return None
    return Seen(
        f"The training images are normalised by `{first or 'nothing'}`, the test images by "
        f"`{second or 'nothing'}`.",
        line=test[0].lineno,
        lines=(train[0].lineno,),
    )


def _normalised(around: Around, dataset: ast.Call) -> str | None:
    """What a data set's images are normalised by; "" for nothing, None where it cannot be told."""
    given = argument(dataset, 2, "transform")
    if given is None:
        return None
    for node in around.followed(given):
        normalises = isinstance(node, ast.Call) and around.script.dotted(node.func).endswith(
            "Normalize"
        )
        if normalises:
            return source(node)
    told = any(isinstance(node, ast.Call) for node in around.followed(given))
    return "" if told else None


def _added(around: Around) -> Iterator[tuple[str, ast.AugAssign]]:
    """`name += value` inside the loops that test."""
    for loop in around.testing_loops:
        for node in ast.walk(loop):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                yield node.target.id, node


def _divisions(case: Case) -> Iterator[tuple[ast.BinOp | ast.AugAssign, str, ast.expr]]:
    """Divisions by a length: (where, name of what is divided, what `len` is taken of)."""
    for node in case.script.outside:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv):
            above, below = node.left, node.right
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div | ast.FloorDiv):
            above, below = node.target, node.value
        else:
            continue
        names = [n.id for n in ast.walk(above) if isinstance(n, ast.Name)]
        if isinstance(below, ast.Name):
            below = case.around.assigned(below.id) or below
        if names and isinstance(below, ast.Call) and is_name(below.func, "len") and below.args:
            for name in names:
                yield node, name, below.args[0]


@diagnosis(hint="Add up the losses of all images, or divide by the number of batches.")
def mean_losses_divided_by_images(case: Case) -> Seen | None:
    """Means of batches are added up and divided by the number of images

    The loss of a batch is a mean already. Their sum is as many means as there are batches, so
    the result is too small by the size of a batch.
    """
    around = case.around
    for name, node in _added(around):
        for call in calls_in(node.value):
            sums = [k for k in call.keywords if k.arg in ("reduction", "size_average", "reduce")]
            if not around.is_loss(call) or sums or "sum" in _made_with(around, call):
                continue
            for _, divided, whole in _divisions(case):
                if divided == name and _of_dataset(whole):
                    return Seen(
                        f"`{source(node)}` adds up means, and `{name}` is divided by the number of "
                        "images.",
                        line=node.lineno,
                    )
    return None


def _of_dataset(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "dataset"


def _made_with(around: Around, call: ast.Call) -> str:
    """How the loss module was made that a call uses."""
    made = around.assigned(call.func.id) if isinstance(call.func, ast.Name) else None
    return ast.unparse(made) if made is not None else ""


@diagnosis(hint="How many images are there, and how many batches?")
def hits_divided_by_batches(case: Case) -> Seen | None:
    """The right answers are divided by the number of batches

    `len(loader)` counts the batches, `len(loader.dataset)` the images.
    """
    around = case.around
    counted = {
        name
        for name, node in _added(around)
        if any(isinstance(n, ast.Attribute) and n.attr == "sum" for n in ast.walk(node.value))
        and not any(around.is_loss(call) for call in calls_in(node.value))
    }
    loaders = {source(loop.iter) for loop in around.testing_loops}
    for where, name, whole in _divisions(case):
        if name in counted and not _of_dataset(whole) and source(whole) in loaders:
            return Seen(f"`{source(where)}` divides by the number of batches.", line=where.lineno)
    return None


@diagnosis(hint="`//` drops what is behind the point.")
def accuracy_cut_to_a_whole_number(case: Case) -> Seen | None:
    """The accuracy is cut to a whole number

    `//` gives how often one number goes into another. A share below 1 becomes 0.
    """
    counted = {name for name, _ in _added(case.around)}
    for where, name, _ in _divisions(case):
        op = getattr(where, "op", None)
        if name in counted and isinstance(op, ast.FloorDiv):
            return Seen(f"`{source(where)}` cuts off the fraction.", line=where.lineno)
    return None

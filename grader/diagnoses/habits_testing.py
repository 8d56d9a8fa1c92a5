"""Habits: how the script loads its data and tests its network. They cost no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.loops import Around
from grader.diagnoses.script import argument, calls_in, constant, is_name, source


@diagnosis(hint="Two methods of a network say what it is used for.")
def eval_forgotten(case: Case) -> Seen | None:
    """The network is tested in training mode

    Dropout goes on dropping neurons until net.eval() turns it off. The accuracy is lower than it
    could be and another one each time.
    """
    around = case.around
    if not around.testing_loops or around.methods("eval"):
        return None
    if any(constant(argument(call, 0, "mode")) is False for call in around.methods("train")):
        return None
    line = around.testing_loops[0].lineno
    return Seen("The script tests the network and never calls eval().", line=line)


@diagnosis(hint="At the beginning of each epoch the network is in the mode of the last test.")
def train_mode_not_set_again(case: Case) -> Seen | None:
    """The network is never put back into training mode

    After the first eval() dropout stays off, for all epochs that follow.
    """
    around = case.around
    if not around.methods("eval") or around.methods("train"):
        return None
    for loop in around.loops:
        if around.does(loop, "eval") and around.does(loop, "backward"):
            line = around.methods("eval")[0].lineno
            return Seen("The script calls eval() and never train().", line=line)
    return None


@diagnosis(hint="Gradients are for training; a `with` block does without them.")
def no_grad_forgotten(case: Case) -> Seen | None:
    """The network is tested with gradients

    Without `torch.no_grad()` torch keeps each step for a backward pass that never comes. That
    takes memory and time.
    """
    around = case.around
    loops = around.testing_loops
    if not loops or _volatile(case) is not None:
        return None
    words = ("no_grad", "inference_mode", "set_grad_enabled")
    for node in ast.walk(case.script.tree):
        name = getattr(node, "attr", getattr(node, "id", ""))
        if isinstance(node, ast.Attribute | ast.Name) and name in words:
            return None
    return Seen("The script tests without `torch.no_grad()`.", line=loops[0].lineno)


def _volatile(case: Case) -> ast.Call | None:
    for call in case.around.calls:
        if any(keyword.arg == "volatile" for keyword in call.keywords):
            return call
    return None


@diagnosis(hint="A `with` block says it today.")
def volatile_of_old_torch(case: Case) -> Seen | None:
    """`volatile` is from before PyTorch 0.4

    Today it does nothing, so the test keeps everything for a backward pass.
    """
    call = _volatile(case)
    return None if call is None else Seen(f"`{source(call)}`", line=call.lineno)


@diagnosis(hint="Its name today says what is done with the losses of a batch.")
def size_average_of_old_torch(case: Case) -> Seen | None:
    """`size_average` is from before PyTorch 0.4

    Today the argument is called `reduction`: "mean" or "sum".
    """
    for call in case.around.calls:
        if any(keyword.arg in ("size_average", "reduce") for keyword in call.keywords):
            return Seen(f"`{source(call)}`", line=call.lineno)
    return None


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


@diagnosis(hint="Ask first whether there is a GPU.")
def gpu_taken_for_granted(case: Case) -> Seen | None:
    """The script works on machines with a GPU only

    On others `.cuda()` stops with an error. The grader left it out.
    """
    guarded = {
        id(inner)
        for node in ast.walk(case.script.tree)
        if isinstance(node, ast.If | ast.IfExp) and _asks_for_a_gpu(node.test)
        for inner in ast.walk(node)
    }
    for call in calls_in(case.script.tree):
        if id(call) in guarded or not isinstance(call.func, ast.Attribute):
            continue
        first = constant(argument(call, 0, "device"))
        named = isinstance(first, str) and first.startswith("cuda")
        if call.func.attr == "cuda" or (call.func.attr in ("to", "device") and named):
            return Seen(f"`{source(call)}` needs a GPU.", line=call.lineno)
    return None


def _asks_for_a_gpu(test: ast.expr) -> bool:
    text = ast.unparse(test).lower()
    return any(word in text for word in ("cuda", "gpu", "available", "device"))


@diagnosis(hint='What starts the work belongs under `if __name__ == "__main__":`.')
def workers_without_a_main_guard(case: Case) -> Seen | None:
    """Workers are started by a script without a main guard

    On Windows and macOS each worker reads the script again. Without the guard it starts workers
    of its own, and so on.
    """
    if any(is_name(node, "__name__") for node in ast.walk(case.script.tree)):
        return None
    for call in case.around.calls:
        workers = constant(argument(call, 5, "num_workers"))
        loads = case.script.dotted(call.func).endswith("DataLoader")
        if loads and isinstance(workers, int) and workers > 0:
            return Seen(f"`{source(call)}` starts {workers} workers.", line=call.lineno)
    return None


@diagnosis(hint="In a notebook the options are set in a cell.")
def arguments_read_in_a_notebook(case: Case) -> Seen | None:
    """The command line is read in a notebook

    A notebook is started by Jupyter, with options that are Jupyter's. `parse_args()` stops at
    them.
    """
    if case.submission.kind != "notebook":
        return None
    for call in case.around.methods("parse_args"):
        if not call.args and not call.keywords:
            return Seen(f"`{source(call)}` reads Jupyter's own options.", line=call.lineno)
    return None

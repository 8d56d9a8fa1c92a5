"""Rehearsed: the script comes to a stop. It costs no points."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Trouble
from grader.evidence.rehearsal import Backward
from grader.rehearsed import Batch
from grader.script import Script
from grader.script.nodes import argument, last_name, source

# of a ValueError: others may come of a world with fewer images
_VALUES = re.compile(
    r"to match target batch_size|values to unpack|got an empty parameter list|must be 1D|"
    r"only one element tensors"
)
_WORDS = ("NameError", "UnboundLocalError", "AttributeError", "TypeError", "RuntimeError")
# what can only be said of the world in which it was rehearsed, which is ours
_OURS = ("StandIn", "Passing", "Digits", "'Bar'", "Printed", "torchvision", "MNIST", "cuda", "CUDA",
         "operation not permitted", "get_ipython", "'display'", "CompletedProcess")  # fmt: skip


def _failed(case: Case) -> tuple[Batch, Backward] | None:
    """The backward() over which the script stopped, and its batch."""
    batches = case.rehearsed.batches
    last = batches[-1].backwards[-1:] if batches and _trouble(case) is not None else ()
    return (batches[-1], last[0]) if last and last[0].failed else None


def _trouble(case: Case) -> Trouble | None:
    if case.seen.troubles:  # the network's own doing, which a check charges
        return None
    told = case.evidence.rehearsal
    return told.trouble if told is not None and told.end == "stopped" else None


@diagnosis(hint="Which part of the script is meant to go without gradients?")
def training_without_gradients(case: Case) -> Seen | None:
    """The network is trained with gradients switched off

    Under `torch.no_grad()` torch does not keep how a result came about. backward() then finds
    nothing to go back through.
    """
    found = _failed(case)
    if found is None or found[1].history or found[0].forward.grad:
        return None
    batch, backward = found
    return Seen(
        f"backward() stops in line {backward.line}: the network was called in line "
        f"{batch.forward.line} with gradients off.",
        line=batch.forward.line,
        lines=_lines(backward.line),
    )


@diagnosis(hint="Follow the scores to the loss: where do they become plain numbers?")
def loss_without_a_history(case: Case) -> Seen | None:
    """The loss does not know how it came about

    backward() goes back along the operations that led to the loss. `detach`, `.data`, `.item()`
    and `argmax` end that way.
    """
    found = _failed(case)
    if found is None or found[1].history or not found[0].forward.grad:
        return None
    batch, backward = found
    given = next((loss for loss in batch.losses if not loss.history), None)
    if given is not None:
        says = f"`{given.kind}` (line {given.line}) is given numbers without a history"
        return Seen(f"{says}, so backward() stops.", line=given.line, lines=_lines(backward.line))
    return Seen("backward() is called on numbers without a history, and stops.", line=backward.line)


@diagnosis(hint="Each batch has a loss of its own: call backward() on that one.")
def backward_through_earlier_batches(case: Case) -> Seen | None:
    """backward() goes through an earlier batch once more

    Once backward() has gone through a batch its intermediate results are dropped. What is added
    up over batches and still has its history leads back there.
    """
    found = _failed(case)
    if found is None or not found[1].history:
        return None
    batch, backward = found
    told = f"backward() stops in line {backward.line}"
    sums = batch.losses and abs(backward.value - batch.losses[-1].value) > 1e-6
    if sums:
        told += (
            f": it is called on {backward.value:.3f}, while the loss of this batch is "
            f"{batch.losses[-1].value:.3f}; the rest is of batches before"
        )
    return Seen(f"{told}.", line=backward.line, lines=_lines(*(one.line for one in batch.losses)))


@diagnosis(hint="What shape do the images have that the loader gives, and which does Net take?")
def images_reshaped_for_the_network(case: Case) -> Seen | None:
    """The images are given another shape before the network

    A convolution takes a batch of pictures: images, channels, rows, columns. The loader gives
    just that.
    """
    told, trouble = case.evidence.rehearsal, _trouble(case)
    if told is None or trouble is None or not told.refused:
        return None
    last = told.refused[-1]
    if not last.loaded or last.shape == last.loaded or last.line not in trouble.lines:
        return None
    return Seen(
        f"The loader gives {_shape(last.loaded)}, and in line {last.line} the network is given "
        f"{_shape(last.shape)}. There the script stops.",
        line=last.line,
    )


@diagnosis(hint="What makes batches of a data set?")
def images_without_a_loader(case: Case) -> Seen | None:
    """The network is given single images, no batches

    A data set gives one image at a time. A DataLoader takes many of them and makes a batch, whose
    first size is the number of images.
    """
    told, trouble = case.evidence.rehearsal, _trouble(case)
    if told is None or trouble is None or not told.refused or told.passages:
        return None
    last = told.refused[-1]
    if last.shape != case.lab.input_shape or last.line not in trouble.lines:
        return None
    return Seen(
        f"In line {last.line} the network is given {_shape(last.shape)}, one image and no batch. "
        "There the script stops; until then no DataLoader was gone through.",
        line=last.line,
    )


@diagnosis(hint="How many channels do the images of this lab have?")
def normalised_by_other_channels(case: Case) -> Seen | None:
    """The images are normalised as if they had other channels

    `Normalize` takes a mean and a deviation for each channel. A grey image has one channel.
    """
    trouble = _trouble(case)
    if trouble is None or trouble.type != "RuntimeError" or not _in_the_making(case):
        return None
    channels = case.lab.input_shape[0]
    for call in case.script.calls:
        means = argument(call, 0, "mean")
        if last_name(call.func) != "Normalize" or not isinstance(means, ast.Tuple | ast.List):
            continue
        if len(means.elts) not in (1, channels):
            return Seen(
                f"Normalize (line {call.lineno}) is given {len(means.elts)} means, and the images "
                f"have {channels} channel{'s'[: channels - 1]}. The script stops in line "
                f"{trouble.line}, where the first batch is made.",
                line=call.lineno,
                lines=_lines(trouble.line),
            )
    return None


@diagnosis(hint="What has to stand behind the name of a class to make something of it?")
def class_for_an_object(case: Case) -> Seen | None:
    """A class stands where something made of it should

    The name of a class is a plan: of a network, a loss, a transform. Brackets behind it make one.
    """
    trouble = _trouble(case)
    if trouble is None or trouble.type not in ("TypeError", "RuntimeError", "AttributeError"):
        return None
    for line, named in _not_built(case.script):
        return Seen(
            f"`{source(named)}` names a class here and makes nothing of it. The script stops in "
            f"line {trouble.line}.",
            line=line,
            lines=_lines(trouble.line),
        )
    return None


def _not_built(script: Script) -> Iterator[tuple[int, ast.expr]]:
    """Where a name is given a class, or a transform is one; with the line."""
    own = {one.name for one in script.family}
    for node in script.outside:
        given: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.keyword):
            given = [node.value]
        elif isinstance(node, ast.Call) and last_name(node.func) == "Compose":
            given = [one for part in node.args for one in getattr(part, "elts", [])]
        for one in given:
            where, _, name = script.dotted(one).rpartition(".")
            loss = where == "torch.nn" and name.endswith("Loss")
            transform = where.startswith("torchvision.transforms") and name[:1].isupper()
            if loss or transform or (isinstance(one, ast.Name) and one.id in own):
                yield one.lineno, one


@diagnosis(hint="Make the loss once, and call it with the scores and the labels.")
def loss_made_of_the_scores(case: Case) -> Seen | None:
    """A loss is made with the scores in place of its settings

    `nn.NLLLoss(...)` makes a loss; what stands in its brackets are settings, and in order: weights
    of the classes first. What it makes is then called with the scores and the labels.
    """
    trouble = _trouble(case)
    if trouble is None or "Boolean value of Tensor" not in trouble.message:
        return None
    if class_for_an_object.recognise(case) is not None:
        return None
    for call in case.script.calls:
        where, _, name = case.script.dotted(call.func).rpartition(".")
        if where == "torch.nn" and name.endswith("Loss") and call.lineno == trouble.line:
            return Seen(
                f"`{source(call)}` makes a loss and takes the scores for its settings. There the "
                "script stops.",
                line=call.lineno,
            )
    return None


@diagnosis(hint="Which transform makes a tensor of a picture?")
def pictures_for_tensors(case: Case) -> Seen | None:
    """The loader is given pictures, not tensors

    MNIST gives pictures. A batch is made of tensors, so a transform has to make one of each.
    """
    trouble = _trouble(case)
    if trouble is None or not ("collate" in trouble.message and "PIL" in trouble.message):
        return None
    sets = (c for c in case.script.calls if ".datasets." in case.script.dotted(c.func))
    made = next((call.lineno for call in sets), trouble.line)
    return Seen(
        "The data set gives pictures, and no transform makes tensors of them; the script stops in "
        f"line {trouble.line}, where the first batch is made.",
        line=made,
        lines=_lines(trouble.line),
    )


@diagnosis(hint="Of which type are the images, and of which the weights?")
def numbers_of_two_types(case: Case) -> Seen | None:
    """Numbers of two types meet

    Images come as float32, and so are the weights of a new network. `double()` and `half()` make
    another type of one side, and a layer takes both of the same.
    """
    trouble = _trouble(case)
    if trouble is None or not re.search(r"should be the same|same dtype|scalar type",
                                        trouble.message):  # fmt: skip
        return None
    made = [
        call
        for call in case.script.calls
        if last_name(call.func) in ("double", "half", "bfloat16")
        or any(isinstance(one, ast.Attribute) and one.attr in _TYPES for one in call.args)
    ]
    if not made:
        return None
    return Seen(
        f"`{source(made[0])}` makes another type of numbers, and in line {trouble.line} torch "
        f"says: `{trouble.message.splitlines()[0][:100]}`.",
        line=made[0].lineno,
        lines=_lines(trouble.line),
    )


_TYPES = ("double", "float64", "half", "float16", "bfloat16")


@diagnosis(hint="Run the script yourself, and read the last line of what Python says.")
def script_stops(case: Case) -> Seen | None:
    """The script stops with an error

    What stands behind the line that raises is never reached.
    """
    trouble = _trouble(case)
    if trouble is None or trouble.line is None or _failed(case) is not None:
        return None
    named = (
        *(images_reshaped_for_the_network, images_without_a_loader, normalised_by_other_channels),
        *(class_for_an_object, numbers_of_two_types, loss_made_of_the_scores),
        pictures_for_tensors,
    )
    if any(one.recognise(case) is not None for one in named):
        return None
    words = f"{trouble.type}: {trouble.message}"
    ours = any(word in words for word in _OURS) or case.away & set(words.split("'"))
    plain = trouble.type in _WORDS
    plain |= trouble.type == "ValueError" and bool(_VALUES.search(trouble.message))
    if ours or not plain or not _reached(case, trouble) or _of_a_cut_batch(case, trouble):
        return None
    first = " ".join(trouble.message.split())
    first = first if len(first) < 120 else f"{first[:117]}…"
    return Seen(
        f"The script stops in line {trouble.line} with `{trouble.type}: {first}`.",
        line=trouble.line,
    )


def _reached(case: Case, trouble: Trouble) -> bool:
    """Whether it came to a batch of ours: what was before may have failed for want of a file."""
    told = case.evidence.rehearsal
    assert told is not None  # its trouble was asked about
    batch = any(one.taken for one in told.passages) or any(one.known for one in told.forwards)
    certain = batch or _in_the_making(case) or _is_its_own(case, trouble)
    return certain and not (trouble.type == "RuntimeError" and "size 0" in trouble.message)


# what an object of ours never raises: it takes whatever it is given, and is called otherwise
_PLAINLY = re.compile(
    r"^'(?:int|float|tuple|Tensor|method|function|torch\.device)' object|^module 'torch|"
    r"not supported between instances of '(?:int|float|str)' and '(?:int|float|str)'|"
    r"\(\) (?:got an unexpected keyword|missing \d+ required|takes .* positional)"
)


def _is_its_own(case: Case, trouble: Trouble) -> bool:
    """Whether it would stop before the first batch in any world."""
    if trouble.type in ("NameError", "UnboundLocalError"):
        return True
    own = any(f"'{one.name}' object" in trouble.message for one in case.script.family)
    return own or bool(_PLAINLY.search(trouble.message))


def _of_a_cut_batch(case: Case, trouble: Trouble) -> bool:
    """Whether sizes did not fit where a batch may have been smaller than it would be."""
    told = case.evidence.rehearsal
    cut = told is not None and any(one.cut for one in told.passages)
    return cut and bool(re.search(r"\b(?:size|shape|dimension|entry|match)", trouble.message))


def _in_the_making(case: Case) -> bool:
    """Whether the first batch of all was asked for, and stopped in the making."""
    told = case.evidence.rehearsal
    return told is not None and bool(told.passages) and not any(p.taken for p in told.passages)


def _shape(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))


def _lines(*lines: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(line for line in lines if line is not None))

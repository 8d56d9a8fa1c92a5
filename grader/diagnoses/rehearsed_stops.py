"""Rehearsed: the script comes to a stop, at backward() or where no cause is known. No points."""

from __future__ import annotations

import ast
import re
import sys

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_answers import answers_of_the_columns
from grader.diagnoses.rehearsed_causes import CAUSES, in_the_making, lines_of, stopped_by
from grader.diagnoses.rehearsed_kept import (
    nothing_is_ever_the_best,
    weights_loaded_under_other_names,
)
from grader.diagnoses.rehearsed_weights import freezes
from grader.diagnoses.rehearsed_words import WORDS
from grader.evidence import Trouble
from grader.evidence.rehearsed_calls import Passage
from grader.evidence.rehearsed_steps import Backward
from grader.rehearsed import Batch

# of a ValueError: others may come of a world with fewer images
_VALUES = re.compile(
    r"to match target batch_size|values to unpack|got an empty parameter list|must be 1D|"
    r"only one element tensors|Tried to step \d+ times"
)
_WORDS = ("NameError", "UnboundLocalError", "AttributeError", "TypeError", "RuntimeError")
# what can only be said of the world in which it was rehearsed, which is ours
_OURS = ("StandIn", "Passing", "Digits", "'Bar'", "Printed", "torchvision", "MNIST", "cuda", "CUDA",
         "operation not permitted", "get_ipython", "'display'", "CompletedProcess")  # fmt: skip


# what is told of a script that goes on, too
_BESIDES = (
    answers_of_the_columns,
    nothing_is_ever_the_best,
    weights_loaded_under_other_names,
)


def _failed(case: Case) -> tuple[Batch, Backward] | None:
    """The backward() over which the script stopped, and its batch."""
    batches = case.rehearsed.batches
    last = batches[-1].backwards[-1:] if batches and stopped_by(case) is not None else ()
    return (batches[-1], last[0]) if last and last[0].failed else None


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
        lines=lines_of(backward.line),
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
    if not batch.forward.history:  # the network itself gives none, or its weights want none
        return None
    given = next((loss for loss in batch.losses if not loss.history), None)
    if given is not None:
        says = f"`{given.kind}` (line {given.line}) is given numbers without a history"
        return Seen(f"{says}, so backward() stops.", line=given.line, lines=lines_of(backward.line))
    return Seen("backward() is called on numbers without a history, and stops.", line=backward.line)


@diagnosis(hint="What was frozen for the test must learn again in the next epoch.")
def weights_want_no_gradient(case: Case) -> Seen | None:
    """No weight wants a gradient

    `requires_grad` says of a weight whether it is to learn. Where it is off for all of them there
    is nothing to work out, and backward() stops. A test needs `torch.no_grad()` alone.
    """
    found, line = _failed(case), next(freezes(case), None)
    if found is None or found[0].forward.wanting != 0 or line is None:
        return None
    batch, backward = found
    return Seen(
        f"When the network is called in line {batch.forward.line} no weight of it wants a "
        f"gradient (line {line}), and backward() stops in line {backward.line}.",
        line=line,
        lines=lines_of(batch.forward.line, backward.line),
    )


@diagnosis(hint="How does one number come of the losses of all images?")
def backward_of_several_numbers(case: Case) -> Seen | None:
    """backward() is called on several numbers

    A gradient says how one number changes. The loss of a batch is the mean of the losses of its
    images, or their sum.
    """
    found = _failed(case)
    if found is None or found[1].numbers < 2:
        return None
    batch, backward = found
    each = next((one for one in batch.losses if one.reduction == "none"), None)
    why = f": `{each.kind}` (line {each.line}) gives one for each image" if each else ""
    return Seen(
        f"backward() stops in line {backward.line}: it is called on {backward.numbers} numbers, "
        f"and takes one{why}.",
        line=each.line if each else backward.line,
        lines=lines_of(backward.line),
    )


@diagnosis(hint="Each batch has a loss of its own: call backward() on that one.")
def backward_through_earlier_batches(case: Case) -> Seen | None:
    """backward() goes through an earlier batch once more

    Once backward() has gone through a batch its intermediate results are dropped. What is added
    up over batches and still has its history leads back there.
    """
    found = _failed(case)
    if found is None or not found[1].history or found[1].numbers > 1:
        return None
    batch, backward = found
    told = f"backward() stops in line {backward.line}"
    sums = batch.losses and abs(backward.value - batch.losses[-1].value) > 1e-6
    if sums:
        told += (
            f": it is called on {backward.value:.3f}, while the loss of this batch is "
            f"{batch.losses[-1].value:.3f}; the rest is of batches before"
        )
    return Seen(f"{told}.", line=backward.line, lines=lines_of(*(one.line for one in batch.losses)))


@diagnosis(hint="Run the script yourself, and read the last line of what Python says.")
def script_stops(case: Case) -> Seen | None:
    """The script stops with an error

    What stands behind the line that raises is never reached.
    """
    trouble = stopped_by(case)
    if trouble is None or trouble.line is None or _failed(case) is not None:
        return None
    if any(one.recognise(case) is not None for one in (*CAUSES, *WORDS, *_BESIDES)):
        return None
    words = f"{trouble.type}: {trouble.message}"
    ours = any(word in words for word in _OURS) or bool(case.away & set(words.split("'")))
    ours |= _is_handed_its_arguments(case, trouble) or case.trained_elsewhere
    plain = trouble.type in _WORDS
    plain |= trouble.type == "ValueError" and bool(_VALUES.search(trouble.message))
    if ours or not plain or not _reached(case, trouble) or _of_a_cut_batch(case, trouble):
        return None
    if trouble.type in ("RuntimeError", "ValueError") and _gives_no_scores(case):
        return None
    first = " ".join(trouble.message.split())
    first = first if len(first) < 120 else f"{first[:117]}…"
    return Seen(
        f"The script stops in line {trouble.line} with `{trouble.type}: {first}`.",
        line=trouble.line,
    )


def _is_handed_its_arguments(case: Case, trouble: Trouble) -> bool:
    """Whether a function lacks what a package, which may not be there, would have given it."""
    lacks = re.match(r"(?:\w+\.)*(\w+)\(\) missing \d", trouble.message)
    made = (node for node in case.script.nodes if isinstance(node, ast.FunctionDef))
    wraps = [one for node in made if lacks and node.name == lacks[1] for one in node.decorator_list]
    calls = [one.func if isinstance(one, ast.Call) else one for one in wraps]
    names = [case.script.dotted(one) for one in calls]
    roots = {name.partition(".")[0] for name in names if "." in name}
    return bool(roots - {"torch", *sys.stdlib_module_names})


def _gives_no_scores(case: Case) -> bool:
    """Whether forward gives no row of scores: the loss stops over that, and a check has told it."""
    batch = case.lab.recipe.batch_size
    shapes = {one.shape for one in case.seen.attempts if one.batch == batch and one.shape}
    return bool(shapes) and (batch, case.lab.classes) not in shapes


def _reached(case: Case, trouble: Trouble) -> bool:
    """Whether it came to a batch of ours: what was before may have failed for want of a file."""
    told = case.evidence.rehearsal
    assert told is not None  # its trouble was asked about
    batch = any(one.taken for one in told.passages) or any(one.known for one in told.forwards)
    certain = batch or in_the_making(case) or _is_its_own(case, trouble)
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
    passages = told.passages if told is not None else ()
    cut = any(one.cut for one in passages) or any(map(_is_a_rest, passages[-1:]))
    return cut and bool(re.search(r"\b(?:size|shape|dimension|entry|match)", trouble.message))


def _is_a_rest(passage: Passage) -> bool:
    """Whether its last batch is a part of one, as it may not be of the real data."""
    rest = passage.size > 0 and passage.images % passage.size > 0
    ours = not passage.real or passage.real % passage.size == 0
    return rest and ours and passage.taken == passage.batches

"""Rehearsed: the script comes to a stop. It costs no points."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Trouble
from grader.evidence.rehearsal import Backward
from grader.rehearsed import Batch

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


@diagnosis(hint="Run the script yourself, and read the last line of what Python says.")
def script_stops(case: Case) -> Seen | None:
    """The script stops with an error

    What stands behind the line that raises is never reached.
    """
    trouble = _trouble(case)
    if trouble is None or trouble.line is None or _failed(case) is not None:
        return None
    if images_reshaped_for_the_network.recognise(case) is not None:
        return None
    words = f"{trouble.type}: {trouble.message}"
    ours = any(word in words for word in _OURS) or case.away & set(words.split("'"))
    if ours or trouble.type not in _WORDS or not _reached(case, trouble):
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
    return batch and not (trouble.type == "RuntimeError" and "size 0" in trouble.message)


def _shape(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))


def _lines(*lines: int | None) -> tuple[int, ...]:
    return tuple(dict.fromkeys(line for line in lines if line is not None))

"""Rehearsed: the script comes to a stop, and the line that raised says why. It costs no points."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterator

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.rehearsed_causes import lines_of, stopped_by
from grader.evidence import Trouble
from grader.script.nodes import is_name, last_name, source

# what they give back is nothing, or no network
_GIVE_NOTHING = ("backward", "step", "zero_grad", "load_state_dict")


def _says(case: Case, pattern: str) -> tuple[Trouble, re.Match[str]] | None:
    """What ended the script, where its words are of this form."""
    trouble = stopped_by(case)
    found = re.search(pattern, trouble.message) if trouble is not None else None
    return (trouble, found) if trouble is not None and found is not None else None


@diagnosis(hint="Which method of a network gives its weights, and of what kind is what it gives?")
def network_for_its_weights(case: Case) -> Seen | None:
    """The optimiser is given something else than weights

    An optimiser changes weights, and takes just these, one after the other: what the network's
    method for them gives is all of them.
    """
    found = _says(case, r"^'(\w+)' object is not iterable|can only optimize Tensors")
    if found is None or found[1][1] not in {None, *(one.name for one in case.script.family)}:
        return None
    what = "the network" if found[1][1] else "a list of something else"
    for call in case.script.calls_at(found[0].line):
        if case.script.dotted(call.func).startswith("torch.optim."):
            return Seen(
                f"`{source(call.func)}` is given {what} where it takes weights. There the script "
                "stops.",
                line=call.lineno,
            )
    return None


@diagnosis(hint="What has to stand behind the name of a method for it to do something?")
def method_for_the_weights(case: Case) -> Seen | None:
    """The method that gives the weights is named, not called

    `state_dict` is a method of the network. Brackets behind it make it give the weights.
    """
    found = _says(case, r"state_dict to be dict-like, got <class 'method'>")
    if found is None:
        return None
    nodes = case.script.outside
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr == "state_dict" and id(node) not in called:
            return Seen(
                f"`{source(node)}` is not called. The script stops in line {found[0].line}, where "
                "it is taken for weights.",
                line=node.lineno,
                lines=lines_of(found[0].line),
            )
    return None


@diagnosis(hint="Which number is to get better? step() must be told it.")
def scheduler_without_its_number(case: Case) -> Seen | None:
    """A scheduler is not told the number that it watches

    `ReduceLROnPlateau` lowers the learning rate when a number gets no better, the loss of a test,
    say. Each `step()` hands it the newest one.
    """
    found = _says(case, r"^ReduceLROnPlateau\.step\(\) missing")
    if found is None:
        return None
    return Seen(
        f"`step()` of ReduceLROnPlateau (line {found[0].line}) is given no number. There the "
        "script stops.",
        line=found[0].line,
    )


@diagnosis(hint="What has this optimiser to do several times in one step?")
def step_without_a_closure(case: Case) -> Seen | None:
    """An optimiser is not told how the loss is worked out

    LBFGS works the loss out several times within one step, at other weights each time. It takes a
    function that sets the gradients back, works out the loss, calls backward() and returns it.
    """
    found = _says(case, r"^(\w+)\.step\(\) missing 1 required positional argument: 'closure'")
    if found is None:
        return None
    return Seen(
        f"`step()` of {found[1][1]} (line {found[0].line}) is given no function that works out the "
        "loss. There the script stops.",
        line=found[0].line,
    )


@diagnosis(hint="Who says in which order the images come?")
def sampler_beside_shuffle(case: Case) -> Seen | None:
    """A loader is given a sampler, and told to shuffle

    A sampler says in which order the images come, and so does `shuffle`. A loader takes one of
    the two.
    """
    found = _says(case, r"mutually exclusive with shuffle")
    if found is None:
        return None
    return Seen(
        f"The loader of line {found[0].line} is given a sampler and `shuffle` besides. There the "
        "script stops.",
        line=found[0].line,
    )


@diagnosis(hint="What does this method give back? It changes the object that it is called on.")
def name_given_to_nothing(case: Case) -> Seen | None:
    """A name is given what a method gives back, and that is nothing

    `backward()`, `step()` and `load_state_dict()` change what they are called on. What they give
    back is no loss, no optimiser and no network; the name stands for that from there on.
    """
    found = _says(case, r"NoneType|_IncompatibleKeys")
    if found is None:
        return None
    read = {
        node.id
        for line in found[0].lines
        for node in case.script.at(line)
        if isinstance(node, ast.Name)
    }
    for node in case.script.outside:
        value = node.value if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(value, ast.Call):
            continue
        if last_name(value.func) in _GIVE_NOTHING and any(
            is_name(node.targets[0], n) for n in read
        ):
            return Seen(
                f"`{source(node.targets[0])}` is given what `{source(value)}` gives back; over "
                f"that the script stops in line {found[0].line}.",
                line=node.lineno,
                lines=lines_of(found[0].line),
            )
    return None


@diagnosis(hint="enumerate counts: what are the two things that it gives each time?")
def batch_counted_and_not_unpacked(case: Case) -> Seen | None:
    """`enumerate` gives the number of the batch besides, and a loop does not expect it

    Around a loader it gives pairs: the number of the batch, and the batch, which is a pair itself,
    the images and their labels.
    """
    found = _says(case, r"values to unpack|'int' object|got \(int,")
    for loop in _counted(case) if found is not None else ():
        target, last = loop.target, loop.end_lineno or loop.lineno
        inside = [line for line in found[0].lines if loop.lineno <= line <= last] if found else []
        if not inside or not isinstance(target, ast.Tuple):
            continue
        first, several = target.elts[0], len(target.elts)
        read = any(is_name(node, getattr(first, "id", "")) for node in case.script.at(inside[-1]))
        if several == 2 and read:
            says = f"`{source(first)}` is the number of the batch here, and no images"
        elif several > 2 and inside == [loop.lineno]:
            says = f"`{source(target)}` are {several} names for two things"
        else:
            continue
        return Seen(
            f"{says}: `enumerate` gives the number, and the batch as one thing. The script stops "
            f"in line {inside[-1]}.",
            line=loop.lineno,
            lines=lines_of(inside[-1]),
        )
    return None


def _counted(case: Case) -> Iterator[ast.For]:
    """The loops that count what they go over."""
    for node in case.script.outside:
        counts = isinstance(node, ast.For) and isinstance(node.iter, ast.Call)
        if isinstance(node, ast.For) and counts and is_name(node.iter.func, "enumerate"):  # type: ignore[attr-defined]
            yield node


_OF_TEXT = (
    r"'str'|type 'float'$|got str\b|batch_size should be a positive integer value, but got \S+=\d+$"
)


@diagnosis(hint="Is it in quotation marks, or read from a command line without a type?")
def text_for_a_number(case: Case) -> Seen | None:
    """Text stands where a number should

    `"0.01"` in quotation marks is text, of four signs. What a command line gives is text too, until
    `type=float` or `type=int` makes a number of it.
    """
    found = _says(case, _OF_TEXT)
    written = list(_numbers_as_text(case)) if found is not None else []
    if found is None or not written:
        return None
    first = written[0]
    return Seen(
        f"`{source(first)}` (line {first.lineno}) is text, and no number. The script stops in line "
        f"{found[0].line}: `{found[0].message.splitlines()[0][:80]}`.",
        line=first.lineno,
        lines=lines_of(found[0].line, *(one.lineno for one in written[1:4])),
    )


def _numbers_as_text(case: Case) -> Iterator[ast.Constant]:
    """Texts that read as numbers, where nothing makes numbers of them."""
    made = {
        id(part)
        for call in case.script.calls
        if last_name(call.func) in ("int", "float") or any(k.arg == "type" for k in call.keywords)
        for part in ast.walk(call)
    }
    for node in case.script.outside:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in made:
            with contextlib.suppress(ValueError):
                float(node.value)
                yield node


WORDS = (
    text_for_a_number,
    network_for_its_weights,
    method_for_the_weights,
    scheduler_without_its_number,
    step_without_a_closure,
    sampler_beside_shuffle,
    name_given_to_nothing,
    batch_counted_and_not_unpacked,
)

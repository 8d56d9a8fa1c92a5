"""Rehearsed: the script comes to a stop, and what it was given says why. It costs no points."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from concepts.written import count
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence import Trouble
from grader.script import Script
from grader.script.nodes import argument, last_name, source

_TYPES = ("double", "float64", "half", "float16", "bfloat16")


def stopped_by(case: Case) -> Trouble | None:
    """What ended the script, where that was not the network, which a check charges."""
    if case.seen.troubles:
        return None
    told = case.evidence.rehearsal
    return told.trouble if told is not None and told.end == "stopped" else None


def in_the_making(case: Case) -> bool:
    """Whether the first batch of all was asked for, and stopped in the making."""
    told = case.evidence.rehearsal
    return told is not None and bool(told.passages) and not any(p.taken for p in told.passages)


def _shape(sizes: tuple[int, ...]) -> str:
    return "×".join(map(str, sizes))


def lines_of(*lines: int | None) -> tuple[int, ...]:
    """The lines that are known, each once."""
    return tuple(dict.fromkeys(line for line in lines if line is not None))


@diagnosis(hint="What shape do the images have that the loader gives, and which does Net take?")
def images_reshaped_for_the_network(case: Case) -> Seen | None:
    """The images are given another shape before the network

    A convolution takes a batch of pictures: images, channels, rows, columns. The loader gives
    just that.
    """
    told, trouble = case.evidence.rehearsal, stopped_by(case)
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
    told, trouble = case.evidence.rehearsal, stopped_by(case)
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
    trouble = stopped_by(case)
    if trouble is None or trouble.type != "RuntimeError" or not in_the_making(case):
        return None
    channels = case.lab.input_shape[0]
    for call in case.script.calls:
        means = argument(call, 0, "mean")
        if last_name(call.func) != "Normalize" or not isinstance(means, ast.Tuple | ast.List):
            continue
        if len(means.elts) not in (1, channels):
            return Seen(
                f"Normalize (line {call.lineno}) is given {len(means.elts)} means, and the images "
                f"have {count(channels, 'channel')}. The script stops in line "
                f"{trouble.line}, where the first batch is made.",
                line=call.lineno,
                lines=lines_of(trouble.line),
            )
    return None


@diagnosis(hint="What has to stand behind the name of a class to make something of it?")
def class_for_an_object(case: Case) -> Seen | None:
    """A class stands where something made of it should

    The name of a class is a plan: of a network, a loss, a transform. Brackets behind it make one.
    """
    trouble = stopped_by(case)
    if trouble is None or trouble.type not in ("TypeError", "RuntimeError", "AttributeError"):
        return None
    for line, named in _not_built(case.script):
        return Seen(
            f"`{source(named)}` names a class here and makes nothing of it. The script stops in "
            f"line {trouble.line}.",
            line=line,
            lines=lines_of(trouble.line),
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
    trouble = stopped_by(case)
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


@diagnosis(hint="How many numbers say which class an image is of?")
def labels_in_rows_for_the_loss(case: Case) -> Seen | None:
    """The loss is given each label as a row of zeros and a one

    These losses take one whole number for each image, the place of its class. The loader gives
    just that.
    """
    told, trouble = case.evidence.rehearsal, stopped_by(case)
    if told is None or trouble is None or not told.denied:
        return None
    last = told.denied[-1]
    if not last.rows or last.labels != last.scores or last.line not in trouble.lines:
        return None
    return Seen(
        f"`{last.kind}` (line {last.line}) is given labels of the shape {_shape(last.labels)}, a "
        f"row for each image; it takes {last.labels[0]} whole numbers. There the script stops.",
        line=last.line,
    )


@diagnosis(hint="From which number on are the classes counted?")
def labels_out_of_range(case: Case) -> Seen | None:
    """A label is none of the classes

    A label says which of the scores belongs to the image, and the scores are counted from 0 on.
    """
    told, trouble = case.evidence.rehearsal, stopped_by(case)
    if told is None or trouble is None or not told.denied:
        return None
    last = told.denied[-1]
    classes = last.scores[1] if len(last.scores) == 2 else case.lab.classes
    inside = (last.low >= 0 and last.high < classes) or classes != case.lab.classes
    if inside or last.line not in trouble.lines:
        return None
    return Seen(
        f"`{last.kind}` (line {last.line}) is given labels from {last.low} to {last.high}; with "
        f"{classes} scores they go from 0 to {classes - 1}. There the script stops.",
        line=last.line,
    )


@diagnosis(hint="Which four sizes has a batch of this lab's images?")
def images_of_other_sizes(case: Case) -> Seen | None:
    """The images have other sizes than those of the lab

    A convolution takes images, channels, rows, columns. A grey image has one channel, which is
    there as a size of 1; and the network is made for as many rows and columns as the lab's images
    have.
    """
    told, trouble = case.evidence.rehearsal, stopped_by(case)
    if told is None or trouble is None or not told.refused:
        return None
    last, sizes = told.refused[-1], case.lab.input_shape
    several = len(last.shape) > 2 and last.shape != sizes
    made = last.loaded in ((), last.shape)  # or they were reshaped, which is told elsewhere
    if not several or not made or last.shape[1:] == sizes or last.line not in trouble.lines:
        return None
    return Seen(
        f"In line {last.line} the network is given {_shape(last.shape)}; of this lab's images that "
        f"would be {_shape((last.shape[0], *sizes))}. There the script stops.",
        line=last.line,
    )


@diagnosis(hint="Which transform makes a tensor of a picture?")
def pictures_for_tensors(case: Case) -> Seen | None:
    """The loader is given pictures, not tensors

    MNIST gives pictures. A batch is made of tensors, so a transform has to make one of each.
    """
    trouble = stopped_by(case)
    if trouble is None or not ("collate" in trouble.message and "PIL" in trouble.message):
        return None
    sets = (c for c in case.script.calls if ".datasets." in case.script.dotted(c.func))
    made = next((call.lineno for call in sets), trouble.line)
    return Seen(
        "The data set gives pictures, and no transform makes tensors of them; the script stops in "
        f"line {trouble.line}, where the first batch is made.",
        line=made,
        lines=lines_of(trouble.line),
    )


@diagnosis(hint="What does each transform take, and what does the one before it give?")
def normalised_before_it_is_a_tensor(case: Case) -> Seen | None:
    """The images are normalised before they are tensors

    Transforms are made one after another. `Normalize` takes a tensor, which `ToTensor` makes of a
    picture.
    """
    trouble = stopped_by(case)
    if trouble is None or "should be Tensor Image" not in trouble.message:
        return None
    for node in case.script.outside:
        listed = [last_name(getattr(one, "func", one)) for one in getattr(node, "elts", ())]
        if "Normalize" in listed and "ToTensor" in listed[listed.index("Normalize") :]:
            line = node.elts[listed.index("Normalize")].lineno  # type: ignore[attr-defined]
            return Seen(
                f"Normalize (line {line}) stands before ToTensor and is given a picture. The "
                f"script stops in line {trouble.line}, where the first batch is made.",
                line=line,
                lines=lines_of(trouble.line),
            )
    return None


@diagnosis(hint="Of which type are the images, and of which the weights?")
def numbers_of_two_types(case: Case) -> Seen | None:
    """Numbers of two types meet

    Images come as float32, and so are the weights of a new network. `double()` and `half()` make
    another type of one side, and a layer takes both of the same.
    """
    trouble = stopped_by(case)
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
        return _of_the_images(case, trouble)
    return Seen(
        f"`{source(made[0])}` makes another type of numbers, and in line {trouble.line} torch "
        f"says: `{trouble.message.splitlines()[0][:100]}`.",
        line=made[0].lineno,
        lines=lines_of(trouble.line),
    )


def _of_the_images(case: Case, trouble: Trouble) -> Seen | None:
    """Where the images alone are of another type: as a file holds them, perhaps."""
    found = re.search(r"Input type \(([\w ]+)\) and \w+ type \(float\)", trouble.message)
    refused = case.rehearsed.told.refused[-1:]
    if found is None or not refused or refused[0].line not in trouble.lines:
        return None
    called = refused[0].line
    return Seen(
        f"In line {called} the network is given images of the type `{found[1]}`, and its weights "
        "are float32. There the script stops.",
        line=called,
        lines=lines_of(trouble.line),
    )


CAUSES = (
    images_reshaped_for_the_network,
    images_without_a_loader,
    normalised_by_other_channels,
    class_for_an_object,
    loss_made_of_the_scores,
    labels_in_rows_for_the_loss,
    labels_out_of_range,
    images_of_other_sizes,
    pictures_for_tensors,
    normalised_before_it_is_a_tensor,
    numbers_of_two_types,
)

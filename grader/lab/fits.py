"""Whether what a lab says holds together: before anyone is graded, not while everyone is."""

from __future__ import annotations

import builtins
import keyword
import math
import re
import sys
from itertools import pairwise
from math import prod

from grader.lab.asked import POOLINGS
from grader.lab.data import Shape
from grader.lab.nouns import Lab, LabError


def look_whether_it_fits(lab: Lab) -> None:
    """Raise `LabError` for values each of which may be, and which cannot be together."""
    for look in (_names, _data, _asked, _maps, _training, _thresholds, _late, _title):
        look(lab)


def _names(lab: Lab) -> None:
    if not lab.class_name.isidentifier() or keyword.iskeyword(lab.class_name):
        raise LabError(f"class_name is {lab.class_name!r}, which is no name of a class in Python")
    if lab.class_name in _TAKEN:
        raise LabError(f"class_name is {lab.class_name!r}, which is another thing's name in Python")
    if not lab.title.strip():
        raise LabError("title is empty")
    if "\n" in lab.title:
        raise LabError("title has more than one line")
    if not re.fullmatch(r"[^/\\:\0]+\.py", lab.file_name):
        raise LabError(
            f"file_name is {lab.file_name!r}; it is a file of Python, such as task1_cnn.py"
        )
    if lab.file_name.removesuffix(".py") in _MODULES:
        raise LabError(
            f"file_name is {lab.file_name!r}: beside it `import {lab.file_name[:-3]}` would find "
            "the student's own file"
        )


_TAKEN = frozenset(("torch", "nn", "F", *dir(builtins)))
_MODULES = frozenset(("torch", "torchvision", "numpy", "matplotlib", *sys.stdlib_module_names))


def _data(lab: Lab) -> None:
    known = lab.data.known
    if known is not None:
        which = lab.data.source or "digits"
        look_whether_data_fit(lab, which, known.shape, known.classes)


def look_whether_data_fit(lab: Lab, name: str, shape: Shape, classes: int) -> None:
    """Raise `LabError` where networks for such a lab cannot learn from such images."""
    if lab.input_shape != shape:
        raise LabError(
            f"input_shape is {list(lab.input_shape)}, and the images of {name} that are graded "
            f"with are {list(shape)}"
        )
    if lab.classes != classes:
        raise LabError(
            f"classes is {lab.classes}, and the images of {name} that are graded with are of "
            f"{classes} kinds"
        )


def _asked(lab: Lab) -> None:
    """What gives the scores gives one for each class; the budget is enough for some network."""
    last, most = lab.asked.parts[-1], lab.asked.max_parameters
    scores = dict(last.sizes).get("n", lab.classes)
    if scores != lab.classes:
        raise LabError(f"the last layer of network gives {scores}, and classes is {lab.classes}")
    fewest = _fewest_weights(lab)
    if most is not None and sum(fewest) > most:
        added = f", {' + '.join(f'{one:,}' for one in fewest)}" if len(fewest) > 1 else ""
        raise LabError(
            f"max_parameters is {most:,}, and the smallest network as asked has {sum(fewest):,} "
            f"weights{added}, with one channel, window or number where none is written, and "
            "without biases"
        )


def _fewest_weights(lab: Lab) -> list[int]:
    """Of each layer, sizes that are left open at 1.

    A convolution in groups looks at one channel with each filter, and pooled maps may be of one
    pixel; a fully connected layer weighs all that it is given, the first one the whole image.
    """
    parts, found = lab.asked.parts, []
    given = prod(lab.input_shape)
    for part in parts:
        sizes = dict(part.sizes)
        out = lab.classes if part is parts[-1] else sizes.get("n", 1)
        conv = part.role == "convolution"
        found.append(out * (sizes.get("k", 1) ** 2 if conv else given))
        given = out
    return found


def _maps(lab: Lab) -> None:
    """A window as written goes onto the largest maps that may come there.

    What is left open is taken as it suits best: no stride, a window of one, padding enough. A
    pooling takes a row and a column at least.
    """
    sides: list[float] = list(lab.input_shape[1:])
    for part in lab.asked.of("convolution"):
        sizes = dict(part.sizes)
        window, stride, padding = sizes.get("k", 1), sizes.get("s", 1), sizes.get("p", math.inf)
        if min(sides) + 2 * padding < window:
            raise LabError(
                f"convolution {part.number} of network has windows of {window}×{window} and a "
                f"padding of {padding}, and the maps that come to it are {sides[0]:g}×{sides[1]:g} "
                "at the most"
            )
        if padding < math.inf:
            sides = [(side + 2 * padding - window) // stride + 1 for side in sides]
        for word in part.behind:
            if word in POOLINGS:
                whole = word.startswith("global")
                sides = [1 if whole else max(side - 1, 1) for side in sides]


def _training(lab: Lab) -> None:
    recipe = lab.recipe
    if recipe.first_look > recipe.max_samples:
        raise LabError(
            f"first_look is {recipe.first_look} and max_samples {recipe.max_samples}: the training "
            "would be over before it is looked at"
        )
    if recipe.batch_size > recipe.max_samples:
        raise LabError(
            f"batch_size is {recipe.batch_size} and max_samples {recipe.max_samples}: not one step "
            "would be taken"
        )


def _thresholds(lab: Lab) -> None:
    for name, one in lab.thresholds.items():
        if one.held_out_accuracy * lab.classes <= 1:
            raise LabError(
                f"held_out_accuracy of {name} is {one.held_out_accuracy}: of {lab.classes} classes "
                f"who guesses reads {1 / lab.classes:.2g}"
            )
        for (before, low), (after, high) in pairwise(one.give_up):
            if after <= before or high < low:
                raise LabError(
                    f"give_up of {name} goes from {[before, low]} to {[after, high]}: the samples "
                    "rise from one to the next, and what is asked after them does not fall"
                )
        if one.chance * lab.classes <= 1:
            raise LabError(
                f"chance of {name} is {one.chance}, which no untrained network should read: of "
                f"{lab.classes} classes who guesses reads {1 / lab.classes:.2g}"
            )
        if one.loss_ratio == 0:
            raise LabError(f"loss_ratio of {name} is 0: no loss falls so far")
        for samples, share in one.give_up:
            if not (samples > 0 and 0 <= share <= 1):
                raise LabError(
                    f"give_up of {name} has {[samples, share]}: the share is from 0 to 1"
                )
            if share >= one.held_out_accuracy:
                raise LabError(
                    f"give_up of {name} has {[samples, share]}, and held_out_accuracy is "
                    f"{one.held_out_accuracy}: what reaches that would have been given up"
                )


def _late(lab: Lab) -> None:
    """Without the time when work is due nothing is late."""
    late = lab.late
    if late is None or late.due:
        return
    said = {
        "grace_minutes": late.grace_minutes,
        "percent_a_day": late.percent_a_day,
        "points_a_day": late.points_a_day,
        "cut_off_days": late.cut_off_days or 0,
    }
    name, value = next(((n, v) for n, v in said.items() if v), ("", 0))
    if name:
        raise LabError(f"[late] has {name} = {value:g} and no due: nothing would ever be late")


def _title(lab: Lab) -> None:
    """A number of points in the title is what can be earned, with the answer sheet or without."""
    said = re.search(r"(\d+(?:\.\d+)?) *(?:points?|marks?)\b", lab.title)
    if said is None:
        return
    whole = sum(lab.points.values()) + sum(lab.written.values())
    network = sum(worth for check, worth in lab.points.items() if not check.startswith("q"))
    if float(said[1]) not in {round(one, 6) for one in (whole, network, sum(lab.points.values()))}:
        raise LabError(
            f"the title says {said[0]}, and [points] and [written] add up to {whole:g} "
            f"({network:g} of them for the network)"
        )

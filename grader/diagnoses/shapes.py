"""Shapes: a call cannot work on what it was given."""

from __future__ import annotations

from math import prod

from concepts.written import by
from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.diagnoses.sizes import Trail, given_to, trail_to
from grader.graph import Operation, Ref


def _refused(case: Case, *families: str) -> tuple[Operation, tuple[int, ...], Trail] | None:
    """The call that raised, if it is of a family: with the shape it was given and the way there."""
    op = case.refused
    if op is None or case.raised("forward") is None or op.family not in families:
        return None
    ref = given_to(op)
    trail = trail_to(case, ref)
    return None if trail is None else (op, case.shape(ref), trail)


def _size(case: Case, op: Operation) -> int:
    """How many numbers a fully connected layer takes; 0 where it cannot be told."""
    shape = case.shape(op.bound.get("weight"))
    return shape[1] if len(shape) == 2 else 0


@diagnosis("forward-runs", hint="Keep the first dimension, which counts the images, as it is.")
def flatten_swallows_the_batch(case: Case) -> Seen | None:
    """All images of the batch are flattened into one row

    The first dimension counts the images. A flattening lays out each image by itself and leaves
    that dimension alone; otherwise all images become one.
    """
    found = _refused(case, "linear", "matmul", "output")
    if found is None or case.graph is None:
        return None
    op, shape, trail = found
    last = trail.last("shape")
    total = prod(trail.graph.values[0].shape[:1]) * prod(trail.maps)
    whole = prod(shape) if len(shape) == 1 or (len(shape) == 2 and shape[0] == 1) else 0
    if last is None or not trail.maps or whole != total:
        return None
    batch = trail.graph.batch
    return Seen(
        f"`{case.name(op)}` should get one row for each of {batch} images, and gets one row of "
        f"{whole} numbers for all of them.",
        line=last.line,
        lines=(op.line,) if op.line else (),
        arithmetic=f"{batch} images × {by(trail.maps)} are {whole}",
        expected=f"({batch}, {prod(trail.maps)})",
        observed=by(shape),
    )


@diagnosis("forward-runs", hint="Between the last map and the first neuron one step is missing.")
def flatten_forgotten(case: Case) -> Seen | None:
    """The maps are not flattened before the fully connected layer

    A fully connected layer takes one row of numbers for each image. Given maps, it takes every
    line of a map for an image of its own.
    """
    found = _refused(case, "linear", "matmul")
    if found is None:
        return None
    op, shape, trail = found
    if len(shape) < 3:
        return None
    total, takes = prod(shape[1:]), _size(case, op)
    fits = f", just what `{case.name(op)}` takes" if takes == total else ""
    return Seen(
        f"`{case.name(op)}` should get a row of numbers for each image, and gets maps of "
        f"{by(shape[1:])}.",
        line=op.line,
        arithmetic=f"{trail.chain()}; laid out, {by(shape[1:])} are {total} numbers{fits}",
        expected=f"({shape[0]}, {total})",
        observed=by(shape),
    )


@diagnosis("forward-runs", hint="Convolutions first, flattening after the last of them.")
def flattened_before_a_convolution(case: Case) -> Seen | None:
    """The images are flattened before a convolution

    A convolution lays its filter on neighbouring pixels. A flattened image has no neighbours
    above and below any more.
    """
    found = _refused(case, "convolution")
    if found is None or len(found[1]) >= 4:
        return None
    op, shape, trail = found
    last = trail.last("shape")
    return Seen(
        f"`{case.name(op)}` needs maps (images × channels × height × width) and gets {by(shape)}.",
        line=op.line,
        lines=(last.line,) if last is not None and last.line else (),
        observed=by(shape),
    )


@diagnosis("forward-runs", hint="Pool while there are maps: before the flattening.")
def pooling_after_the_flattening(case: Case) -> Seen | None:
    """A pooling is given no maps

    Pooling takes the largest number (or the mean) of each small window of a map. After the
    flattening there are no windows.
    """
    found = _refused(case, "pooling")
    if found is None or len(found[1]) >= 3:
        return None
    op, shape, _ = found
    return Seen(
        f"`{case.name(op)}` needs maps and gets {by(shape)}.", line=op.line, observed=by(shape)
    )


def _window(op: Operation, shape: tuple[int, ...], case: Case) -> tuple[int, ...]:
    """The sides of the window of a convolution or a pooling."""
    if op.family == "convolution":
        return case.shape(op.bound.get("weight"))[2:]
    size = op.bound.get("kernel_size")
    if isinstance(size, int):
        return (size,) * (len(shape) - 2)
    return tuple(s for s in size if isinstance(s, int)) if isinstance(size, tuple) else ()


def _too_small(case: Case) -> tuple[Operation, tuple[int, ...], Trail, tuple[int, ...]] | None:
    """The call whose window is larger than the map that it is laid on."""
    found = _refused(case, "convolution", "pooling")
    if found is None or len(found[1]) != 4:
        return None
    op, shape, trail = found
    window, padding = _window(op, shape, case), op.bound.get("padding")
    border = padding if isinstance(padding, tuple) else (padding,) * 2
    room = [side + 2 * p for side, p in zip(shape[2:], border, strict=False) if isinstance(p, int)]
    if any(k > r for k, r in zip(window, room, strict=False)) or min(shape[2:]) < 2:
        return op, shape, trail, window
    return None


@diagnosis("forward-runs", hint="The fourth number of a convolution is no second side: see help.")
def stride_slipped_in(case: Case) -> Seen | None:
    """A convolution jumps by a whole filter at each step

    The numbers of a convolution are: channels in, channels out, size of the filter, stride. A
    size written twice, once for each side, becomes a stride.
    """
    found = _too_small(case)
    if found is None:
        return None
    op, shape, trail, window = found
    for step in trail.ops:
        sides = case.shape(step.bound.get("weight"))[2:]
        stride = step.bound.get("stride")
        if step.family == "convolution" and sides and sides[0] > 2 and stride == sides:
            line = case.declared_at(step.module) or step.line
            return Seen(
                f"`{case.name(step)}` has a filter of {by(sides)} and moves it by {sides[0]} at "
                f"each step, so that `{case.name(op)}` ({by(window)}) gets maps of "
                f"{by(shape[2:])} only.",
                line=op.line,
                lines=(line,) if line else (),
                arithmetic=trail.chain(),
            )
    return None


@diagnosis(
    "forward-runs", hint="Write down the sides after each step; leave out what shrinks most."
)
def maps_shrink_to_nothing(case: Case) -> Seen | None:
    """A window is larger than the map that it is laid on

    Every convolution without padding and every pooling makes the maps smaller. From 28×28 there
    is room for so many of them and no more.
    """
    found = _too_small(case)
    if found is None:
        return None
    op, shape, trail, window = found
    return Seen(
        f"`{case.name(op)}` lays a window of {by(window)} on maps of {by(shape[2:])}.",
        line=op.line,
        arithmetic=f"{trail.chain()}, and {window[0]} does not fit into {min(shape[2:])}",
        expected=f"maps of at least {by(window)}",
        observed=by(shape[2:]),
    )


@diagnosis("forward-runs", hint="Rows of scores have the dimensions 0 (images) and 1 (classes).")
def softmax_dimension_out_of_range(case: Case) -> Seen | None:
    """The softmax is taken over a dimension that is not there

    The scores of a batch have two dimensions, 0 for the images and 1 for the classes; the
    softmax is taken over the classes.
    """
    found = _refused(case, "output")
    if found is None:
        return None
    op, shape, _ = found
    dim = op.bound.get("dim")
    if not isinstance(dim, int) or -len(shape) <= dim < len(shape):
        return None
    return Seen(
        f"`{op.spelled}` is told dim={dim}, and {by(shape)} has the dimensions 0 to "
        f"{len(shape) - 1}.",
        line=op.line,
        observed=f"dim={dim}",
    )


@diagnosis("forward-runs", hint="Count the dimensions from 0: images, channels, height, width.")
def dimension_out_of_range(case: Case) -> Seen | None:
    """A call names a dimension that is not there

    Dimensions are counted from 0: of a batch of maps 0 counts the images, 1 the channels.
    """
    found = _refused(case, "shape", "reduction")
    if found is None:
        return None
    op, shape, _ = found
    for name in ("dim", "start_dim", "end_dim", "dim0", "dim1"):
        dim = op.bound.get(name)
        if isinstance(dim, int) and not -len(shape) <= dim < len(shape):
            return Seen(
                f"`{op.spelled}` is told {name}={dim}, and {by(shape)} has the dimensions 0 to "
                f"{len(shape) - 1}.",
                line=op.line,
                observed=f"{name}={dim}",
            )
    return None


def _asked(op: Operation) -> list[int]:
    """The sizes that a view or a reshape asks for."""
    sizes = op.bound.get("shape")
    return [s for s in sizes if isinstance(s, int)] if isinstance(sizes, tuple) else []


@diagnosis("forward-runs", hint="`reshape` may copy; `contiguous()` puts the numbers in order.")
def view_of_numbers_out_of_order(case: Case) -> Seen | None:
    """`view` is asked for on numbers that do not lie in order

    `view` only reads the same memory with other sizes. After a `permute` or `transpose` the
    numbers do not lie as they are read, and there is nothing to view.
    """
    found = _refused(case, "shape")
    if found is None or found[0].kind != "view":
        return None
    op, shape, trail = found
    fixed = prod(size for size in _asked(op) if size > 0)
    turned = trail.last("shape")
    if turned is None or turned.kind not in ("permute", "transpose", "movedim", "expand"):
        return None
    if not fixed or prod(shape) % fixed:
        return None
    return Seen(
        f"`{op.spelled}` needs the numbers in order, and `{turned.spelled}` has turned them.",
        line=op.line,
        lines=(turned.line,) if turned.line else (),
    )


@diagnosis("forward-runs", hint="Leave one size open (-1) for the number of images.")
def view_has_no_room_for_the_batch(case: Case) -> Seen | None:
    """The sizes of a `view` count one image, and a batch is given

    Every step works on a whole batch. The first size counts its images.
    """
    found = _refused(case, "shape")
    if found is None or found[0].kind not in ("view", "reshape"):
        return None
    op, shape, _ = found
    asked, image = _asked(op), prod(shape[1:])
    if not asked or -1 in asked or prod(asked) != image:
        return None
    return Seen(
        f"`{op.spelled}` asks for {by(asked)} = {image} numbers, one image; given are {shape[0]} "
        f"images of {image}.",
        line=op.line,
        arithmetic=f"{shape[0]} × {image} are {prod(shape)}, not {image}",
    )


@diagnosis(
    "forward-runs", hint="The sizes must multiply to as many numbers as there are.", general=True
)
def view_does_not_divide(case: Case) -> Seen | None:
    """The sizes of a `view` do not multiply to the numbers that are there

    Another view of the same numbers cannot make or lose any of them.
    """
    mend = next((one for one in case.crashes if one.what == "flatten"), None)
    if mend is not None:
        return Seen(
            f"`{mend.layer}` asks for rows of {mend.was} numbers, where each image has "
            f"{mend.now}. With {mend.now} in place of {mend.was} the rest works.",
            line=mend.line,
            expected=str(mend.now),
            observed=str(mend.was),
        )
    found = _refused(case, "shape")
    if found is None or found[0].kind not in ("view", "reshape", "unflatten"):
        return None
    op, shape, _ = found
    asked = ", ".join(map(str, _asked(op)))
    return Seen(
        f"`{op.spelled}({asked})` cannot take in {by(shape)} = {prod(shape)} numbers.",
        line=op.line,
        observed=by(shape),
    )


@diagnosis("forward-runs", hint="To add two results, give them the same channels and sides.")
def shapes_cannot_be_joined(case: Case) -> Seen | None:
    """Two results of different shapes are joined

    Adding or multiplying goes number by number, so both sides need the same shape.
    """
    op = case.refused
    if op is None or (op.family != "arithmetic" and op.kind not in ("cat", "stack")):
        return None
    shapes = [case.shape(ref) for ref in op.reads if isinstance(ref, Ref)]
    if len(shapes) < 2 or shapes[0] == shapes[1]:
        return None
    return Seen(
        f"`{op.spelled}` joins {by(shapes[0])} and {by(shapes[1])}.",
        line=op.line,
        observed=f"{by(shapes[0])} and {by(shapes[1])}",
    )


@diagnosis("forward-runs", hint="Leave images and weights as they come: float32.")
def numbers_of_another_type(case: Case) -> Seen | None:
    """A layer is given numbers of another type than its weights

    Weights are floating-point numbers of 32 bits, and so must be what they are multiplied by.
    """
    op = case.refused
    if op is None or case.graph is None or op.family not in ("convolution", "linear", "matmul"):
        return None
    ref = given_to(op)
    given = case.graph.values[ref.index].dtype if ref and ref.kind == "value" else ""
    weight = op.bound.get("weight")
    registered = isinstance(weight, Ref) and weight.kind == "tensor"
    own = case.seen.tensors[weight.index].dtype if isinstance(weight, Ref) and registered else ""
    if not given or not own or given == own:
        return None
    trail = trail_to(case, ref)
    cast = trail.last("cast") if trail is not None else None
    return Seen(
        f"`{case.name(op)}` has weights of {own} and is given {given}.",
        line=op.line,
        lines=(cast.line,) if cast is not None and cast.line else (),
        expected=own,
        observed=given,
    )


@diagnosis("forward-runs", hint="BatchNorm2d stands among maps, BatchNorm1d among rows of numbers.")
def batch_norm_for_another_shape(case: Case) -> Seen | None:
    """The batch normalisation is made for another kind of shape

    `BatchNorm2d` normalises maps, `BatchNorm1d` rows of numbers.
    """
    trouble, graph = case.raised("forward", "ValueError"), case.graph
    if trouble is None or graph is None or case.refused is not None or not graph.operations:
        return None
    used = {op.module for op in graph.operations}
    shape = graph.shape_out(graph.operations[-1])
    for layer in case.seen.layers:
        wanted = {"BatchNorm1d": (2, 3), "BatchNorm2d": (4,)}.get(layer.class_name)
        if wanted and layer.path not in used and len(shape) not in wanted:
            return Seen(
                f"`{layer.path}` is a {layer.class_name} and is given {by(shape)}.",
                line=trouble.line,
                lines=case.declaration(layer.path),
                observed=by(shape),
            )
    return None


@diagnosis(
    "forward-runs",
    hint="Print the shape before the call, and compare it with the layer.",
    general=True,
)
def numbers_do_not_fit_the_layer(case: Case) -> Seen | None:
    """A layer cannot work on the shape that it is given

    Each layer is made for a certain number of channels or numbers of each image.
    """
    found = _refused(case, "linear", "matmul", "convolution", "pooling", "normalisation")
    if found is None:
        return None
    op, shape, trail = found
    weight = case.shape(op.bound.get("weight"))
    made = f", whose weights have the shape {by(weight)}," if weight else ""
    return Seen(
        f"`{case.name(op)}`{made} is given {by(shape)}.",
        line=op.line,
        arithmetic=trail.chain() if len(trail.maps) == 3 else "",
        observed=by(shape),
    )

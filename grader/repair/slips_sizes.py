"""Sizes of a batch: how many images there are, and what a flattening leaves of each."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import calls_of, small
from grader.script.behind import nodes_behind
from grader.script.nodes import calls_in, is_name, nodes_in

MOST_LAYERS = 24  # whose sizes are looked into: nobody writes so many on purpose
MOST_DIVIDED = 1000  # by which a width is divided


def size_worked_out_otherwise(source: Source) -> Iterator[Edit]:
    """`self.side * 2` for `self.side ** 2`, `(28 - kernel) // 2` without the 1, `16 // 40`.

    Not of a layer that no method reads: whatever it is given, the rest works.
    """
    math = "math" in source.script.imports
    idle = {
        id(call)
        for name, value, _ in source.script.stored
        if name in source.idle
        for call in calls_in(value)
    }
    made = [c for c in source.script.calls if c.args and id(c) not in idle]
    made = [c for c in made if source.script.layer_class(c.func) in ("Linear", "Conv2d")]
    for call in made[:MOST_LAYERS]:
        for one in (n for a in call.args[:2] for n in nodes_behind(source.script, a)):
            if isinstance(one, ast.BinOp) and not _is_a_product_of_numbers(one):
                yield from _otherwise(source, one)
            elif isinstance(one, ast.Call) and is_name(one.func, "sum") and math:
                yield from source.put("another-sign", one.func, "math.prod")


def _is_a_product_of_numbers(one: ast.BinOp) -> bool:
    """Whether it is `20 * 4 * 4`, as sizes are written: there a number is wrong, and no sign."""
    named = any(isinstance(part, ast.Name) for part in nodes_in(one))
    return isinstance(one.op, ast.Mult) and not named


def _otherwise(source: Source, one: ast.BinOp) -> Iterator[Edit]:
    """The same numbers with another sign between them, other brackets, or a 1 more."""
    left, right = source.words(one.left), source.words(one.right)
    if isinstance(one.op, ast.Sub):
        yield from source.put("another-sign", one, f"({source.words(one)} + 1)")
    inner = one.right
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.FloorDiv | ast.Mult):
        sign = "//" if isinstance(inner.op, ast.FloorDiv) else "*"
        outer = source.text[source.span(one.left)[1] : source.span(one.right)[0]]
        if "(" not in outer:
            inside = f"{left}{outer}{source.words(inner.left)}"
            now = f"({inside}) {sign} {source.words(inner.right)}"
            yield from source.put("another-sign", one, now)
    for sign in ("**", "*", "//", "+", "-"):
        yield from source.put("another-sign", one, f"{left} {sign} {right}")
    if isinstance(one.op, ast.FloorDiv) and small(one.right, MOST_DIVIDED):
        for divisor in (2, 4, 8, 16):
            yield from source.put("number-that-cannot-be", one.right, str(divisor))


MOST_LATER = 12  # lines behind a flattening before which it may belong
_LAYS_OUT = ("flatten", "view", "reshape")


def flattened_too_early(source: Source) -> Iterator[tuple[Edit, ...]]:
    """`x = torch.flatten(x, 1)` above a convolution: it belongs behind the last of them."""
    for method in source.running:
        for at, one in enumerate(method.body):
            value = one.value if isinstance(one, ast.Assign) else None
            if not isinstance(value, ast.Call) or source.script.called(value) not in _LAYS_OUT:
                continue
            for after in method.body[at + 2 :][:MOST_LATER]:
                start, now = source.span(after)[0], f"{source.words(one)}; "
                gone = source.put("flattened-too-early", one, "pass")
                yield (*gone, *source.between("flattened-too-early", start, start, now))


def flatten_from_another(source: Source) -> Iterator[Edit]:
    """`torch.flatten(x, 2)` leaves the channels beside each other, `nn.Flatten(2)` too."""
    for call in calls_of(source):
        name = source.script.called(call)
        data = name == "flatten" and source.script.dotted(call.func).startswith("torch.")
        named = (one.value for one in call.keywords if one.arg == "start_dim")
        for one in (*call.args[data : data + 1], *named) if name in ("flatten", "Flatten") else ():
            if small(one) is not None:
                yield from source.put("flatten-from-another", one, "1")


def flatten_from_the_batch(source: Source) -> Iterator[Edit]:
    """`torch.flatten(x)` and `x.view(-1)` make one row of all images."""
    for call in calls_of(source):
        name, torch = source.script.called(call), source.script.dotted(call.func)
        data = call.args[0] if torch.startswith("torch.") and call.args else None
        own = len(call.args) - (data is not None)
        end = source.span(call)[1] - 1
        if name == "flatten" and not own and not call.keywords:
            yield from source.between("flatten-from-the-batch", end, end, ", 1" if data else "1")
        elif name in ("view", "reshape") and own == 2 and _ends_open(call):
            if isinstance(call.func, ast.Attribute) and data is None:
                data = call.func.value
            if data is not None:
                images = f"{source.words(data)}.size(0)"
                yield from source.put("flatten-from-the-batch", call.args[-2], images)
        elif (
            name in ("view", "reshape") and own == 1 and not isinstance(call.args[-1], ast.Starred)
        ):
            size = _alone(call.args[-1])
            start, end = source.span(size)
            if isinstance(call.func, ast.Attribute) and data is None:
                data = call.func.value
            if small(size) == -1 and data is not None:
                now = f"{source.words(data)}.size(0), "
                yield from source.between("flatten-from-the-batch", start, start, now)
            elif isinstance(size, ast.Constant):  # one row, and of which image?
                yield from source.between("batch-left-out", start, start, "-1, ")
            else:  # how many images there are, and no more
                yield from source.between("row-left-out", end, end, ", -1")


def _alone(node: ast.expr) -> ast.expr:
    """What a tuple or list of one thing holds."""
    several = isinstance(node, ast.Tuple | ast.List) and len(node.elts) == 1
    return node.elts[0] if several and isinstance(node, ast.Tuple | ast.List) else node


def images_counted_elsewhere(source: Source) -> Iterator[Edit]:
    """`n = x.shape[-1]`, `len(x[0])`: the number of images is the first size, and no other."""
    for node in (node for method in source.running for node in nodes_in(method)):
        counted = node.args[0] if isinstance(node, ast.Call) and len(node.args) == 1 else None
        if (
            isinstance(node, ast.Call)
            and is_name(node.func, "len")
            and isinstance(counted, ast.Subscript)
        ):
            yield from source.put("images-counted-elsewhere", counted, source.words(counted.value))
        if not isinstance(node, ast.Subscript) or small(node.slice) in (None, 0):
            continue
        if source.words(node.value).endswith((".shape", ".size()")):
            yield from source.put("number-that-cannot-be", node.slice, "0")


def images_for_the_row(source: Source) -> Iterator[Edit]:
    """`fc1` counts on `maps.view(1, -1).size(0)`: the images, where a row's length is meant."""
    for node in (node for method in source.methods for node in nodes_in(method)):
        of: ast.expr | None = None
        if isinstance(node, ast.Subscript) and small(node.slice) == 0:
            sizes = node.value  # `.shape`, `.size()`
            inner = sizes.func if isinstance(sizes, ast.Call) and not sizes.args else sizes
            named = isinstance(inner, ast.Attribute) and inner.attr in ("shape", "size")
            of = inner.value if named and isinstance(inner, ast.Attribute) else None
        elif isinstance(node, ast.Call) and len(node.args) == 1:
            if is_name(node.func, "len"):
                of = node.args[0]
            elif source.script.called(node) == "size" and small(node.args[0]) == 0:
                of = getattr(node.func, "value", None)
        if of is not None and isinstance(node, ast.expr):
            yield from source.put("images-for-the-row", node, f"{source.words(of)}.shape[-1]")


SIDES = range(12, 301)  # of the images that other data sets have


def image_of_another_size(source: Source, image: tuple[int, ...]) -> Iterator[Edit]:
    """`Net(shape=(1, 32, 32))`, `torch.zeros(1, 1, 32, 32)`: images that the lab has not."""
    for node in source.script.nodes:
        sizes = node.elts if isinstance(node, ast.Tuple | ast.List) else getattr(node, "args", None)
        if isinstance(sizes, list) and len(sizes) > 1:
            *_, one, other = sizes
            sides = [getattr(size, "value", None) for size in (one, other)]
            if all(type(side) is int and side in SIDES for side in sides) and len(image) == 3:
                start, end = source.span(one)[0], source.span(other)[1]
                now = f"{image[1]}, {image[2]}"
                yield from source.between("image-of-another-size", start, end, now)
        if isinstance(node, ast.arguments):
            given = [*node.defaults, *(one for one in node.kw_defaults if one is not None)]
        else:
            value = (
                node.value if isinstance(node, ast.Assign | ast.AnnAssign | ast.keyword) else None
            )
            given = [value] if value is not None else []
        for one in given:
            if isinstance(one, ast.Constant) and type(one.value) is int and one.value in SIDES:
                yield from source.put("image-of-another-size", one, str(image[-1]))


def _ends_open(call: ast.Call) -> bool:
    """`(1, -1)`: one row of whatever there is."""
    return [small(one) for one in call.args[-2:]] == [1, -1]


def batch_size_written(source: Source, batch: int) -> Iterator[Edit]:
    """`x.view(16, -1)`: the batch size of the file's own script, where another batch comes."""
    for method in source.running:
        for call in calls_in(method):
            for one in ast.walk(call):
                if isinstance(one, ast.Constant) and type(one.value) is int and one.value > 1:
                    yield from source.put("batch-size-written", one, str(batch))
    for name, value, _ in source.script.stored:
        if isinstance(value, ast.Constant) and type(value.value) is int and "batch" in name.lower():
            yield from source.put("batch-size-written", value, str(batch))


MOST_NAMED = 6  # sizes: maps have four


def sizes_in_another_order(source: Source) -> Iterator[Edit]:
    """`h, w, c, n = x.shape`: the images come first, then channels, rows and columns."""
    for method in source.running:
        for node in nodes_in(method):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if not isinstance(node, ast.Assign) or not isinstance(target, ast.Tuple):
                continue
            sizes = source.words(node.value).endswith((".shape", ".size()"))
            if not sizes or not 1 < len(target.elts) < MOST_NAMED:
                continue
            first, *rest = names = [source.words(one) for one in target.elts]
            orders = [names[::-1], [*rest, first], [*rest[-1:], first, *rest[:-1]]]
            for at in range(1, len(names)):
                orders.append([names[at], *names[1:at], first, *names[at + 1 :]])
            for order in orders:
                yield from source.put("sizes-in-another-order", target, ", ".join(order))


MOST_FACTORS = 4


def rows_of_a_product(source: Source) -> Iterator[Edit]:
    """`x.view(n * c, -1)`: there is a row for each image, and not for each of its maps."""
    for call in calls_of(source):
        if source.script.called(call) not in ("view", "reshape"):
            continue
        own = call.args[source.script.dotted(call.func).startswith("torch.") :]
        if len(own) == 1 and isinstance(own[0], ast.Tuple | ast.List):
            own = own[0].elts
        product = own[0] if len(own) > 1 else None
        for _ in range(MOST_FACTORS):
            if not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.Mult):
                break
            start, end = source.span(own[0])[0], source.span(own[-1])[1]
            for one in (product.left, product.right):
                now = f"{source.words(one)}, -1"
                yield from source.between("rows-of-a-product", start, end, now)
            product = product.left


_TAKE_TOGETHER = ("mean", "sum", "amax", "amin", "std", "median")


def taken_together_elsewhere(source: Source) -> Iterator[Edit]:
    """`x.mean(dim=(1, 2))`: the sides of the maps are dimensions 2 and 3."""
    for call in calls_of(source):
        if source.script.called(call) in _TAKE_TOGETHER:
            named = [one.value for one in call.keywords if one.arg in ("dim", "axis")]
            for one in (*call.args, *named):
                numbers = one.elts if isinstance(one, ast.Tuple | ast.List) else [one]
                if numbers and all(small(number) is not None for number in numbers):
                    yield from source.put("taken-together-elsewhere", one, "(2, 3)")


def size_of_another_dimension(source: Source) -> Iterator[Edit]:
    """`F.max_pool2d(x, x.shape[1])`: the channels, where a side of the maps is meant."""
    for node in (node for method in source.running for node in nodes_in(method)):
        if isinstance(node, ast.Subscript) and source.words(node.value).endswith(".shape"):
            one: ast.expr | None = node.slice
        elif isinstance(node, ast.Call) and source.script.called(node) == "size":
            one = node.args[0] if node.args else None
        else:
            continue
        for now in ("-1", "1") if one is not None and small(one) is not None else ():
            assert one is not None
            yield from source.put("size-of-another-dimension", one, now)

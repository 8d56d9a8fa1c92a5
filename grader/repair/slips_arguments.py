"""Arguments: exchanged, one too many, a comma for a product, a number of another kind."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

from grader.evidence import Edit
from grader.repair.edits import Source
from grader.repair.found import calls_of, small
from grader.repair.sizes import whole_numbers, widths
from grader.script.nodes import Function, argument, calls_in, constant, nodes_in
from grader.script.torch_names import ARGUMENTS, WORDS, meant
from grader.script.written import behind_a_name

_WINDOWS = ("2", "3", "5", "7", "4", "1", "6")  # usual ones first: the first that fits is taken
# what other numbers go by: no guess in their place
_SIZES = ("in_channels", "out_channels", "in_features", "out_features", "kernel_size",
          "num_features")  # fmt: skip


LARGE = 8  # a side of a window: half of what a pooling leaves of an image is less
LARGEST = 20_000  # numbers of one image, as a row: weights for more are long in the making


_PAIRED = ({"in_channels", "out_channels"}, {"in_features", "out_features"})


def arguments_exchanged(source: Source) -> Iterator[Edit]:
    """`nn.Linear(10, 50)` for `nn.Linear(50, 10)`."""
    own = {one.name for one in source.script.nodes if isinstance(one, ast.ClassDef)}
    above = (call for one in source.script.tree.body if isinstance(one, ast.Assign | ast.AnnAssign)
             for call in calls_in(one) if source.script.called(call) in own)  # fmt: skip
    for call in (*calls_of(source), *above):
        name = source.script.dotted(call.func).lower()
        pools = name.startswith("torch.") and "pool" in name
        if pools and not (call.args and constant(call.args[0])):  # a window and its step
            continue
        for first, second in zip(call.args, call.args[1:], strict=False):
            one, other = source.words(first), source.words(second)
            if pools and constant(second) == 1:
                continue  # a window of 1 pools nothing
            if one != other and not isinstance(first, ast.Starred | ast.Call):
                start, end = source.span(first)[0], source.span(second)[1]
                between = source.text[source.span(first)[1] : source.span(second)[0]]
                yield from source.between("arguments-exchanged", start, end, other + between + one)
        for named, after in zip(call.keywords, call.keywords[1:], strict=False):
            if {named.arg, after.arg} not in _PAIRED:
                continue  # whoever names a window and a padding does not mix them up
            one, other = source.words(named.value), source.words(after.value)
            start, end = source.span(named)[0], source.span(after)[1]
            now = f"{named.arg}={other}, {after.arg}={one}"
            yield from source.between("arguments-exchanged", start, end, now)


def names_exchanged(source: Source) -> Iterator[Edit]:
    """`two, one = channels`: two names that are given each other's value."""
    for method in source.methods:
        for node in nodes_in(method):
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(target, ast.Tuple) and len(target.elts) == 2:
                one, other = (source.words(part) for part in target.elts)
                if _read_first(method, {one, other}) != other:  # in the order of the lines
                    continue
                start, end = source.span(target.elts[0])[0], source.span(target.elts[1])[1]
                yield from source.between("arguments-exchanged", start, end, f"{other}, {one}")


def _read_first(method: Function, names: set[str]) -> str:
    read = (n for n in nodes_in(method) if isinstance(n, ast.Name) and n.id in names)
    places = [(n.lineno, n.col_offset, n.id) for n in read if isinstance(n.ctx, ast.Load)]
    return min(places, default=(0, 0, ""))[2]


def width_unlike_the_rest(source: Source) -> Iterator[Edit]:
    """`nn.Conv2d(10, 21, 5)` where a `view` and a layer both count on 20: the odd one is wrong."""
    for method in source.building:
        for call in calls_in(method):
            name = source.script.layer_class(call.func)
            given = argument(call, 1, "out_channels", "out_features")
            given = behind_a_name(source.script, given) or given  # `H = 50`, a default
            whole = given is not None and type(constant(given)) is int
            if given is not None and whole and name.startswith(("Conv", "Linear")):
                for width in widths(source):
                    yield from source.put("width-unlike-the-rest", given, str(width))


def width_of_nothing(source: Source) -> Iterator[Edit]:
    """`nn.Linear(320, 0)`, a window of 0: a layer gives one number at least, and reads one."""
    for call in calls_of(source):
        name = source.script.layer_class(call.func).removeprefix("Lazy")
        if source.script.called(call) in ("max_pool2d", "avg_pool2d"):
            name = "MaxPool2d"
        if not name.startswith(("Conv", "Linear", "MaxPool", "AvgPool")):
            continue
        for one in (*call.args, *(keyword.value for keyword in call.keywords)):
            at = call.args.index(one) if one in call.args else 0
            window = "Pool" in name or at == 2
            for now in (_WINDOWS if window else map(str, widths(source))) if _is_0(one) else ():
                yield from source.put("number-that-cannot-be", one, now)


def _is_0(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == 0


def comma_for_a_product(source: Source) -> Iterator[Edit]:
    """`nn.Linear(32, 4, 4, 64)`: what a flattening gives is one number, a product."""
    made = [c for c in calls_of(source) if source.script.layer_class(c.func).endswith("Linear")]
    widths = [source.words(call.args[0]) for call in made if call.args]
    for call in made:
        for one in call.args[:1]:  # a shape for the number that it comes to
            if isinstance(one, ast.Tuple | ast.List) and 0 < _product(one.elts) <= LARGEST:
                product = " * ".join(source.words(part) for part in one.elts)
                yield from source.put("comma-for-a-product", one, product)
        for many in (3, 2):
            group = call.args[:many]
            if len(group) < many or not 0 < _product(group) <= LARGEST:
                continue
            start, end = source.span(group[0])[0], source.span(group[-1])[1]
            product = " * ".join(source.words(one) for one in group)
            yield from source.between("comma-for-a-product", start, end, product)
            if len(call.args) == many:  # and the second number was left out
                for width in dict.fromkeys(widths):
                    now = f"{product}, {width}"
                    yield from source.between("comma-for-a-product", start, end, now)


def _product(nodes: Sequence[ast.expr]) -> int:
    """Of whole numbers; 0 where one of them is none."""
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    whole = [value for value in values if type(value) is int]
    return prod(whole) if len(whole) == len(nodes) else 0


_HOLDS = ("Sequential", "ModuleList", "ModuleDict")


def argument_too_many(source: Source) -> Iterator[Edit]:
    """An argument that the call does not take, or does not need."""
    for call in calls_of(source):
        every = [*call.args, *call.keywords]
        if source.script.layer_class(call.func) in _HOLDS:
            continue  # those are layers
        if source.script.called(call) in _ROUNDS:
            continue  # another number of rounds is another mistake
        for at, one in enumerate(every):
            if any(_weighs(source, inner) for inner in calls_in(one)):
                continue  # and so is this one, or holds some
            if len(every) == 1:
                start, end = source.span(one)
            elif at:
                start, end = source.span(every[at - 1])[1], source.span(one)[1]
            else:
                start, end = source.span(one)[0], source.span(every[1])[0]
            if not source.text[end:].lstrip().startswith((")", ",", *_STARTS)):
                continue
            yield from source.between("argument-too-many", start, end, "")


def _weighs(source: Source, call: ast.Call) -> bool:
    return source.script.layer_class(call.func).startswith(("Conv", "Linear", "Lazy"))


def arguments_too_many(source: Source) -> Iterator[Edit]:
    """The same for all of them: `nn.Flatten(0, 2)`."""
    for call in calls_of(source):
        layers = any(
            source.script.layer_class(one.func) for one in calls_in(call) if one is not call
        )
        rounds = source.script.called(call) in _ROUNDS
        holds = source.script.layer_class(call.func) in _HOLDS
        if len(call.args) + len(call.keywords) > 1 and not layers and not rounds and not holds:
            start, end = source.span(call.func)[1], source.span(call)[1]
            yield from source.between("argument-too-many", start, end, "()")


_ROUNDS = ("zip", "enumerate", "range")
_STARTS = tuple("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789([{'\"-*#")


def argument_misnamed(source: Source) -> Iterator[Edit]:
    """`kernel=5` for `kernel_size=5`; of several in one call all."""
    for call in calls_of(source):
        names = ARGUMENTS.get(source.script.called(call), ((), 0))[0]
        found = [
            (source.span(one)[0], one.arg, WORDS.get(one.arg, "") or meant(one.arg, list(names)))
            for one in call.keywords
            if names and one.arg is not None and one.arg not in names
        ]
        right = [(start, was, now) for start, was, now in found if now in names]
        for start, was, now in right:
            yield from source.between("argument-misnamed", start, start + len(was), now)
        if len(right) > 1:
            start, end = right[0][0], right[-1][0] + len(right[-1][1])
            text = source.text[start:end]
            for at, was, now in reversed(right):
                text = text[: at - start] + now + text[at - start + len(was) :]
            yield from source.between("argument-misnamed", start, end, text)


def number_of_another_kind(source: Source) -> Iterator[Edit]:
    """`padding=2.0`, `"5"`: where torch asks for a whole number; `WIDTH = 64.0` too."""
    plain = [one for one in source.script.tree.body if isinstance(one, ast.Assign)]
    for node in (node for one in (*plain, *source.script.made_of) for node in ast.walk(one)):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, float) and node.value == int(node.value):
                yield from source.put("number-of-another-kind", node, str(int(node.value)))
            elif isinstance(node.value, str) and node.value.strip().isdigit():
                yield from source.put("number-of-another-kind", node, node.value.strip())
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            (start, end), at = source.span(node), source.span(node.right)[0]
            slash = source.text.rfind("/", start, at)
            now = source.text[start:slash] + "/" + source.text[slash:end]
            yield from source.between("number-of-another-kind", start, end, now)
            for sign in "*+-":
                now = source.text[start:slash] + sign + source.text[slash + 1 : end]
                yield from source.between("another-sign", start, end, now)


def text_joined_to_number(source: Source) -> Iterator[Edit]:
    """`"conv" + i`: only a text can be joined to a text."""
    for node in (node for method in source.methods for node in nodes_in(method)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            texts = [type(constant(side)) is str for side in (node.left, node.right)]
            for side, text in zip((node.left, node.right), texts, strict=True):
                if any(texts) and not text:
                    words = source.words(side)
                    yield from source.put("text-joined-to-number", side, f"str({words})")


def argument_missing(source: Source) -> Iterator[Edit]:
    """A number that a layer needs: of those that stand about, by the place that it is put in."""
    for call in calls_of(source):
        func = _stands_for(source, call.func)
        names, least = ARGUMENTS.get(func.rpartition(".")[2], ((), 0))
        named = {one.arg for one in call.keywords}
        open_ended = None in named or any(isinstance(one, ast.Starred) for one in call.args)
        lacking = [name for name in names[len(call.args) : least] if name not in named]
        if open_ended or not func.startswith("torch."):
            continue
        if len(lacking) == 1:
            ends = dict.fromkeys((0, len(call.args), *range(len(call.args))))
            for at in ends:  # before the first, behind the last, between two
                for number in _numbers(source, call, names[at]):
                    yield from _put_in(source, call, at, number)
        elif len(lacking) == 2 and not call.args:
            for width in widths(source):
                yield from _put_in(source, call, 0, f"1, {width}")


def _numbers(source: Source, call: ast.Call, name: str) -> list[str]:
    """What an argument may be: windows as elsewhere, widths that others take; 1 is put right."""
    if name != "kernel_size":
        out = name.startswith("out")
        found = widths(source) if out else [1, *whole_numbers(source)]
        return list(dict.fromkeys(map(str, found)))
    called = _stands_for(source, call.func).rpartition(".")[2]
    at = ARGUMENTS[called][0].index(name)
    others = [one for one in calls_of(source) if source.script.called(one) == called]
    given = [argument(one, at, name) for one in others]
    return list(dict.fromkeys((*(source.words(g) for g in given if g is not None), *_WINDOWS)))


def _put_in(source: Source, call: ast.Call, at: int, number: str) -> Iterator[Edit]:
    name = ARGUMENTS[_stands_for(source, call.func).rpartition(".")[2]][0][at]
    place = source.span(call.args[at - 1])[1] if at else source.span(call.func)[1]
    start = place if at else source.text.index("(", place) + 1
    rest = ", " if not at and (call.args or call.keywords) else ""
    now = f", {number}" if at else number + rest
    for edit in source.between("argument-missing", start, start, now):
        yield replace(edit, gives=name)


def _stands_for(source: Source, node: ast.expr) -> str:
    """What is called, also by way of an attribute: `self.pool = F.max_pool2d`."""
    if isinstance(node, ast.Attribute):
        kept = (value for name, value, _ in source.script.stored if name == node.attr)
        found = next((source.script.dotted(value) for value in kept), "")
        return found or source.script.dotted(node)
    return source.script.dotted(node)


def number_that_cannot_be(source: Source) -> Iterator[Edit]:
    """A stride of 0, a padding wider than half a window, an axis or a layer that is not there."""
    for node in (node for method in source.running for node in nodes_in(method)):
        held = node.value if isinstance(node, ast.Subscript) else None
        at = small(node.slice) if isinstance(node, ast.Subscript) else None
        if at and isinstance(held, ast.Attribute) and held.attr in source.listed:
            assert isinstance(node, ast.Subscript)
            yield from source.put("number-that-cannot-be", node.slice, str(at - 1))
    for call in calls_of(source):
        names = ARGUMENTS.get(source.script.called(call), ((), 0))[0]
        plain = [*zip(names, call.args, strict=False)] if names else [("", a) for a in call.args]
        for name, one in (*plain, *((keyword.arg, keyword.value) for keyword in call.keywords)):
            value = small(one, LARGEST if name in _AXES else 10)
            if value is None or name in _SIZES:
                continue
            for now in dict.fromkeys((value - 1, value + 1, 1, 0, -1, 2, -value)):
                if now != value and abs(now) < 10:
                    yield from source.put("number-that-cannot-be", one, str(now))


def window_too_large(source: Source) -> Iterator[Edit]:
    """A filter or a pooling larger than any map: one of the usual sizes."""
    for call in calls_of(source):
        name, layer = source.script.called(call).lower(), source.script.layer_class(call.func)
        if "adaptive" in name or not ("pool" in name or ("conv" in name and layer)):
            continue
        at = 2 if "conv" in name else 0 if layer else 1
        named = [one.value for one in call.keywords if one.arg == "kernel_size"]
        for one in (*call.args[at : at + 1], *named):
            size = constant(one)
            if type(size) is int and size >= LARGE:
                for now in (2, 5, 3, 1):  # of 1: as if it were not there
                    yield from source.put("number-that-cannot-be", one, str(now))


def sign_too_many(source: Source) -> Iterator[Edit]:
    """A number below 0 that none may be; -1 stands for what is left open, or for the last axis."""
    for call in calls_of(source):
        for one in (*call.args, *(keyword.value for keyword in call.keywords)):
            negative = isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.USub)
            if negative and isinstance(one, ast.UnaryOp) and small(one) != -1:
                for now in (source.words(one.operand), "-1"):
                    yield from source.put("number-that-cannot-be", one, now)


_AXES = ("dim", "start_dim", "end_dim", "stride", "padding", "dilation", "groups")

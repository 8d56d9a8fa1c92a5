"""From a design to the text of a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from tests.mutants.nouns import Design, Step

# by name: the lines, the name of nn, the name of nn.functional
IMPORTS: dict[str, tuple[str, str, str]] = {
    "usual": ("import torch\nimport torch.nn as nn\nimport torch.nn.functional as F", "nn", "F"),
    "from torch": (
        "import torch\nfrom torch import nn\nfrom torch.nn import functional as F",
        "nn",
        "F",
    ),
    "functional": (
        "import torch\nfrom torch import nn\nfrom torch.nn import functional",
        "nn",
        "functional",
    ),
    "fun": ("import torch\nfrom torch import nn\nimport torch.nn.functional as fun", "nn", "fun"),
    "in full": ("import torch", "torch.nn", "torch.nn.functional"),
    "through nn": ("import torch\nimport torch.nn as nn", "nn", "nn.functional"),
    "assigned": ("import torch\nnn = torch.nn\nF = nn.functional", "nn", "F"),
    "future": (
        "from __future__ import annotations\nimport torch\nfrom torch import nn\n"
        "import torch.nn.functional as F",
        "nn",
        "F",
    ),
}

# Slips of the page: a text of ours, whose lines are known, into one that a hurry makes of it.
SLIPS: dict[str, Callable[[str], str]] = {
    "no colon after def": lambda text: _once(text, r"(    def forward\(.*\)):\n", r"\1\n"),
    "no colon after class": lambda text: _once(text, r"(class \w+\(.*\)):\n", r"\1\n"),
    "bracket left open": lambda text: _once(text, r"( = nn\.\w+\(.*)\)\n", r"\1\n"),
    "bracket too many": lambda text: _once(text, r"( = nn\.\w+\(.*\))\n", r"\1)\n"),
    "print of Python 2": lambda text: text + 'print "done"\n',
    "body not indented": lambda text: _once(text, r"(def forward.*\n) {8}", r"\1    "),
    "one space too many": lambda text: _once(text, r"\n {8}(x = .*\n {8})", r"\n         \1"),
    "tab among spaces": lambda text: _once(text, r"(def forward.*\n.*\n) {8}", r"\1\t"),
    "forward inside __init__": lambda text: _nest_forward(text),
    "return outside": lambda text: _once(text, r"\n {8}return x\n+$", r"\nreturn x\n"),
    "no import of F": lambda text: text.replace("F.", "FF.").replace("FF.", "F_not_imported."),
    "no comma": lambda text: _once(text, r"(nn\.Linear\(\d+), ", r"\1 "),
    "= for ==": lambda text: text + 'if __name__ = "__main__":\n    pass\n',
    "string left open": lambda text: text + 'print("done)\n',
}


def _once(text: str, pattern: str, put: str) -> str:
    return re.sub(pattern, put, text, count=1)


def _nest_forward(text: str) -> str:
    """The last forward, one level too deep: part of __init__."""
    head, found, rest = text.rpartition("    def forward(")
    lines = (found + rest).splitlines()
    end = next((i for i, line in enumerate(lines) if line[:1].strip()), len(lines))
    inner = ["    " + line if line else line for line in lines[:end]]
    return head + "\n".join([*inner, *lines[end:]]) + "\n"


STYLES = ("attributes", "sequential", "one sequential", "list", "dict", "helpers", "blocks", "base")


@dataclass
class _Page:
    """The text as it grows."""

    design: Design
    top: list[str] = field(default_factory=list)  # above the class
    init: list[str] = field(default_factory=list)
    forward: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)  # name of a layer -> where it is kept
    made: dict[str, str] = field(default_factory=dict)  # shared constructor -> attribute
    x: str = "x"


def render(design: Design) -> str:
    """The text of the file."""
    page = _Page(design)
    _STYLES[design.style](page, list(design.steps))
    for name, constructor in design.declared:
        page.init.append(f"self.{name} = {constructor}")
    page.init += [_placed(line, page.places) for line in design.in_init]
    lines, nn, functional = IMPORTS[design.imports]
    text = "\n".join([*page.top, *_class(page), *design.script.splitlines()]) + "\n"
    text = SLIPS[design.slip](text) if design.slip else text
    text = re.sub(r"(?<![\w.])nn\.(?=\w)", f"{nn}.", text)
    text = re.sub(r"(?<![\w.])F\.(?=\w)", f"{functional}.", text)
    return f"{lines}\n\n\n{text}"


def _placed(line: str, places: dict[str, str]) -> str:
    """`{conv1}` is where conv1 is kept."""
    return re.sub(r"\{(\w+)\}", lambda found: places[found[1]], line)


def _class(page: _Page) -> list[str]:
    design = page.design
    supers = [design.super_text] if design.super_text else []
    init = [*page.init, *supers] if design.super_last else [*supers, *page.init]
    hint, gives = (": torch.Tensor", " -> torch.Tensor") if design.hints else ("", "")
    nothing = " -> None" if design.hints else ""
    arguments = design.forward_args
    if hint and arguments == "self, x":
        arguments += hint
    body = [*design.begins, *page.forward, *([design.returns] if design.returns else [])]
    lines = [
        f"class {design.class_name}({design.bases}):",
        f"    def {design.init_name}({design.init_args}){nothing}:",
        *_deeper(init or ["pass"], 2),
        "",
        *_deeper(page.methods),
        f"    def {design.forward_name}({arguments}){gives}:",
        *_deeper(body or ["pass"], 2),
    ]
    extra = ["", *_deeper(design.methods.splitlines())] if design.methods else []
    return [*lines, *extra, "", ""]


def _deeper(lines: list[str], by: int = 1) -> list[str]:
    return ["    " * by + line if line else "" for line in lines]


def _attributes(page: _Page, steps: list[Step]) -> None:
    """Each layer in an attribute; calls one after another."""
    _write(page, steps, page.init, page.forward)


def _write(page: _Page, steps: list[Step], init: list[str], forward: list[str]) -> None:
    for step in steps:
        if not step.module or (step.call and page.design.prefers == "call"):
            _say(page, forward, step, step.call)
        else:
            _say(page, forward, step, f"{_keep(page, init, forward, step)}({{x}})")


def _keep(page: _Page, init: list[str], forward: list[str], step: Step) -> str:
    """Make a step's module where it is kept; gives how forward calls it."""
    made = step.constructor
    if step.keep == "forward":
        if step.weighted:
            forward.append(f"{step.name} = {made}")
            return step.name
        return made
    if step.keep == "local":
        init.append(f"{step.name} = {made}")
        return step.name
    if step.keep == "global":
        page.top[:0] = [f"{step.name} = {made}"]
        return step.name
    if step.keep in ("compared", "comma"):
        sign, comma = ("==", "") if step.keep == "compared" else ("=", ",")
        init.append(f"self.{step.name} {sign} {made}{comma}")
        return f"self.{step.name}"
    if step.keep in ("list", "dict"):
        init.append(
            f"self.{step.name} = "
            + (f"[{made}]" if step.keep == "list" else f'{{"layer": {made}}}')
        )
        place = f"self.{step.name}" + ("[0]" if step.keep == "list" else '["layer"]')
    elif page.design.shared and not step.weighted and made in page.made:
        place = page.made[made]
    else:
        init.append(f"self.{step.name} = {made}")
        place = f"self.{step.name}"
        page.made[made] = place
    page.places[step.name] = place
    return place


def _say(page: _Page, forward: list[str], step: Step, call: str) -> None:
    """One statement; or the last one made longer, where the style nests calls."""
    if step.after:
        call = step.after.replace("{y}", call)
    if step.role == "free" and not call:
        return
    plain = not step.guard and step.result == "x"
    last = forward[-1] if forward else ""
    if page.design.nested and plain and call.count("{x}") == 1 and _may_nest(last, step):
        forward[-1] = "x = " + call.replace("{x}", last.removeprefix("x = "))
        return
    text = call.replace("{x}", "x")
    text = f"{step.result} = {text}" if step.result else text
    forward += [step.guard, f"    {text}"] if step.guard else [text]


def _may_nest(last: str, step: Step) -> bool:
    """Short lines only, and a new one for each layer."""
    simple = re.fullmatch(r"x = [\w.\[\]\"]+\(.*\)", last) is not None
    return simple and len(last) < 70 and not step.weighted


def _in_module(page: _Page, step: Step) -> bool:
    """Whether a step may stand in a container of modules."""
    plain = not step.guard and step.result == "x" and not step.after
    return bool(step.module) and step.keep == "module" and plain


def _sequential(page: _Page, steps: list[Step]) -> None:
    """Runs of modules in Sequentials, cut at the flattening."""
    names = iter(
        ("features", "classifier", "rest", "more", "last", *(f"part{i}" for i in range(40)))
    )
    run: list[Step] = []

    def close() -> None:
        if run:
            _sequence(page, next(names), run)
            run.clear()

    for step in steps:
        if page.design.style == "sequential" and step.role == "flatten":
            close()
        if _in_module(page, step):
            run.append(step)
        else:
            close()
            _write(page, [step], page.init, page.forward)
    close()


def _sequence(page: _Page, name: str, run: list[Step]) -> None:
    page.init.append(f"self.{name} = nn.Sequential(")
    page.init += [f"    {step.constructor}," for step in run]
    page.init.append(")")
    page.forward.append(f"x = self.{name}(x)")
    for i, step in enumerate(run):
        page.places[step.name] = f"self.{name}[{i}]"


def _list(page: _Page, steps: list[Step]) -> None:
    """All modules in one ModuleList; a loop where every step is one."""
    kept = [step for step in steps if _in_module(page, step)]
    page.init.append("self.layers = nn.ModuleList([")
    page.init += [f"    {step.constructor}," for step in kept]
    page.init.append("])")
    places = {id(step): f"self.layers[{i}]" for i, step in enumerate(kept)}
    page.places.update({step.name: places[id(step)] for step in kept})
    if len(kept) == len(steps):
        page.forward += ["for layer in self.layers:", "    x = layer(x)"]
        return
    _write_kept(page, steps, places)


def _dict(page: _Page, steps: list[Step]) -> None:
    """All modules in one ModuleDict."""
    kept = [step for step in steps if _in_module(page, step)]
    page.init.append("self.layers = nn.ModuleDict({")
    page.init += [f'    "{step.name}": {step.constructor},' for step in kept]
    page.init.append("})")
    places = {id(step): f'self.layers["{step.name}"]' for step in kept}
    page.places.update({step.name: places[id(step)] for step in kept})
    _write_kept(page, steps, places)


def _write_kept(page: _Page, steps: list[Step], places: dict[int, str]) -> None:
    for step in steps:
        if id(step) in places:
            _say(page, page.forward, step, f"{places[id(step)]}({{x}})")
        else:
            _write(page, [step], page.init, page.forward)


def _helpers(page: _Page, steps: list[Step]) -> None:
    """The convolutions and the rest in methods of their own."""
    at = next((i for i, step in enumerate(steps) if step.role in ("flatten", "linear")), len(steps))
    for name, part in (("_features", steps[:at]), ("_classify", steps[at:])):
        lines: list[str] = []
        _write(page, part, page.init, lines)
        page.methods += [f"def {name}(self, x):", *_deeper([*lines, "return x"]), ""]
    page.forward += ["x = self._features(x)", "x = self._classify(x)"]


def _blocks(page: _Page, steps: list[Step]) -> None:
    """A class for each convolution with what follows it, and one for the head."""
    starts = [i for i, step in enumerate(steps) if step.role == "conv" and i]
    starts += [i for i, step in enumerate(steps) if step.role == "flatten"]
    cuts = sorted({0, *starts, len(steps)})
    for number, (start, end) in enumerate(pairwise(cuts), 1):
        init: list[str] = []
        lines: list[str] = []
        page.made.clear()  # a block shares no module with another
        _write(page, steps[start:end], init, lines)
        name = f"Block{number}"
        page.top += [f"class {name}(nn.Module):", "    def __init__(self):"]
        page.top += [*_deeper(["super().__init__()", *init], 2), ""]
        page.top += ["    def forward(self, x):", *_deeper([*lines, "return x"], 2), "", ""]
        page.init.append(f"self.block{number} = {name}()")
        page.forward.append(f"x = self.block{number}(x)")
        for step in steps[start:end]:
            if step.name in page.places:
                inner = page.places[step.name].removeprefix("self.")
                page.places[step.name] = f"self.block{number}.{inner}"


def _base(page: _Page, steps: list[Step]) -> None:
    """A base class that holds the convolutions; Net adds the rest."""
    at = next((i for i, step in enumerate(steps) if step.role == "flatten"), len(steps))
    init: list[str] = []
    lines: list[str] = []
    _write(page, steps[:at], init, lines)
    page.top += ["class Features(nn.Module):", "    def __init__(self):"]
    page.top += [*_deeper(["super().__init__()", *init], 2), ""]
    page.top += ["    def features(self, x):", *_deeper([*lines, "return x"], 2), "", ""]
    page.forward.append("x = self.features(x)")
    _write(page, steps[at:], page.init, page.forward)


_STYLES = {
    "attributes": _attributes,
    "sequential": _sequential,
    "one sequential": _sequential,
    "list": _list,
    "dict": _dict,
    "helpers": _helpers,
    "blocks": _blocks,
    "base": _base,
}

"""`Asked`: the network that a lab asks for, in the notation of `concepts` with sizes left open.

    conv; relu; conv; relu; dropout; linear; relu; dropout; linear

What is written is asked, what is left open is the student's: `conv` is any convolution, `conv k5`
one with windows of 5×5. The layers are counted, and what stands behind a layer is asked for
between it and the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from concepts.network.statement import Statement


class AskedError(ValueError):
    """What is asked for is no network: one sentence."""


Output = Literal["log-probabilities", "logits", "probabilities"]
OUTPUTS: tuple[Output, ...] = ("log-probabilities", "logits", "probabilities")
Order = Literal["strict", "on every path"]
ORDERS: tuple[Order, ...] = ("strict", "on every path")
Role = Literal["convolution", "linear"]

LAYERS: dict[str, Role] = {"conv": "convolution", "linear": "linear"}
ACTIVATIONS = (
    *("relu", "sigmoid", "tanh", "gelu", "elu", "silu", "leaky_relu", "relu6", "hardswish"),
    "activation",  # any of them
)
POOLINGS = ("max", "avg", "pool", "global_max", "global_avg")  # pool: max or avg
BETWEEN = (*ACTIVATIONS, *POOLINGS, "batch_norm", "dropout")  # what may stand behind a layer
RESIDUAL, FLATTEN = "residual", "flatten"  # flatten asks nothing: how is the student's
SUM = "sum"  # at the end of a residual block; no word of its own
WORDS = (*LAYERS, *BETWEEN, FLATTEN)


@dataclass(frozen=True)
class Part:
    """A layer with weights, and what is asked for between it and the next one."""

    role: Role
    number: int  # of its role, from 1
    behind: tuple[str, ...] = ()  # words of BETWEEN, and SUM, in order
    sizes: tuple[tuple[str, int], ...] = ()  # ("k", 5): those that are asked for
    block: int = 0  # the residual block that it stands in, from 1; 0 for none

    def after_sum(self, word: str) -> bool:
        """Whether a word stands behind the sum that ends the residual block."""
        return SUM in self.behind and word in self.behind[self.behind.index(SUM) :]


@dataclass(frozen=True)
class Asked:
    """What a network must have, and how its output reads."""

    network: str = "conv; relu; conv; relu; dropout; linear; relu; dropout; linear"
    output: Output = "log-probabilities"
    order: Order = "on every path"
    at_least: bool = True  # more layers are fine
    max_parameters: int | None = None

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The layers in order. Raises `AskedError` with one sentence."""
        return tuple(_parts(self.network))

    def of(self, role: Role) -> tuple[Part, ...]:
        """The layers of a role."""
        return tuple(part for part in self.parts if part.role == role)

    def wants(self, *words: str) -> tuple[Part, ...]:
        """The layers behind which one of these words stands."""
        return tuple(part for part in self.parts if set(words) & set(part.behind))

    @property
    def hidden(self) -> tuple[Part, ...]:
        """The layers behind which another one comes."""
        return self.parts[:-1]

    def part_of(self, role: Role, number: int) -> Part | None:
        """The part that a hidden layer is; one more than asked counts as the last."""
        own = [part for part in self.hidden if part.role == role] or self.hidden
        return own[min(number, len(own)) - 1] if own else None

    def activation(self, role: Role, number: int) -> str | None:
        """What is asked for behind a hidden layer."""
        part = self.part_of(role, number)
        words = part.behind if part is not None else ()
        return next((word for word in words if word in ACTIVATIONS), None)

    @property
    def activations(self) -> tuple[str, ...]:
        """Those that are asked for, each once."""
        found = (self.activation(part.role, part.number) for part in self.hidden)
        return tuple(dict.fromkeys(word for word in found if word is not None))

    @property
    def blocks(self) -> int:
        """How many residual blocks there are."""
        return max((part.block for part in self.parts), default=0)


SHEET = Asked()  # of the lab's sheet


def _parts(text: str) -> Iterator[Part]:
    # here, since the processes beside student code know `Recipe`, and have no `concepts`
    from concepts.network.statement import Statement

    parts: list[Part] = []
    counted = {"convolution": 0, "linear": 0}
    for written, block in _statements(text):
        if written == ")":
            if parts and parts[-1].block == block:
                parts[-1] = replace(parts[-1], behind=(*parts[-1].behind, SUM))
            continue
        said = Statement.of(written, WORDS)
        if said.name or said.sources or said.key:
            raise AskedError(f'in "{written}": what is asked has no names, no "from" and no "@"')
        role = LAYERS.get(said.word)
        if role is not None:
            if role == "convolution" and counted["linear"]:
                raise AskedError(f'"{written}" stands behind a linear: convolutions come first')
            counted[role] += 1
            parts.append(Part(role, counted[role], (), _sizes(said, role), block))
        elif said.word != FLATTEN:
            if not parts:
                raise AskedError(f'"{written}" stands before the first layer: it belongs behind')
            parts[-1] = replace(parts[-1], behind=(*parts[-1].behind, said.word))
        if said.rest:
            raise AskedError(
                f'in "{written}": {said.rest[0]!r} is not understood: a conv may say "conv 32 k5 '
                's2 p1", a linear "linear 100", and nothing else has a size'
            )
    yield from _looked_at(parts, text)


_OPEN = -(2**31)  # a size that is not written


def _sizes(said: Statement, role: Role) -> tuple[tuple[str, int], ...]:
    found = said.take(r"\d+")
    sizes = [("n", int(found[0]))] if found else []
    for letter in "ksp" if role == "convolution" else "":
        if (size := said.one(letter, _OPEN)) != _OPEN:
            sizes.append((letter, size))
    for letter, size in sizes:
        if size < (letter != "p"):
            least = f"{'a padding' if letter == 'p' else 'a size'} is a whole number from "
            least += str(int(letter != "p"))
            raise AskedError(f"{said.word} has {letter.strip('n')}{size}: {least}")
    return tuple(sizes)


def _statements(text: str) -> Iterator[tuple[str, int]]:
    """Each statement with the residual block that it stands in."""
    plain = re.sub(r"#.*", "", text)
    block, inside = 0, False
    for token in re.findall(r"\s*residual\s*\(|\)|[^;()\n]+", plain):
        written = token.strip()
        if written.startswith(RESIDUAL) and written.endswith("("):
            if inside:
                raise AskedError("a residual block stands in another: write one behind the other")
            block, inside = block + 1, True
        elif written == ")":
            if not inside:
                raise AskedError('a ")" closes no "residual("')
            yield written, block
            inside = False
        elif written:
            if written == RESIDUAL:
                raise AskedError('a residual block is written "residual( conv; relu; conv )"')
            yield written, block if inside else 0
    if inside:
        raise AskedError('a "residual(" is not closed with ")"')
    if "(" in re.sub(r"residual\s*\(", "", plain):
        raise AskedError('only "residual( … )" has brackets')


def _looked_at(parts: list[Part], text: str) -> Iterable[Part]:
    """The parts, if they can be a network."""
    if not parts:
        raise AskedError('no layer is asked for: write "conv; relu; linear" or the like')
    for word in parts[-1].behind:
        if word not in (*POOLINGS, SUM):
            raise AskedError(f"{word!r} stands behind the last layer, where the scores are")
    for part in parts:
        if twice := next((w for w in part.behind if part.behind.count(w) > 1), None):
            raise AskedError(
                f"{twice!r} stands twice behind one layer, and is looked for once: write it once"
            )
        if len([word for word in part.behind if word in ACTIVATIONS]) > 1:
            raise AskedError(
                f"{' and '.join(part.behind)} stand behind one layer: one activation is asked for"
            )
        if part.role == "linear" and set(POOLINGS) & set(part.behind):
            raise AskedError("a pooling stands behind a linear, where there are no maps any more")
    inside = {part.block for part in parts}
    for block in range(1, len(re.findall(r"residual\s*\(", text)) + 1):
        if block not in inside:
            raise AskedError("a residual block has no layer in it")
    return parts

"""A network in one line: `conv 10 k5; max k2; conv 20 k5; max k2; flatten; linear 50; linear 10`.

Statements are separated by `;` or by line ends; `#` starts a comment. A statement is

    [name =] layer numbers options [from name, name]

and reads the statement before it, unless `from` says otherwise. Without a name of its own a layer
is called by its word and number: conv1, max1, conv2. The image is called `input`; `input 1x28x28`
as the first statement fixes its shape. Options: k kernel, s stride, p padding, d dilation,
g groups, o output padding; one number for all axes or one for each (`k1x7`), padding also
before:after (`p0:1`), `psame` or `pvalid`. `nobias`, `ceil`, `reflect`, `replicate`, `circular` and
`corners` are written as they are. `@name` marks shared parameters: layers with one mark count
theirs once. What people type otherwise is understood where it is plain: `conv2d 10 5x5 stride 2`,
`max pool 2`, `kernel_size=5`, `same`.

The layers: `WORDS` of `concepts.network.words`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from concepts.errors import ConceptError
from concepts.layers.placement import Layer, Node
from concepts.network.statement import INPUT, Statement
from concepts.network.words import JOINS, WORDS, image
from concepts.written import several


def nodes_of_text(text: str) -> tuple[Node, ...]:
    """The nodes that a text describes, in order.

    >>> [node.name for node in nodes_of_text("conv 8 k3 p1; relu; add relu1 input")]
    ['conv1', 'relu1', 'add1']
    >>> nodes_of_text("conv 8 k3; cnv k2")
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: in "cnv k2": 'cnv' is no layer; did you mean 'conv'?
    """
    nodes: list[Node] = []
    known = {INPUT: 0}  # names that stand already
    taken: dict[str, int] = {}  # how many layers of a word have none of their own
    before = INPUT
    for written in filter(None, map(str.strip, re.split(r"[;\n]", re.sub(r"#.*", "", text)))):
        said = Statement.of(written, tuple(WORDS))
        try:
            node = node_of(said, before, known, taken)
        except ConceptError as error:
            raise ConceptError(f'in "{written}": {error}') from None
        nodes.append(node)
        known[node.name] = len(nodes)
        before = node.name
    if not nodes:
        raise ConceptError('the network is empty: write layers such as "conv 10 k5; max k2"')
    return tuple(nodes)


def node_of(said: Statement, before: str, known: Mapping[str, int], taken: dict[str, int]) -> Node:
    """The node of one statement; `known` are the names that stand already."""
    if said.word == INPUT:
        return Node(INPUT, finished(said, image(said)))
    joins = said.word in (*JOINS, "cat")
    made = WORDS[said.word](said)
    reads = said.joined(before) if joins else said.sources or (before,)
    layer = finished(said, made)
    for name in reads:
        if name not in known:
            raise ConceptError(f"{name!r} is not there yet: there are {several([*known], 12)}")
    if said.name is not None:
        return Node(said.name, layer, reads, said.key)
    taken[said.word] = taken.get(said.word, 0) + 1
    while f"{said.word}{taken[said.word]}" in known:
        taken[said.word] += 1
    return Node(f"{said.word}{taken[said.word]}", layer, reads, said.key)


def finished(said: Statement, layer: Layer) -> Layer:
    """The layer, if every word of its statement was understood."""
    if said.rest:
        raise ConceptError(
            f"{said.rest[0]!r} is not understood: {said.word} is written {form(said)}"
        )
    return layer


def form(said: Statement) -> str:
    """How a layer is written, from its reader's docstring."""
    documented = (WORDS[said.word].__doc__ or "").strip()
    return f'"{documented or said.word}"'

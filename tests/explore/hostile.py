"""A page of a network whose every name is meant to do harm, and of an odd graph."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import numpy as np

from grader.data.digits import held_out_digits
from grader.evidence import Explored, Moment, Observation
from grader.explore.network import network_data
from grader.explore.page import render_explore
from grader.graph import Graph

NAMES = [
    "</script><img src=x onerror=\"document.title='taken'\">",
    "<!--<script>document.title='taken'",
    "\u202egnp.exe\u2066",
    "' onmouseover='x \"`${document.title='taken'}",
    "\x00\x1b[31m\u2028\u2029",
    "&lt;b&gt;&#x3c;script&#x3e;",
    "\ud800\udfff",
    "__proto__",
    "constructor",
    "a" * 300,
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "Ω̷̡͓̈́́",
    "",
]


def explored(observation: Observation) -> Explored:
    """As it came, over four real images."""
    images, labels = held_out_digits()
    moment = Moment(0, observation.weights, 3, 4)
    return Explored(
        moments=(moment, replace(moment, samples=64)),
        samples=64,
        of=64,
        mean=(0.16,),
        std=(0.28,),
        images=images[:4].tobytes(),
        labels=tuple(int(one) for one in labels[:4]),
        outputs=np.full((4, 10), np.log(0.1), np.float32).tobytes(),
    )


def named(observation: Observation, names: list[str]) -> Observation:
    """The same with these names wherever a student's can stand, in turn."""
    assert observation.eval is not None

    def harmed(graph: Graph) -> Graph:
        return replace(
            graph,
            operations=tuple(
                replace(op, module=names[op.index % len(names)]) for op in graph.operations
            ),
        )

    tensors = tuple(
        replace(one, name=f"{names[i % len(names)]}{i}")
        for i, one in enumerate(observation.tensors)
    )
    return replace(observation, eval=harmed(observation.eval), tensors=tensors)


def page_of(observation: Observation, file: str, source: str, line: str = "") -> str:
    images, _ = held_out_digits()
    data = network_data(observation, explored(observation), file, source)
    return render_explore(images[3].tobytes(), 5, line, "", data)


def bent(data: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """The data of a page with a few things in it that no graph of ours has."""
    operations = [dict(op) for op in data["operations"]]
    for _ in range(draw.randint(1, 3)):
        op = draw.choice(operations)
        match draw.randrange(5):
            case 0:
                op["kind"] = draw.choice(("__proto__", "constructor", "view", "relu", "nothing"))
            case 1:
                op["args"] = {}
            case 2:
                op["args"] = {**op["args"], "input": {"other": "Slice"}}
            case 3:
                op["line"], op["code"] = None, draw.choice(NAMES[:3])
            case _:
                op["name"] = draw.choice(NAMES)
    return {**data, "operations": operations, "file": draw.choice(NAMES)[:100]}

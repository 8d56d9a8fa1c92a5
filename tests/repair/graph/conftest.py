"""A right network as the calls of its two runs, and what was seen of one with a mistake."""

from __future__ import annotations

from grader.evidence import Behaviour, Change, Effects, Evidence, Layer, Observation, Training
from grader.graph import Tensor
from grader.lab import read_lab
from grader.repair.graph.search import mends
from tests.graphs import write_graph

LAB = read_lab()
RIGHT = """
c1 = F.conv2d x @0
r1 = F.relu c1
c2 = F.conv2d r1 @1
r2 = F.relu c2
d1 = F.dropout r2 p=0.25 training=MODE
f1 = F.linear d1 @2
r3 = F.relu f1
d2 = F.dropout r3 p=0.5 training=MODE
f2 = F.linear d2 @3
o = F.log_softmax f2 dim=1
"""
MEASURED = Behaviour("replay", True, 0.0, 0.0, -3.0, 0.0, 0.0, 0.0, ())
TENSORS = tuple(Tensor(f"weight {n}", (1,), "float32", "parameter", True) for n in range(8))


def written(old: str = "", new: str = "") -> str:
    """The right network with other lines in the place of some."""
    assert old in RIGHT, old
    return RIGHT.replace(old, new, 1) if old else RIGHT


def seen(
    text: str,
    tested: str = "",
    layers: tuple[Layer, ...] = (),
    behaviour: Behaviour = MEASURED,
    effects: Effects | None = None,
) -> Evidence:
    """What is seen of a network; `tested`: its calls in eval mode, where they are others."""
    train = write_graph(text.replace("MODE", "True"), "train")
    evaluated = write_graph((tested or text).replace("MODE", "False"), "eval")
    observation = Observation(
        train=train, eval=evaluated, tensors=TENSORS, layers=layers, returned="tensor"
    )
    training = Training("replayed", outcome="reached", effects=effects)
    return Evidence(observation, behaviour=behaviour, training=training)


def mended(check: str, evidence: Evidence) -> list[str]:
    """The changes in words: "move d2 behind f1"."""
    return [words(change) for change in mends(check, evidence, LAB)]


def words(change: Change) -> str:
    said: list[str] = [change.verb]
    said += [change.step.name] if change.step is not None else []
    said += [f"{change.setting}={change.now}"] if change.verb == "set" else []
    said += [f"for {change.source.name}"] if change.verb == "straighten" and change.source else []
    said += [f"behind {change.behind.name}"] if change.behind is not None else []
    said += [change.spare] if change.spare else []
    said += [f"in {change.mode}"] if change.mode is not None else []
    return " ".join(said)

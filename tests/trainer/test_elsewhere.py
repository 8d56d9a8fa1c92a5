"""What one place cannot train is trained at another: a GPU's gaps cost nobody a mark."""

from dataclasses import replace

import torch

from grader.data import Source, choose, load
from grader.lab import read_lab
from grader.trainer.nouns import Place, Request
from grader.trainer.serve import resident
from grader.trainer.train import serve_train

from . import nets
from .tracing import observe

LAB = read_lab()
CPU = torch.device("cpu")


def _request() -> Request:
    seen = observe(nets.seeded(nets.Classic))
    assert seen.train is not None
    assert seen.eval is not None
    bounds = LAB.thresholds["digits"]
    graphs = (seen.train, seen.eval)
    shape = LAB.input_shape
    return Request(
        seen.tensors, seen.weights, *graphs, seen.proofs, False, LAB.recipe, bounds, shape, 10
    )


def _place() -> Place:
    chosen = choose(load(Source("digits", None, "embedded")), LAB.recipe.seed, 30720)
    return Place(CPU, chosen, resident(chosen, CPU))


def test_what_raises_at_one_place_is_trained_at_the_other() -> None:
    whole = _place()
    # labels beyond the classes stand for a kernel that the device lacks: the loss raises
    broken = replace(whole, data=replace(whole.data, labels=whole.data.labels + 100))
    _, alone = serve_train(_request(), broken)
    assert (alone.way, alone.outcome) == ("not run", "")
    assert "training failed" in alone.reason
    _, moved = serve_train(_request(), broken, lambda: whole)
    assert (moved.way, moved.outcome, moved.device) == ("replayed", "reached", "cpu")

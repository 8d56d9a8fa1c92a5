"""Confinement changes no number: not in a trace, not in a training, to the last bit.

(It did once: where the processor's description could not be read, another kernel was chosen.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from grader.data import Source, choose, load
from grader.graph import graph_to_json
from grader.sandbox import observe, train_inside
from tests.bench import Benches

from .unconfined import SAMPLES, digest, lab, submission
from .worlds import ROOT


@pytest.fixture(scope="module")
def unconfined() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.sandbox.unconfined"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


@pytest.mark.parametrize("warm", [False, True], ids=["fresh", "forked"])
def test_a_trace_is_the_same(warm: bool, unconfined: dict[str, Any], benches: Benches) -> None:
    asked = lab()
    with benches.lent() as bench:
        seen, fate = observe(submission(), asked, nursery=bench.nursery if warm else None)
    assert fate.confined or sys.platform != "linux"
    assert seen.train is not None
    assert seen.eval is not None
    for graph in (seen.train, seen.eval):
        assert json.loads(json.dumps(graph_to_json(graph))) == unconfined[graph.mode]
    blobs = [*seen.weights]
    for proof in seen.proofs:
        blobs += [proof.output, *(numbers for _, numbers in proof.gradients)]
    assert digest(blobs) == unconfined["blobs"]


@pytest.mark.parametrize("warm", [False, True], ids=["fresh", "forked"])
def test_a_training_is_the_same(warm: bool, unconfined: dict[str, Any], benches: Benches) -> None:
    asked = lab()
    digits = choose(load(Source("digits", None, "")), asked.recipe.seed, SAMPLES)
    with benches.lent() as bench:
        lent = bench.nursery if warm else None
        inside = train_inside(submission(), asked, digits, nursery=lent)
    assert inside.training is not None, inside.detail
    curve = [[p.samples, p.loss, p.accuracy] for p in inside.training.curve]
    assert curve == unconfined["curve"]
    assert digest([inside.before, inside.after]) == unconfined["readings"]

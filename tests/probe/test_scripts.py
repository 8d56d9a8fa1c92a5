"""What `torch.jit` translated is opened: its calls are seen, and give what it gives itself."""

from __future__ import annotations

import pytest
import torch

from grader.probe.compiler import with_compiler
from grader.torchside.replay import Replay, build_tensors
from grader.trainer.proving import CLOSE, worst_difference

from .nets import CONVS, net
from .run_here import LAB, observe_here
from .test_faithful import CPU
from .test_odd import trained
from .translated import CLOSED, OPENED

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", OPENED)
def test_translated_parts_are_opened(name: str) -> None:
    source, kinds = OPENED[name]
    with_compiler()  # as a process of its own has it where a file speaks of jit
    seen = observe_here(source)
    assert not seen.troubles
    assert not seen.escapes
    assert not [t for t in seen.tensors if t.kind == "constant" and t.elements > 1]
    assert kinds in " ".join(op.kind for op in trained(seen).operations if op.kind != "add")
    assert seen.eval is not None
    replays = {graph.mode: Replay(graph, seen.tensors, CPU) for graph in (trained(seen), seen.eval)}
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    assert len(seen.proofs) == 3
    worst = worst_difference(seen.proofs, replays, seen.tensors, numbers, LAB.input_shape)
    assert worst <= CLOSE


def test_it_goes_by_the_mode_and_says_where_it_stands() -> None:
    seen = observe_here(OPENED["a block"][0])
    modes = {}
    for graph in (seen.train, seen.eval):
        assert graph is not None
        dropped = next(op for op in graph.operations if op.kind == "dropout")
        modes[graph.mode] = dropped.bound["training"]
        assert dropped.module == "b.7"
    assert modes == {"train": True, "eval": False}
    source = OPENED["a function that calls others"][0]
    for op in trained(observe_here(source)).operations:
        if op.kind in ("mul", "dropout"):
            line = source.split("\n")[(op.line or 0) - 1]
            assert ("x * 0.5" in line) == (op.kind == "mul")


@pytest.mark.parametrize("name", CLOSED)
def test_one_that_goes_by_data_is_told(name: str) -> None:
    source, told = CLOSED[name]
    seen = observe_here(source)
    assert not seen.troubles
    assert any(str(one).startswith(told) for one in seen.escapes), seen.escapes


def test_torch_is_as_it_was() -> None:
    before = torch._C.ScriptFunction.__call__, torch._C.ScriptMethod.__call__
    observe_here(CLOSED["a branch on data"][0])
    assert (torch._C.ScriptFunction.__call__, torch._C.ScriptMethod.__call__) == before


def test_a_wrong_size_inside_is_mended() -> None:
    layers = "torch.jit.script(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)))"
    seen = observe_here(net(f"{CONVS}self.b = {layers}", "return self.b(self.conv1(x))"))
    assert [(one.layer, one.was, one.now) for one in seen.mends] == [("b.1", 784, 2304)]
    assert not seen.troubles

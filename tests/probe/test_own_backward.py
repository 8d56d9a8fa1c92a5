"""Functions with a backward pass of their own: recorded, and replayed where the gradient fits."""

from __future__ import annotations

import pytest
import torch

from grader.evidence import Observation
from grader.torchside.replay import Replay, build_tensors
from grader.trainer.proving import CLOSE, worst_difference

from .nets import CONVS, FEATURES, net
from .run_here import LAB, observe_here
from .test_faithful import CPU
from .test_odd import trained

pytestmark = pytest.mark.slow


def _function(forward: str, backward: str, signature: str = "ctx, x") -> str:
    return (
        f"class Own(torch.autograd.Function):\n    @staticmethod\n    def forward({signature}):\n"
        f"        {forward}\n\n    @staticmethod\n    def backward(ctx, g):\n"
        f"        {backward}\n\n\nown = Own.apply\n\n\n"
    )


_KEEP = "ctx.save_for_backward(x)\n        return "
_BACK = "x, = ctx.saved_tensors\n        return "
_ACTING = "return F.log_softmax(self.fc2(own(self.fc1(x.view(-1, 96)))), 1)"
_BINARY = (
    "w = own(self.fc1.weight)\nx = F.relu(F.linear(x.view(-1, 96), w, self.fc1.bias))\n"
    "return F.log_softmax(self.fc2(x), 1)"
)

# name -> (forward, backward, end of the network's forward, kinds in the order of the graph)
KNOWN = {
    "autograd's own": (
        _KEEP + "x.clamp(min=0)", _BACK + "g * (x > 0)", _ACTING, "linear relu linear"
    ),
    "straight through": ("return torch.sign(x)", "return g", _BINARY, "sign detach"),
    "clipped": (
        _KEEP + "x.sign()", _BACK + "g * (x.abs() <= 1)", _BINARY, "sign detach detach hardtanh"
    ),
    "rounded": (
        _KEEP + "(x * 4).round() / 4", _BACK + "g * ((x > 0) & (x < 1))", _ACTING,
        "detach round div detach hardtanh",
    ),
    "turned round": ("return x.view_as(x)", "return -g", _ACTING, "detach detach neg detach"),
    "with its own dropout": ("return F.dropout(x, 0.5)", "return g", _ACTING, "dropout detach"),
}  # fmt: skip
UNKNOWN = {
    "another gradient": ("return x * 2", "return g * 3"),
    "one that clips the gradient": ("return torch.sign(x)", "return g.clamp(-0.01, 0.01)"),
    "one that raises": ("return x * 2", "raise ValueError('no')"),
}


def _worst(seen: Observation) -> float:
    assert seen.eval is not None
    replays = {graph.mode: Replay(graph, seen.tensors, CPU) for graph in (trained(seen), seen.eval)}
    numbers = build_tensors(seen.tensors, seen.weights, CPU)
    assert len(seen.proofs) == 3
    return worst_difference(seen.proofs, replays, seen.tensors, numbers, LAB.input_shape)


@pytest.mark.parametrize("name", KNOWN)
def test_a_gradient_that_fits_is_replayed(name: str) -> None:
    forward, backward, end, kinds = KNOWN[name]
    seen = observe_here(net(CONVS, FEATURES + end, _function(forward, backward)))
    assert not seen.troubles
    assert not seen.escapes
    assert kinds in " ".join(op.kind for op in trained(seen).operations)
    assert _worst(seen) <= CLOSE


@pytest.mark.parametrize("name", UNKNOWN)
def test_a_gradient_of_another_kind_is_told(name: str) -> None:
    forward, backward = UNKNOWN[name]
    seen = observe_here(net(CONVS, FEATURES + _ACTING, _function(forward, backward)))
    assert [one.call for one in seen.escapes] == ["autograd.Function Own"]
    kinds = " ".join(op.kind for op in trained(seen).operations)
    assert ("mul" if "x * 2" in forward else "sign") + " linear log_softmax" in kinds


def test_what_is_set_up_apart_is_recorded_as_well() -> None:
    setting = (
        "return torch.relu(x)\n\n    @staticmethod\n    def setup_context(ctx, inputs, output):\n"
        "        ctx.save_for_backward(output)"
    )
    function = _function(setting, "y, = ctx.saved_tensors\n        return g * (y > 0)", "x")
    seen = observe_here(net(CONVS, FEATURES + _ACTING, function))
    assert not seen.escapes
    assert _worst(seen) <= CLOSE


def test_a_part_that_is_computed_twice_is_the_part_itself() -> None:
    before = "from torch.utils.checkpoint import checkpoint\n\n\n"
    end = "x = checkpoint(self.part, x, use_reentrant=True)\n"
    source = net(CONVS, FEATURES + end + "return F.log_softmax(self.fc2(x), 1)", before)
    source += "\n    def part(self, x):\n        return F.dropout(F.relu(self.fc1(x.flatten(1))))\n"
    seen = observe_here(source)
    assert not seen.escapes
    assert "flatten linear relu dropout linear" in " ".join(
        op.kind for op in trained(seen).operations
    )
    assert _worst(seen) <= CLOSE


def test_torch_is_as_it_was() -> None:
    before = torch.autograd.Function.__dict__["apply"]
    observe_here(net(CONVS, FEATURES + _ACTING, _function("return x", "return g")))
    assert torch.autograd.Function.__dict__["apply"] is before


def test_a_branch_on_data_inside_is_told() -> None:
    function = _function("return x * 2 if x.mean() > 0 else x", "return g")
    seen = observe_here(net(CONVS, FEATURES + _ACTING, function))
    assert ".__bool__()" in [one.call for one in seen.escapes]

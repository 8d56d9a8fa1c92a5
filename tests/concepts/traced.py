"""torchvision's models as a `Network`, through torch.fx: the toolkit on networks as they are."""

import operator
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import fx, nn

from concepts import (
    AdaptivePool,
    BatchNorm,
    Cat,
    Constant,
    Conv,
    Elementwise,
    Join,
    Linear,
    Network,
    Node,
    Opaque,
    Permute,
    Pool,
    Reshape,
)
from grader.torchside.operators import declare_missing_operators


@cache
def _torchvision() -> Any:
    """Imported by the tests that need it alone: it takes longer than many of them."""
    declare_missing_operators()
    import torchvision

    return torchvision


def model(name: str) -> nn.Module:
    """An untrained torchvision model, ready to be traced."""
    extra = {"aux_logits": False} if name in ("googlenet", "inception_v3") else {}
    if extra:
        extra["init_weights"] = False
    return getattr(_torchvision().models, name)(weights=None, **extra).eval()


class Shapes(fx.Interpreter):
    """Runs a graph on no data at all and notes every shape."""

    def __init__(self, module):
        super().__init__(module)
        self.shapes = {}

    def run_node(self, n):
        value = super().run_node(n)
        if isinstance(value, torch.Tensor):
            self.shapes[n.name] = tuple(value.shape[1:])
        return value


def network_of(module: nn.Module, shape) -> Network:
    """The network that a module's forward computes on one image of this shape."""
    traced = fx.symbolic_trace(module)
    with torch.device("meta"):
        run = Shapes(traced.to("meta"))
        run.run(torch.empty(1, *shape))
    nodes, modules = [], dict(traced.named_modules())
    for node in traced.graph.nodes:
        if node.op in ("call_module", "call_function", "call_method"):
            if node.name not in run.shapes:
                continue
            reads = tuple(rename(n) for n in node.all_input_nodes if n.name in run.shapes)
            if node.target is F.layer_norm:
                reads = reads[:1]  # the others are its scale and offset
            target = modules[node.target] if node.op == "call_module" else node.target
            layer = layer_of(target, node, run.shapes)
            key = node.target if node.op == "call_module" else None
            nodes.append(Node(node.name, layer, reads, key))
        elif node.op == "get_attr":
            value = getattr_path(traced, node.target)
            nodes.append(Node(node.name, Constant(tuple(value.shape), value.numel())))
            run.shapes[node.name] = tuple(value.shape)
    return Network(nodes)


def rename(node):
    return "input" if node.op == "placeholder" else node.name


def getattr_path(module, path):
    for part in path.split("."):
        module = getattr(module, part)
    return module


def layer_of(target, node, shapes):
    """The layer for one traced call."""
    after = shapes[node.name]
    if isinstance(target, nn.Conv2d):
        pads = target.padding
        return Conv(
            target.out_channels,
            target.kernel_size,
            target.stride,
            pads,
            target.dilation,
            target.groups,
            target.bias is not None,
            target.padding_mode,
            target.in_channels,
        )
    if isinstance(target, nn.MaxPool2d):
        return Pool("max", target.kernel_size, target.stride, target.padding, 1, target.ceil_mode)
    if isinstance(target, nn.AvgPool2d):
        return Pool("avg", target.kernel_size, target.stride, target.padding, 1, target.ceil_mode)
    if isinstance(target, nn.AdaptiveAvgPool2d):
        return AdaptivePool("avg", target.output_size)
    if isinstance(target, nn.BatchNorm2d):
        return BatchNorm()
    if isinstance(target, nn.Linear):
        return Linear(target.out_features, target.bias is not None, target.in_features)
    return plain_layer(target, node, after)


def plain_layer(target, node, after):
    """The layer for a call without windows."""
    if target is F.max_pool2d:
        windows: list[Any] = [a if isinstance(a, int) else tuple(a) for a in node.args[1:4]]
        return Pool("max", *windows)
    if target in (F.avg_pool2d,):
        options = dict(zip(("kernel_size", "stride", "padding"), node.args[1:], strict=False))
        return Pool("avg", **(options | node.kwargs))
    if target is F.adaptive_avg_pool2d:
        return AdaptivePool("avg", node.args[1])
    if target in (operator.add, operator.iadd, torch.add):
        return Join("add")
    if target in (operator.mul, torch.mul):
        return Join("mul") if len(node.all_input_nodes) > 1 else Elementwise("scale")
    if target is torch.cat:
        return Cat(node.args[1] - 1 if len(node.args) > 1 else node.kwargs["dim"] - 1)
    if target is torch.permute or target == "permute":
        order = node.args[1] if target is torch.permute else node.args[1:]
        return Permute(tuple(axis - 1 for axis in order[1:]))
    if isinstance(target, nn.Flatten) or target is torch.flatten or target == "flatten":
        return Reshape(after)
    if isinstance(target, nn.LayerNorm):
        return Elementwise("layer_norm", sum(p.numel() for p in target.parameters()))
    same = isinstance(target, nn.ReLU | nn.GELU | nn.Dropout | nn.Identity)
    if same or target in (F.relu, F.dropout, F.layer_norm, _torchvision().ops.stochastic_depth):
        return Elementwise("relu")
    return Opaque(after, str(getattr(target, "__name__", target)))

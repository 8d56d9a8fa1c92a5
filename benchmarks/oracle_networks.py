"""torchvision's networks, without weights: counts held against torch's, fields against autograd.

The fields of a few convolutions of each are compared, with weights above zero and averages in place
of maxima, so that no gradient vanishes by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from concepts import total_multiply_adds, total_parameters, uncounted
from grader.from_torch import from_torch
from grader.torchside.operators import declare_missing_operators

declare_missing_operators()
from torchvision import models  # noqa: E402  # it needs them

SEGMENTED = tuple(models.list_models(module=models.segmentation))
DETECTED = tuple(models.list_models(module=models.detection))  # of these the backbone: what is
# behind it goes by what it finds
LARGE = ("vit_h_14", "vit_l_16", "vit_l_32", "regnet_y_128gf")  # of more than 300 M parameters
NETWORKS = (
    *(name for name in models.list_models(module=models) if name not in LARGE),
    *SEGMENTED,
    *DETECTED,
)
COUNTED, SEEN = (3, 224, 224), (3, 97, 97)  # images: one side is odd, so that edges matter
SIDES = {"inception_v3": 299, "ssd300_vgg16": 300}
SEEN_SIDES = {"ssd300_vgg16": 300}  # whose last maps take so many pixels
TRIED = 4  # convolutions of each network whose fields are compared


@dataclass(frozen=True)
class Compared:
    """One network, both ways."""

    name: str
    parameters: int
    adds: int  # multiply–adds of one image
    torchs_parameters: int
    torchs_adds: int
    missing: tuple[str, ...]  # steps whose multiply–adds are not known
    fields: int  # convolutions whose fields are autograd's
    tried: int
    unread: int  # parameters that do not count in eval: heads for training

    @property
    def whole(self) -> bool:
        """Whether all agrees."""
        counts = self.parameters + self.unread == self.torchs_parameters
        return counts and self.adds == self.torchs_adds and self.fields == self.tried


class Backbone(nn.Module):
    """A backbone whose maps of all sizes count: they are put out in one row."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([one.flatten(1) for one in self.body(x).values()], 1)


def made(name: str) -> nn.Module:
    """The network, in eval mode."""
    extra: dict[str, Any] = {}
    if name in (*SEGMENTED, *DETECTED):
        extra["weights_backbone"] = None
    if name in DETECTED:
        return Backbone(models.get_model(name, weights=None, **extra).backbone).eval()
    if name in ("googlenet", "inception_v3"):
        extra["init_weights"] = False
    return models.get_model(name, weights=None, **extra).eval()


def compared(name: str) -> Compared:
    """Counts on a large image, fields on a small one."""
    module = made(name)
    side = SIDES.get(name)
    shape = (3, side, side) if side else COUNTED
    network = from_torch(module, shape)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        module(torch.rand(1, *shape))
    table = network.table(shape)
    fields, tried = seen_alike(module, name)
    parameters = total_parameters(table)
    total = sum(one.numel() for one in module.parameters())
    auxiliary = sum(
        one.numel() for key, one in module.named_parameters() if key.lower().startswith("aux")
    )
    return Compared(
        name,
        parameters,
        total_multiply_adds(table).dense,
        total,
        counter.get_total_flops() // 2,
        uncounted(table),
        fields,
        tried,
        auxiliary,
    )


def seen_alike(module: nn.Module, name: str) -> tuple[int, int]:
    """(alike, tried): convolutions whose middle unit sees what autograd says."""
    fixed = name.startswith(("vit", "maxvit"))  # made for one size of image
    if fixed or name == "inception_v3":
        return 0, 0
    level(module)
    side = SEEN_SIDES.get(name)
    seen = (3, side, side) if side else SEEN
    smaller = from_torch(module, seen)
    places = dict(module.named_modules())
    fields = smaller.fields(seen)
    found = [
        node.name
        for node in smaller
        if isinstance(places.get(node.name), nn.Conv2d) and len(fields[node.name].axes) == 2
    ]
    chosen = [found[i * (len(found) - 1) // max(1, TRIED - 1)] for i in range(TRIED)]
    chosen = list(dict.fromkeys(chosen))
    alike = 0
    for one in chosen:
        region = smaller.region(seen, None, one)
        mask = by_autograd(module, places[one], region.unit, seen)
        alike += bool(region.exact and np.array_equal(region.mask, mask))
    return alike, len(chosen)


def level(module: nn.Module) -> None:
    """Weights above zero, averages for maxima, double precision."""
    module.double()
    for name, parameter in module.named_parameters():
        fan = parameter[0].numel() if parameter.dim() > 1 else 1
        size = 1e-3 if name.endswith("bias") else 0.5 / fan  # small, so that no ReLU6 is at its end
        nn.init.uniform_(parameter, 0.5 * size, 1.5 * size)
    for one in list(module.modules()):
        for key, child in list(one.named_children()):
            if isinstance(child, nn.MaxPool2d):
                sizes = (child.kernel_size, child.stride, child.padding, child.ceil_mode)
                setattr(one, key, nn.AvgPool2d(*sizes))


def by_autograd(
    module: nn.Module, part: nn.Module, unit: tuple[int, ...], image: tuple[int, ...]
) -> np.ndarray:
    """(rows, columns) of bool: the pixels that reach a unit of a part's output, any channel."""
    kept: list[torch.Tensor] = []
    handle = part.register_forward_hook(lambda _m, _x, out: kept.append(out))
    x = (torch.rand(2, *image, dtype=torch.float64) + 0.5).requires_grad_()
    module(x)
    handle.remove()
    row, column = unit[-2:]
    (grad,) = torch.autograd.grad(kept[0][1, :, row, column].sum(), x)
    mask: np.ndarray = (grad[1] != 0).any(0).numpy()
    return mask


def row_of(seen: Compared) -> str:
    """A line of the table."""
    agrees = "the same" if seen.adds == seen.torchs_adds else f"{seen.torchs_adds:,}"
    if seen.missing:
        agrees += f" ({len(seen.missing)} steps not known)"
    parameters = f"{seen.parameters:,}"
    if seen.parameters + seen.unread != seen.torchs_parameters:
        parameters += f" of {seen.torchs_parameters:,}"
    elif seen.unread:
        parameters += f" and {seen.unread:,} of heads for training"
    fields = f"{seen.fields} of {seen.tried}" if seen.tried else "–"
    return f"| {seen.name} | {parameters} | {seen.adds:,} | {agrees} | {fields} |"

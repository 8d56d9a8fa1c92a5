"""Right and broken networks, to see what the training can tell apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Net(nn.Module):
    """The lab's network with its sizes free: two convolutions, two fully connected layers."""

    def __init__(
        self,
        channels: tuple[int, int] = (10, 20),
        kernel: int = 5,
        hidden: int = 50,
        *,
        padding: int = 0,
        dropout: bool = True,
        norm: bool = False,
        activation: Callable[[Tensor], Tensor] = F.relu,
    ) -> None:
        super().__init__()
        first, second = channels
        self.activation = activation
        self.p = 0.5 if dropout else 0.0
        self.conv1 = nn.Conv2d(1, first, kernel, padding=padding)
        self.conv2 = nn.Conv2d(first, second, kernel, padding=padding)
        self.norm1 = nn.BatchNorm2d(first) if norm else nn.Identity()
        self.norm2 = nn.BatchNorm2d(second) if norm else nn.Identity()
        side = ((28 + 2 * padding - kernel + 1) // 2 + 2 * padding - kernel + 1) // 2
        self.fc1 = nn.Linear(second * side * side, hidden)
        self.fc2 = nn.Linear(hidden, 10)

    def features(self, x: Tensor) -> Tensor:
        x = self.activation(F.max_pool2d(self.norm1(self.conv1(x)), 2))
        x = F.dropout2d(self.conv2(x), self.p, self.training)
        return self.activation(F.max_pool2d(self.norm2(x), 2))

    def head(self, x: Tensor) -> Tensor:
        x = F.dropout(self.activation(self.fc1(x.flatten(1))), self.p, self.training)
        return self.fc2(x)

    def forward(self, x: Tensor) -> Tensor:
        return F.log_softmax(self.head(self.features(x)), dim=1)


class Softmax(Net):
    def forward(self, x: Tensor) -> Tensor:
        return F.softmax(self.head(self.features(x)), dim=1)


class BothDropoutsOn(Net):
    def features(self, x: Tensor) -> Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        return F.relu(F.max_pool2d(F.dropout2d(self.conv2(x)), 2))

    def head(self, x: Tensor) -> Tensor:
        return self.fc2(F.dropout(F.relu(self.fc1(x.flatten(1)))))


class LastDropoutOn(Net):
    def head(self, x: Tensor) -> Tensor:
        return self.fc2(F.dropout(F.relu(self.fc1(x.flatten(1)))))


class NoReluAtFc1(Net):
    def head(self, x: Tensor) -> Tensor:
        return self.fc2(F.dropout(self.fc1(x.flatten(1)), training=self.training))


class HiddenConvolutions(Net):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = [self.conv1, self.conv2]
        del self.conv1, self.conv2

    def features(self, x: Tensor) -> Tensor:
        x = F.relu(F.max_pool2d(self.hidden[0](x), 2))
        return F.relu(F.max_pool2d(F.dropout2d(self.hidden[1](x), training=self.training), 2))


class HiddenLinear(Net):
    def __init__(self) -> None:
        super().__init__()
        self.hidden = [self.fc1, self.fc2]
        del self.fc1, self.fc2

    def head(self, x: Tensor) -> Tensor:
        x = F.relu(self.hidden[0](x.flatten(1)))
        return self.hidden[1](F.dropout(x, training=self.training))


class HiddenAll(HiddenConvolutions):
    def __init__(self) -> None:
        super().__init__()
        self.rest = [self.fc1, self.fc2]
        del self.fc1, self.fc2

    def head(self, x: Tensor) -> Tensor:
        return self.rest[1](F.relu(self.rest[0](x.flatten(1))))


class AcrossSamples(Net):
    def forward(self, x: Tensor) -> Tensor:
        return F.log_softmax(self.head(self.features(x)), dim=0)


class Logits(Net):
    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x))


class MadeInForward(Net):
    def head(self, x: Tensor) -> Tensor:
        hidden = nn.Linear(x.flatten(1).shape[1], 50)
        return nn.Linear(50, 10)(F.relu(hidden(x.flatten(1))))


class DroppedOutput(Net):
    def head(self, x: Tensor) -> Tensor:
        return F.dropout(self.fc2(F.relu(self.fc1(x.flatten(1)))), training=self.training)


class ReluOutput(Net):
    def head(self, x: Tensor) -> Tensor:
        return F.relu(super().head(x))


class DetachedConvolutions(Net):
    def features(self, x: Tensor) -> Tensor:
        return super().features(x).detach()


class TwiceSoftmax(Net):
    def forward(self, x: Tensor) -> Tensor:
        return F.log_softmax(F.softmax(self.head(self.features(x)), dim=1), dim=1)


class ScramblingView(Net):
    def head(self, x: Tensor) -> Tensor:
        return super().head(x.reshape(320, -1).t())


class AllZero(Net):
    def __init__(self) -> None:
        super().__init__()
        for parameter in self.parameters():
            nn.init.zeros_(parameter)


class NeverStepped(Net):
    """Nothing of it is ever handed to the optimizer."""

    def parameters(self, recurse: bool = True) -> Any:
        return iter(())


Make = Callable[[], nn.Module]

RIGHT: dict[str, Make] = {
    "10/20 channels, 5×5, 50 hidden (the sheet's)": Net,
    "the same without dropout": partial(Net, dropout=False),
    "4/8 channels, 5×5, 20 hidden": partial(Net, (4, 8), 5, 20),
    "6/16 channels, 5×5, 84 hidden, no dropout": partial(Net, (6, 16), 5, 84, dropout=False),
    "10/20 channels, 3×3": partial(Net, kernel=3),
    "16/32 channels, 3×3 padded, 64 hidden": partial(Net, (16, 32), 3, 64, padding=1),
    "32/64 channels, 3×3, 128 hidden": partial(Net, (32, 64), 3, 128),
    "20/50 channels, 5×5, 500 hidden": partial(Net, (20, 50), 5, 500),
    "8/16 channels, 7×7": partial(Net, (8, 16), 7),
    "with batch norm": partial(Net, norm=True),
    "with tanh": partial(Net, activation=torch.tanh),
    "with sigmoid": partial(Net, activation=torch.sigmoid),
}

BROKEN: dict[str, Make] = {
    "softmax for log_softmax": Softmax,
    "both dropouts stay on": BothDropoutsOn,
    "last dropout stays on": LastDropoutOn,
    "no ReLU at all": partial(Net, activation=lambda x: x),
    "no ReLU after fc1": NoReluAtFc1,
    "convolutions in a list": HiddenConvolutions,
    "fully connected layers in a list": HiddenLinear,
    "every layer in a list": HiddenAll,
    "log_softmax over the samples": AcrossSamples,
    "raw outputs": Logits,
    "layers made in forward": MadeInForward,
    "dropout after the last layer": DroppedOutput,
    "ReLU on the output": ReluOutput,
    "convolutions detached": DetachedConvolutions,
    "log_softmax of softmax": TwiceSoftmax,
    "view that mixes the samples": ScramblingView,
    "all weights zero": AllZero,
    "learning rate 100 times too small": Net,
    "never stepped": NeverStepped,
}

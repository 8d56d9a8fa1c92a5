"""Networks that the tests trace, replay and train."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch
import torch.nn.functional as F
from torch import nn

Made = TypeVar("Made", bound=nn.Module)


class Classic(nn.Module):
    """The lab's network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout2d()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def hidden(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2)).view(-1, 320)
        x = F.dropout(F.relu(self.fc1(x)), training=self.training)
        return self.fc2(x)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(self.hidden(x), dim=1)


class Logits(Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.hidden(x)


class Softmax(Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.softmax(self.hidden(x), dim=1)


class Crosstalk(Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(self.hidden(x), dim=0)


class AlwaysDropped(Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(F.dropout(self.hidden(x)), dim=1)


class Normalised(nn.Module):
    """Batch norm, Sequential, flatten."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8), nn.ReLU(inplace=True), nn.MaxPool2d(2)),
            *(nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.ReLU(), nn.Dropout(0.3)),
            *(nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(256, 32), nn.ReLU()),
            *(nn.Dropout(), nn.Linear(32, 10), nn.LogSoftmax(dim=1)),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x)


class InPlace(nn.Module):
    """Views that are written through, slices, operators, a counting buffer."""

    seen: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 6, 3, padding="same")
        self.fc = nn.Linear(6 * 14 * 14, 10)
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.conv(x) * 1.5 + 0.25
        left = x[:, :, :, :14]
        left.mul_(0.5)
        x[:, 0] = 0.0
        x += 0.1
        self.seen += 1
        x = torch.relu_(x).clamp(max=4)
        x = (
            torch.cat([x[..., ::2, :14], x[..., ::2, 14:]], dim=1).mean((1,), keepdim=True)
            + x[..., ::2, ::2]
        )
        x = torch.where(x > 0.2, x, torch.zeros_like(x)).flatten(1)
        return (self.fc(x) / 2).log_softmax(-1)


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(28, 16, batch_first=True, dropout=0.1, num_layers=2)
        self.fc = nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out, _ = self.lstm(x.squeeze(1))
        return F.log_softmax(self.fc(out[:, -1]), 1)


class Frozen(Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(F.max_pool2d(self.conv1(x), 2)).detach()
        x = F.relu(F.max_pool2d(self.conv2(x), 2)).reshape(len(x), -1)
        return F.log_softmax(self.fc1(x)[:, :10], 1)


class Spelled(nn.Module):
    """ReLU in other words."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1, self.fc2, self.fc3 = nn.Linear(784, 20), nn.Linear(20, 20), nn.Linear(20, 20)
        self.fc4, self.fc5 = nn.Linear(20, 20), nn.Linear(20, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.fc1(x.flatten(1))
        x = x * (x > 0)
        x = self.fc2(x)
        x = (x + x.abs()) / 2
        x = self.fc3(x)
        x = torch.maximum(x, torch.zeros_like(x))
        x = self.fc4(x)
        x = torch.relu(x) + torch.relu(-x)  # this one is |x|
        return F.log_softmax(self.fc5(x), 1)


class Zero(Classic):
    """Nothing can start: every gradient but the last bias's is zero."""

    def __init__(self) -> None:
        super().__init__()
        for parameter in self.parameters():
            nn.init.zeros_(parameter)


class Exploding(Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.exp(self.hidden(x * 1e3))


class Nine(Classic):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(self.hidden(x)[:, :9], dim=1)


class Maps(Classic):
    """Feature maps, (N, 10, 24, 24)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.conv1(x)


class Single(Classic):
    """One number for the whole batch."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.hidden(x).mean()


class Linear(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.log_softmax(self.fc(x.flatten(1)), 1)


def seeded(make: Callable[[], Made], seed: int = 1) -> Made:
    torch.manual_seed(seed)
    return make()

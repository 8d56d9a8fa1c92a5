# fails: forward-runs
# diagnosis: edit-return-missing
import torch
from torch import nn
from torch.nn import functional as F

CHANNELS = (8, 16)
CLASSES = 10


def halve(x):
    return F.max_pool2d(x, 2)


class Block(nn.Module):
    def __init__(self, into, out):
        super().__init__()
        self.conv = nn.Conv2d(into, out, 3, padding="same")

    def forward(self, x):
        pass


class Net(nn.Module):
    def __init__(self, channels=CHANNELS, classes: int = CLASSES):
        super().__init__()
        sizes = (1, *channels)
        self.blocks = nn.ModuleList(Block(a, b) for a, b in zip(sizes, sizes[1:]))
        self.drop = nn.Dropout(0.25)
        self.head = nn.ModuleDict({
            "hidden": nn.Linear(channels[-1] * 49, 50),
            "out": nn.Linear(50, classes),
        })

    def _flat(self, x: torch.Tensor) -> torch.Tensor:
        return x.reshape(len(x), -1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.blocks:
            x = block(x)
        x = self._flat(self.drop(x))
        x = self.drop(self.head["hidden"](x).clamp(min=0))
        scores = self.head["out"](x)
        return scores - scores.logsumexp(dim=1, keepdim=True)

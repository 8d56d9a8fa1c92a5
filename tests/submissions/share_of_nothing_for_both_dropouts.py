# fails: dropout-after-convolutions line 12
# diagnosis: dropout-with-p-zero
import torch
import torch.nn as nn
from dataclasses import dataclass


@dataclass
class Settings:
    first: int = 12
    second: int = 24
    forgetting: float = 0.0

    @property
    def numbers(self) -> int:
        return self.second * 5 * 5


class Net(nn.Module):
    def __init__(self, settings: Settings = Settings()):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(1, settings.first, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(settings.first, settings.second, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.forget_maps = nn.Dropout2d(p=settings.forgetting)
        self.hidden = nn.Linear(settings.numbers, 60)
        self.forget = nn.Dropout(p=settings.forgetting)
        self.scores = nn.Linear(60, 10)

    def forward(self, images):
        maps = self.forget_maps(self.maps(images))
        hidden = torch.relu(self.hidden(maps.flatten(1)))
        return torch.log_softmax(self.scores(self.forget(hidden)), dim=1)

# passes
import torch
import torch.nn as nn
import torch.nn.functional as F


@torch.jit.script
def rectified(x):
    return torch.clamp(x, min=0.0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.jit.trace(nn.Conv2d(1, 10, 5), torch.rand(2, 1, 28, 28))
        self.second = torch.jit.script(
            nn.Sequential(nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25))
        )
        self.fc1 = nn.Linear(320, 50)
        self.drop = nn.Dropout(0.25)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(rectified(self.first(x)), 2)
        x = self.second(x).flatten(1)
        x = self.drop(rectified(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

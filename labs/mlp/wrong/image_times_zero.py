# fails: every-parameter-learns
# diagnosis: every-image-becomes-alike
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, 100)
        self.fc2 = nn.Linear(100, 50)
        self.fc3 = nn.Linear(50, 10)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        x = x * 0
        x = x.flatten(1)
        x = self.drop(torch.tanh(self.fc1(x)))
        x = torch.tanh(self.fc2(x))
        return F.softmax(self.fc3(x), dim=1)

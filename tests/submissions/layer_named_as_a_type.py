# fails: forward-runs line 13
# diagnosis: edit-not-stored
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, share: float = 0.3):
        super().__init__()
        self.share: float = share
        self.conv1: nn.Conv2d = nn.Conv2d(1, 8, 3)
        self.fc1: nn.Linear(400, 60)
        self.conv2: nn.Conv2d = nn.Conv2d(8, 16, 3)
        self.fc2: nn.Linear = nn.Linear(60, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.dropout(x, self.share, self.training)
        x = F.relu(self.fc1(x.flatten(1)))
        x = F.dropout(x, self.share, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

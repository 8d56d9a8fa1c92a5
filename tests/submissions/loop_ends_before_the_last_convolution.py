# fails: two-convolutions line 23
# diagnosis: edit-loop-of-another-length
import torch.nn as nn
import torch.nn.functional as F

CONVOLUTIONS = 2


class Net(nn.Module):
    """The layers are kept under numbers, from 1 on."""

    def __init__(self):
        super().__init__()
        for number in range(1, CONVOLUTIONS + 1):
            taken = 1 if number == 1 else 12
            self.add_module(f"conv_{number}", nn.Conv2d(taken, 12, 3, padding=1))
        self.pool = nn.AdaptiveMaxPool2d(7)
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(12 * 7 * 7, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        for number in range(1, CONVOLUTIONS):
            x = F.relu(getattr(self, f"conv_{number}")(x))
        x = self.drop(self.pool(x)).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# fails: forward-runs
# diagnosis: edit-result-not-kept
import torch
import torch.nn as nn
import torch.nn.functional as F


class Windows(nn.Module):
    """A convolution as a matrix product over all windows of a map."""

    def __init__(self, coming_in, going_out, side):
        super().__init__()
        count = coming_in * side * side
        self.side = side
        self.filters = nn.Parameter(torch.randn(going_out, count) / count**0.5)

    def forward(self, x):
        windows = F.unfold(x, self.side)
        left = x.size(2) - self.side + 1
        return (self.filters @ windows).reshape(x.size(0), -1, left, left)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = Windows(1, 12, 5)
        Windows(12, 20, 3)
        self.drop1 = nn.Dropout(0.2)
        self.fc1 = nn.Linear(20 * 5 * 5, 60)
        self.drop2 = nn.Dropout(0.4)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(self.drop1(x), 1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

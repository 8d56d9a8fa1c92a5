# fails: forward-runs line 20
# diagnosis: edit-sum-for-a-join
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5)
        self.left = nn.Conv2d(16, 12, 3, padding=1)
        self.right = nn.Conv2d(16, 12, 5, padding=2)
        self.fc1 = nn.Linear(24 * 36, 64)
        self.fc2 = nn.Linear(64, 10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        fine, wide = F.relu(self.left(x)), F.relu(self.right(x))
        x = fine + wide
        x = self.drop(F.max_pool2d(x, 2))
        x = self.drop(F.relu(self.fc1(x.flatten(1))))
        return F.log_softmax(self.fc2(x), dim=1)

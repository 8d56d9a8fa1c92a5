# fails: forward-runs line 14
# diagnosis: edit-number-for-a-layer
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.drop1 = nn.Dropout(0.25)
        self.fc1 = 320
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(50, 10)
        for one in self.children():
            if hasattr(one, "weight"):
                nn.init.xavier_uniform_(one.weight)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = self.drop1(F.max_pool2d(F.relu(self.conv2(x)), 2))
        x = x.view(-1, 320)
        x = self.drop2(F.relu(self.fc1(x)))
        x = self.fc2(x)
        return F.log_softmax(x, dim=1)

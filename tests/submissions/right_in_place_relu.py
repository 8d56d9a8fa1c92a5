# passes
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 12, 3)
        self.conv2 = nn.Conv2d(12, 24, 3)
        self.pool = nn.MaxPool2d(2, 2)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(24 * 5 * 5, 60)
        self.fc2 = nn.Linear(60, 10)

    def forward(self, x):
        x = self.pool(self.conv1(x).relu_())
        x = self.pool(F.relu_(self.conv2(x)))
        x = self.drop(x).reshape(x.size(0), -1)
        x = F.relu(self.fc1(x), inplace=True)
        x = self.drop(x)
        return F.log_softmax(self.fc2(x), 1)

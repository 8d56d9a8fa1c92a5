# fails: dropout-after-first-fully-connected line 17
# diagnosis: edit-bases-exchanged
import torch.nn as nn
import torch.nn.functional as F


class Plain(nn.Module):
    def decide(self, x):
        return self.fc2(F.relu(self.fc1(x)))


class Dropping(nn.Module):
    def decide(self, x):
        return self.fc2(self.drop(F.relu(self.fc1(x))))


class Net(Plain, Dropping):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout(0.3)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.drop(x).flatten(1)
        return F.log_softmax(self.decide(x), dim=1)

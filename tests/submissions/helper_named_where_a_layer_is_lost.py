# fails: forward-runs
# diagnosis: edit-function-not-called
import torch.nn as nn
import torch.nn.functional as F


class Features(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)

    def features(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        return F.relu(F.max_pool2d(self.conv2(x), 2))


class Net(Features):
    dropout = 0.5

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forget(self, x):
        return F.dropout(x, self.dropout, self.training)

    def forward(self, x):
        x = self.forget(self.features(x)).view(-1, 320)
        x = self.forget
        return F.log_softmax(self.fc2(x), dim=1)

import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 24, 5)
        self.pool = nn.AdaptiveMaxPool2d((4, 4))
        self.drop = nn.Dropout2d(0.2)
        self.fc1 = nn.Linear(24 * 16, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = self.pool(self.drop(F.relu(self.conv2(x))))
        x = F.relu(self.fc1(x.flatten(1)))
        x = F.dropout(x, 0.2, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

# passes
# note: rows-torn-apart
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=(5, 3))
        self.conv2 = nn.Conv2d(10, 20, kernel_size=(3, 5))
        self.drop = nn.Dropout2d()
        self.fc1 = nn.Linear(400, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        n, c, h, w = x.shape
        x = x.view(n, c, w, h)  # turned
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
        x = x.view(n, -1)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

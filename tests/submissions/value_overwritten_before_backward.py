# fails: every-parameter-learns line 17
# diagnosis: value-overwritten-before-backward
import torch, torch.nn as nn, torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)
    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.drop(F.max_pool2d(self.conv2(x), 2)))
        x = x.view(-1, 320)
        x = torch.sigmoid(F.relu(self.fc1(x)))
        x += 1
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

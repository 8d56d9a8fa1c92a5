# fails: forward-runs line 18
# diagnosis: module-built-with-the-data
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3)
        self.fc1 = nn.Linear(64 * 12 * 12, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = nn.Dropout2d(x, 0.25)
        x = x.view(-1, 64 * 12 * 12)
        x = F.relu(self.fc1(x))
        x = nn.Dropout(x, p=0.5)
        return F.log_softmax(self.fc2(x), dim=1)

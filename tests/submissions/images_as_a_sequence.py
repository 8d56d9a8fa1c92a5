# fails: samples-independent line 22
# diagnosis: images-depend-on-each-other
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 16, 5)
        self.drop1 = nn.Dropout(0.3)
        self.hidden = nn.Linear(256, 40)
        self.drop2 = nn.Dropout(0.4)
        self.memory = nn.LSTM(40, 40)
        self.scores = nn.Linear(40, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop2(F.relu(self.hidden(self.drop1(x).flatten(1))))
        remembered, _ = self.memory(x)
        return F.log_softmax(self.scores(x + remembered), dim=1)

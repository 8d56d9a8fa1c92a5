# fails: forward-runs line 8
# diagnosis: init-misspelt
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def _init_(self):
        super(Net, self)._init_()
        self.cnn = nn.Conv2d(1, 16, 3, padding=1)
        self.cnn2 = nn.Conv2d(16, 16, 3, padding=1)
        self.drop = nn.Dropout(0.3)
        self.fc = nn.Linear(16 * 7 * 7, 100)
        self.out = nn.Linear(100, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.cnn(x)), 2)
        x = F.max_pool2d(F.relu(self.cnn2(x)), 2)
        x = self.drop(x).view(x.size(0), -1)
        x = self.drop(F.relu(self.fc(x)))
        return F.log_softmax(self.out(x), dim=1)

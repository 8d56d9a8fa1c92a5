# fails: forward-runs line 11
# diagnosis: edit-list-called
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2), \
            nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = self.maps(x)
        x = x.view(-1, 320)
        x = F.relu(self.fc1(x))
        x = F.dropout(x, training=self.training)
        x = self.fc2(x)
        return F.log_softmax(x, dim=1)

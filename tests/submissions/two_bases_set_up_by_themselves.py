# fails: forward-runs line 24
# diagnosis: edit-super-call-twice
import torch.nn as nn
import torch.nn.functional as F


class Maps(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.conv2 = nn.Conv2d(8, 16, 3)

    def maps(self, x):
        x = F.relu(self.conv1(x))
        return F.max_pool2d(F.relu(self.conv2(x)), 2)


def dropped(x, training):
    return F.dropout(x, 0.25, training)


class Head(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        self.fc1 = nn.Linear(16 * 12 * 12, 64)
        self.fc2 = nn.Linear(64, 10)

    def head(self, x):
        return self.fc2(dropped(F.relu(self.fc1(x)), self.training))


class Net(Maps, Head):
    def __init__(self):
        Maps.__init__(self)
        Head.__init__(self)

    def forward(self, x):
        x = dropped(self.maps(x), self.training)
        return F.log_softmax(self.head(x.flatten(1)), dim=1)

# fails: forward-runs line 29
# diagnosis: edit-method-not-called
import torch.nn as nn
import torch.nn.functional as F


class Backbone(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 12, 3)
        self.second = nn.Conv2d(12, 24, 3)

    def maps(self, images):
        images = F.max_pool2d(F.relu(self.first(images)), 2)
        return F.max_pool2d(F.relu(self.second(images)), 2)

    def forward(self, images):
        raise NotImplementedError("each network has its own")


class Net(Backbone):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.3)
        self.hidden = nn.Linear(600, 50)
        self.scores = nn.Linear(50, 10)

    def forward(self, images):
        rows = self.drop(super().forward(images)).flatten(1)
        return F.log_softmax(self.scores(self.drop(F.relu(self.hidden(rows)))), dim=1)

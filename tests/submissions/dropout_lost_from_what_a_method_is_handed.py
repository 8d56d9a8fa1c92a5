# fails: dropout-after-convolutions line 27
# diagnosis: dropout-missing
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.near = nn.Conv2d(1, 8, 5)
        self.far = nn.Conv2d(8, 20, 5)
        self.hidden = nn.Linear(320, 50)
        self.scores = nn.Linear(50, 10)

    def forget(self, x):
        return F.dropout(x, 0.3, training=self.training)

    def step(self, layer, *behind):
        self.x = F.relu(layer(self.x))
        for one in behind:
            self.x = one(self.x)

    def forward(self, x):
        self.x = x
        self.step(self.near, self.half)
        self.step(self.far, self.half, torch.nn.Flatten())
        self.step(self.hidden, self.forget)
        return F.log_softmax(self.scores(self.x), dim=1)

    def half(self, x):
        return F.max_pool2d(x, 2)

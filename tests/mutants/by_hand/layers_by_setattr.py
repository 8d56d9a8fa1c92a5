import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for i, (into, out) in enumerate([(1, 8), (8, 16)], start=1):
            setattr(self, f"conv{i}", nn.Conv2d(into, out, 5))
        self.add_module("hidden", nn.Linear(256, 40))
        self.register_module("out", nn.Linear(40, 10))

    def forward(self, x):
        for i in (1, 2):
            x = F.relu(F.max_pool2d(getattr(self, f"conv{i}")(x), 2))
        x = F.dropout(x, 0.2, self.training).reshape(-1, 256)
        x = F.dropout(F.relu(self.hidden(x)), 0.2, self.training)
        return F.log_softmax(self.out(x), dim=-1)

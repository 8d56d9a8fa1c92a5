import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, activation=F.relu, pool=F.max_pool2d, p=0.25):
        super().__init__()
        self.activation, self.pool, self.p = activation, pool, p
        self.layers = nn.ModuleDict(
            {
                "conv1": nn.Conv2d(1, 10, 5),
                "conv2": nn.Conv2d(10, 20, 5),
                "fc1": nn.Linear(320, 50),
                "fc2": nn.Linear(50, 10),
            }
        )

    def forward(self, x):
        for name, layer in self.layers.items():
            if name == "fc1":
                x = x.view(x.size(0), -1)
            x = layer(x)
            if name != "fc2":
                x = self.activation(x)
            if name.startswith("conv"):
                x = self.pool(x, 2)
            if name in ("conv2", "fc1"):
                x = F.dropout(x, self.p, self.training)
        return F.log_softmax(x, dim=1)

# fails: net-constructs, forward-runs
# diagnosis: edit-comma-forgotten, edit-loop-over-names
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict([
            ("conv1", nn.Conv2d(1, 10, 5)),
            ("relu1", nn.ReLU()),
            ("pool1", nn.MaxPool2d(2))
            ("conv2", nn.Conv2d(10, 20, 5)),
            ("relu2", nn.ReLU()),
            ("pool2", nn.MaxPool2d(2)),
            ("drop1", nn.Dropout(0.25)),
            ("flatten", nn.Flatten()),
            ("fc1", nn.Linear(320, 50)),
            ("relu3", nn.ReLU()),
            ("drop2", nn.Dropout(0.5)),
            ("fc2", nn.Linear(50, 10)),
        ])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return F.log_softmax(x, dim=1)

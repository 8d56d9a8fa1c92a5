# fails: forward-runs line 27
# diagnosis: edit-condition-on-another
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({
            "conv_a": nn.Conv2d(1, 12, 5),
            "relu_a": nn.ReLU(),
            "pool_a": nn.MaxPool2d(2),
            "conv_b": nn.Conv2d(12, 24, 5),
            "relu_b": nn.ReLU(),
            "pool_b": nn.MaxPool2d(2),
            "drop_b": nn.Dropout(0.3),
            "dense_a": nn.Linear(24 * 16, 60),
            "relu_c": nn.ReLU(),
            "drop_c": nn.Dropout(0.3),
            "dense_b": nn.Linear(60, 10),
            "scores": nn.LogSoftmax(dim=1),
        })

    def forward(self, x):
        for word, layer in self.layers.items():
            # a row for the dense layers
            if word == "dense":
                x = x.reshape(len(x), -1)
            x = layer(x)
        return x

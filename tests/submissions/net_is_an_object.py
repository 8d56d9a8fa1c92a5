# fails: defines-net
# diagnosis: net-is-an-object
import torch.nn as nn

Net = nn.Sequential(
    nn.Conv2d(1, 10, 5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(10, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(),
    nn.Flatten(), nn.Linear(320, 50), nn.ReLU(), nn.Dropout(),
    nn.Linear(50, 10), nn.LogSoftmax(1))

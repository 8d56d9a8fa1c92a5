# fails: forward-runs line 18
# diagnosis: edit-layer-for-another
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.ModuleList([nn.Conv2d(1, 8, 5), nn.Conv2d(8, 16, 5)])
        self.scores = nn.ModuleList([nn.Linear(256, 40), nn.Linear(40, 10)])

    def forward(self, x):
        for layer in self.features:
            x = F.relu(F.max_pool2d(layer(x), 2))
        x = F.dropout2d(x, training=self.training).flatten(1)
        x = F.dropout(F.relu(self.scores[0](x)), training=self.training)
        return F.log_softmax(self.scores[0](x), dim=1)

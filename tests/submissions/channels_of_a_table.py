# fails: forward-runs line 9
# diagnosis: channels-do-not-fit-the-convolution-before
import torch.nn as nn
import torch.nn.functional as F

# Kanäle hinein, Kanäle heraus, Fenster
TABELLE = {
    "erste": (1, 12, 5),
    "zweite": (10, 24, 5),
}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for name, zahlen in TABELLE.items():
            self.add_module(name, nn.Conv2d(*zahlen))
        self.drop = nn.Dropout(0.25)
        self.fc1 = nn.Linear(24 * 4 * 4, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        for name in TABELLE:
            x = F.max_pool2d(F.relu(self.get_submodule(name)(x)), 2)
        x = self.drop(x).flatten(1)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

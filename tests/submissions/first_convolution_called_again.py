# fails: every-layer-used line 22
# diagnosis: edit-layer-for-another
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.eingang = nn.Conv2d(1, 16, 3, padding=1)
        self.faltung1 = nn.Conv2d(16, 16, 3, padding=1)
        self.faltung2 = nn.Conv2d(16, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.aus = nn.Dropout(0.25)
        self.voll1 = nn.Linear(16 * 7 * 7, 64)
        self.voll2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.eingang(x))
        x = self.pool(F.relu(self.faltung1(x)))
        # noch einmal, kleiner
        x = self.pool(F.relu(self.faltung1(x)))
        x = self.aus(x).flatten(1)
        x = self.aus(F.relu(self.voll1(x)))
        return F.log_softmax(self.voll2(x), dim=1)

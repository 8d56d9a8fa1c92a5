# fails: net-constructs line 17
# diagnosis: edit-data-in-the-making
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(1, 12, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(12, 24, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            x.view(x.size(0), -1),
            nn.Dropout(0.3),
            nn.Linear(24 * 4 * 4, 80),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(80, 10),
        )

    def forward(self, x):
        return F.log_softmax(self.maps(x), dim=1)

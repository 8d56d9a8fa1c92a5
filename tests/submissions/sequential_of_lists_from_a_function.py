# fails: net-constructs line 13
# diagnosis: edit-list-among-layers
import torch.nn as nn
import torch.nn.functional as F

def stage(c_in, c_out):
    return [nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(stage(1, 16), stage(16, 32), nn.Dropout(0.25))
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10)
        )

    def forward(self, x):
        return F.log_softmax(self.classifier(self.features(x)), dim=1)

# fails: net-constructs line 17
# diagnosis: edit-no-such-layer
import torch.nn as nn

FLAT = 32 * 7 * 7


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.everything = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=5, stride=2, padding=2),
            nn.ReLU(True),
            nn.Conv2d(16, 32, kernel_size=5, stride=2, padding=2),
            nn.ReLU(True),
            nn.Dropout(),
            nn.View(-1, FLAT),
            nn.Linear(FLAT, 100),
            nn.ReLU(True),
            nn.Dropout(),
            nn.Linear(100, 10),
            nn.LogSoftmax(1),
        )

    def forward(self, images):
        return self.everything(images)

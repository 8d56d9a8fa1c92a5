# fails: net-constructs, forward-runs
# diagnosis: edit-text-joined-to-number, edit-row-left-out
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for i, (width, out) in enumerate([(1, 10), (10, 20)]):
            setattr(self, "conv" + i, nn.Conv2d(width, out, 5))
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv0(x)), 2)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = self.drop(x)
        x = x.view(x.size(0))
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

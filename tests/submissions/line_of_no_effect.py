# passes
# note: line-of-no-effect
import torch.nn as nn
import torch.nn.functional as F

seen = []


class Net(nn.Module):
    """Prints and keeps what it saw; asserts shapes; a skip connection."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.drop = nn.Dropout2d(0.1)
        self.fc1 = nn.Linear(8 * 14 * 14, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        assert x.dim() == 4, x.shape
        n = x.shape[0]
        a = F.relu(self.conv1(x))
        b = F.relu(self.conv2(a)) + a
        self.last_shape = tuple(b.shape)
        seen.append(self.last_shape)
        x = self.drop(F.max_pool2d(b, 2)).view(n, -1)
        x = self.drop(F.max_pool2d(b, 2)).view(n, -1)
        x = F.dropout(F.relu(self.fc1(x)), 0.2, self.training)
        return F.log_softmax(self.fc2(x), dim=1)

# fails: forward-runs
# diagnosis: edit-lines-exchanged
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 10, kernel_size=7)
        self.second = nn.Conv2d(10, 10, kernel_size=7)
        self.hidden = nn.Linear(10 * 8 * 8, 40)
        self.output = nn.Linear(40, 10)

    def forward(self, image):
        seen = F.relu(self.first(image))
        seen = F.relu(F.max_pool2d(self.second(seen), 2))
        seen = F.dropout2d(seen, p=0.2, training=self.training)
        row = seen.flatten(start_dim=1)
        return F.log_softmax(self.output(row), dim=1)
        row = F.dropout(F.relu(self.hidden(row)), p=0.3, training=self.training)

# fails: two-convolutions line 22
# diagnosis: return-in-a-loop
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.filters = nn.ModuleList(nn.Conv2d(into, out, 3) for into, out in ((1, 12), (12, 24)))
        self.drop = nn.ModuleList([nn.Dropout2d(0.3), nn.Dropout(0.4)])
        self.hidden = nn.Linear(12 * 13 * 13, 80)
        self.scores = nn.Linear(80, 10)

    def forward(self, images):
        for filters in self.filters:
            images = torch.max_pool2d(torch.relu(filters(images)), 2)
            images = self.drop[0](images)
            images = self.drop[1](torch.relu(self.hidden(images.flatten(1))))
            images = self.scores(images)
            return F.log_softmax(images, 1)

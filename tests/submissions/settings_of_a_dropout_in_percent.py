# fails: net-constructs line 6
# diagnosis: edit-number-that-cannot-be
import torch
import torch.nn as nn

FORGET = {"maps": 20, "rows": 0.5}


class Net(nn.Module):
    def __init__(self, forget=FORGET):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 3)
        self.conv2 = nn.Conv2d(10, 20, 3)
        self.drop1 = nn.Dropout(p=forget["maps"])
        self.drop2 = nn.Dropout(p=forget["rows"])
        self.fc1 = nn.Linear(500, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = torch.max_pool2d(self.conv1(x).relu(), 2)
        x = torch.max_pool2d(self.conv2(x).relu(), 2)
        x = self.drop1(x).reshape(-1, 500)
        x = self.drop2(self.fc1(x).relu())
        return self.fc2(x).log_softmax(1)

# passes
import torch
import torch.nn as nn
import torch.nn.functional as F


torch.set_num_threads(4)
torch.set_float32_matmul_precision("high")


@torch.compile
def rectify(x):
    return F.relu(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop1 = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(320, 50)
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = torch.compile(nn.Linear(50, 10))
        torch.set_num_threads(2)
        self.conv1.compile()

    @torch.compile(mode="reduce-overhead")
    def forward(self, x):
        x = F.max_pool2d(rectify(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.drop1(self.conv2(x))), 2)
        x = x.view(-1, 320)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

# passes
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 10, 5), nn.MaxPool2d(2), nn.ReLU(),
            nn.Conv2d(10, 20, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Dropout(0.3), nn.Flatten())
        with torch.no_grad():
            size = self.body(torch.zeros(1, 1, 28, 28)).shape[1]
        self.fc1 = nn.Linear(size, 50)
        self.fc2 = nn.LazyLinear(10)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        hidden = torch.relu(self.fc1(self.body(x)))
        return torch.log_softmax(self.fc2(self.drop(hidden)), -1)

# passes
# note: net-built-with-arguments
import argparse

import torch.nn as nn
import torch.nn.functional as F

CLASSES = 10


class Net(nn.Module):
    def __init__(self, channels, classes, kernel, *, hidden):
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels[0], kernel)
        self.conv2 = nn.Conv2d(channels[0], channels[1], kernel)
        self.drop1 = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(channels[1] * 4 * 4, hidden)
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.drop1(x).flatten(1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden-units", type=int, default=50)
    args = parser.parse_args()
    model = Net([10, 20], CLASSES, kernel=5, hidden=args.hidden_units)
    print(model)


if __name__ == "__main__":
    main()

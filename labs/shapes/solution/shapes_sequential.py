"""A convolutional network that tells coloured shapes apart, in PyTorch.

Fill in the two functions of the class `Net`; everything else is ready. Then run

    python3 shapes.py

which trains on shapes.npz, beside this file, and after each epoch tests on shapes that the
network has not seen.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    """Two convolutional layers followed by a dropout, then two fully connected layers.

    A ReLU follows each hidden layer, and a second dropout the first fully connected layer. The
    input is a batch of images, shape (N, 3, 32, 32); the output holds the log-probability of each
    of the five shapes, shape (N, 5).
    """

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 12, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(12, 24, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Dropout(0.2),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(24 * 8 * 8, 80),
            nn.ReLU(),
            nn.Dropout(0.3),
            nn.Linear(80, 5),
            nn.LogSoftmax(dim=1),
        )

    def forward(self, x):
        return self.classifier(self.features(x))


def get_loaders():
    """The shapes in batches: 1,600 images to train with, 400 to test with."""
    path = Path(__file__).with_name("shapes.npz")
    with np.load(path) as arrays:
        parts = [
            torch.from_numpy(arrays[name]) for name in ("x_train", "y_train", "x_test", "y_test")
        ]
    x_train, y_train, x_test, y_test = parts
    train = TensorDataset(x_train.float() / 255 - 0.5, y_train.long())
    test = TensorDataset(x_test.float() / 255 - 0.5, y_test.long())
    return DataLoader(train, batch_size=64, shuffle=True), DataLoader(test, batch_size=200)


def train(model, loader, optimizer):
    """One pass over the training images."""
    model.train()  # dropout on
    for data, target in loader:
        optimizer.zero_grad()  # forget the gradients of the batch before
        loss = F.nll_loss(model(data), target)
        loss.backward()
        optimizer.step()


def test(model, loader):
    """The accuracy on the test images."""
    model.eval()  # dropout off
    correct = 0
    with torch.no_grad():
        for data, target in loader:
            correct += (model(data).argmax(dim=1) == target).sum().item()
    print(f"Test set: Accuracy: {correct}/{len(loader.dataset)}")


def main():
    """Train and test."""
    torch.manual_seed(1)
    model = Net()
    if not list(model.parameters()):
        print("Net has no layers yet: fill in __init__ and forward.")
        return
    train_loader, test_loader = get_loaders()
    optimizer = optim.Adam(model.parameters(), lr=0.003)
    for _ in range(10):
        train(model, train_loader, optimizer)
        test(model, test_loader)


if __name__ == "__main__":
    main()

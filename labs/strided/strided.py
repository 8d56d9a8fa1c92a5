"""A network of convolutions that tells noughts from crosses, in PyTorch.

Fill in the two functions of the class `Net`; everything else is ready. Then run

    python3 strided.py

which trains on signs.npz, beside this file, and after each epoch tests on signs that the network
has not seen.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    """Five convolutions with a stride of 2, and a ReLU behind each but the last, which has two
    filters. The input is a batch of signs, shape (N, 1, 28, 28); the output holds the logits of
    nought and cross, shape (N, 2).
    """

    def __init__(self):
        super().__init__()  # keep this line: it lets PyTorch find the layers you make
        # TODO: make the layers and keep each in an attribute of its own, self.... = nn....

    def forward(self, x):
        # TODO: pass x through the layers, one after the other, and return the result.
        pass


def get_loaders():
    """The signs in batches: 1,600 to train with, 400 to test with."""
    path = Path(__file__).with_name("signs.npz")
    with np.load(path) as arrays:
        parts = [
            torch.from_numpy(arrays[name]) for name in ("x_train", "y_train", "x_test", "y_test")
        ]
    x_train, y_train, x_test, y_test = parts
    train = TensorDataset(x_train[:, None].float() / 255, y_train.long())
    test = TensorDataset(x_test[:, None].float() / 255, y_test.long())
    return DataLoader(train, batch_size=64, shuffle=True), DataLoader(test, batch_size=200)


def train(model, loader, optimizer):
    """One pass over the training images."""
    model.train()
    for data, target in loader:
        optimizer.zero_grad()  # forget the gradients of the batch before
        loss = F.cross_entropy(model(data), target)
        loss.backward()
        optimizer.step()


def test(model, loader):
    """The accuracy on the test images."""
    model.eval()
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

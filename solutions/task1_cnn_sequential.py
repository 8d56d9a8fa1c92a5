"""Task 1, solved in another style: one Sequential, and strides in place of pooling.

`python3 task1_cnn_sequential.py [epochs]` trains it; importing the file runs nothing.
"""

import sys
from collections import OrderedDict

import torch
from torch import nn


class Net(nn.Module):
    """Each convolution moves in steps of two, so it halves the image as a pooling would."""

    def __init__(self, width=12, hidden=64):
        super().__init__()
        self.image_to_digit = nn.Sequential(OrderedDict([
            ("look", nn.Conv2d(1, width, 5, stride=2, padding=2)),  # 28 -> 14
            ("bend", nn.ReLU()),
            ("look_again", nn.Conv2d(width, 2 * width, 5, stride=2, padding=2)),  # 14 -> 7
            ("bend_again", nn.ReLU()),
            ("forget", nn.Dropout(0.25)),
            ("unroll", nn.Flatten()),
            ("weigh", nn.Linear(2 * width * 7 * 7, hidden)),
            ("bend_once_more", nn.ReLU()),
            ("forget_again", nn.Dropout(0.5)),
            ("decide", nn.Linear(hidden, 10)),
            ("as_log_probabilities", nn.LogSoftmax(dim=1)),
        ]))

    def forward(self, images):
        return self.image_to_digit(images)


def digits(train):
    """(images, labels): MNIST at once, float32 from 0 to 1, shape (N, 1, 28, 28)."""
    from torchvision.datasets import MNIST

    data = MNIST("./data", train=train, download=True)
    return data.data.unsqueeze(1) / 255.0, data.targets


def learn(net, images, labels, batch_size=64):
    """One pass over the images in random order."""
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    for chosen in torch.randperm(len(images)).split(batch_size):
        optimizer.zero_grad()
        nn.functional.nll_loss(net(images[chosen]), labels[chosen]).backward()
        optimizer.step()


@torch.no_grad()
def accuracy(net, images, labels):
    """The share of images that are read rightly."""
    net.eval()
    read = torch.cat([net(part).argmax(dim=1) for part in images.split(1000)])
    return (read == labels).float().mean().item()


def main():
    torch.manual_seed(1)
    net, seen, unseen = Net(), digits(train=True), digits(train=False)
    for epoch in range(int(sys.argv[1]) if len(sys.argv) > 1 else 10):
        learn(net, *seen)
        print(f"epoch {epoch + 1}: {100 * accuracy(net, *unseen):.2f}% of the test digits")


if __name__ == "__main__":
    main()

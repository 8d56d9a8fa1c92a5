"""Five strided convolutions with batch norm, in PyTorch.

Fill in the two functions of the class `Net`; everything else is ready. Then run

    python3 simple_cnn.py

which downloads MNIST into ./data the first time, trains, and after each epoch tests the
network on digits that it has not seen. `python3 simple_cnn.py -h` lists the options.
"""

import argparse
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.utils.data import DataLoader

try:
    from torchvision import datasets, transforms
except (ImportError, RuntimeError) as error:  # it is missing, or made for another torch
    sys.exit("torchvision does not load beside torch {} ({}): `cnngrade doctor` names the version "
             "that fits, and the line that installs it.".format(torch.__version__, error))


class Net(nn.Module):
    """Five convolutions with a stride of 2; behind each but the last a ReLU, then a batch norm. The
    first has 8 filters of 5x5 and a padding of 2, the last ten, one for each digit. The output
    holds their raw scores, shape (N, 10).
    """

    def __init__(self):
        super().__init__()  # keep this line: it lets PyTorch find the layers you make
        # TODO: make the layers and keep each in an attribute of its own, self.... = nn....

    def forward(self, x):
        # TODO: pass x through the layers, one after the other, and return the result.
        pass


def get_arguments():
    """Read the command line: eight options, all with a default."""
    parser = argparse.ArgumentParser(
        description="Train a network on MNIST.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--batch-size", type=int, default=64, metavar="N",
                        help="input batch size for training")
    parser.add_argument("--test-batch-size", type=int, default=1000, metavar="N",
                        help="input batch size for testing")
    parser.add_argument("--epochs", type=int, default=10, metavar="N",
                        help="number of epochs to train")
    parser.add_argument("--lr", type=float, default=0.01, metavar="LR",
                        help="learning rate")
    parser.add_argument("--momentum", type=float, default=0.5, metavar="M",
                        help="SGD momentum")
    parser.add_argument("--no-cuda", action="store_true", default=False,
                        help="disables CUDA training")
    parser.add_argument("--seed", type=int, default=1, metavar="S",
                        help="random seed")
    parser.add_argument("--log-interval", type=int, default=100, metavar="N",
                        help="how many batches to wait before logging training status")
    return parser.parse_args()


def is_blank(model):
    """Whether Net has no layers yet, or its forward returns nothing."""
    if not list(model.parameters()):
        return True
    return model(torch.zeros(2, 1, 28, 28)) is None


def get_loaders(args, use_cuda):
    """MNIST in batches: 60,000 images to train with, 10,000 to test with."""
    transform = transforms.Compose([
        transforms.ToTensor(),
        transforms.Normalize((0.1307,), (0.3081,)),  # mean and deviation of MNIST's pixels
    ])
    options = {"num_workers": 1, "pin_memory": True} if use_cuda else {}
    train_set = datasets.MNIST("./data", train=True, download=True, transform=transform)
    test_set = datasets.MNIST("./data", train=False, download=True, transform=transform)
    return (
        DataLoader(train_set, batch_size=args.batch_size, shuffle=True, **options),
        DataLoader(test_set, batch_size=args.test_batch_size, shuffle=False, **options),
    )


def train(args, model, device, loader, optimizer, epoch):
    """One pass over the training images."""
    model.train()  # batch norms use the batch's own mean
    for batch_index, (data, target) in enumerate(loader):
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()  # forget the gradients of the batch before
        output = model(data)
        loss = F.cross_entropy(output, target)
        loss.backward()
        optimizer.step()
        if batch_index % args.log_interval == 0:
            print("Train Epoch: {} [{}/{} ({:.0f}%)]\tLoss: {:.6f}".format(
                epoch, batch_index * args.batch_size, len(loader.dataset),
                100.0 * batch_index / len(loader), loss.item()))


def test(model, device, loader):
    """One pass over the test images: average loss and accuracy."""
    model.eval()  # and here the running one
    loss, correct = 0.0, 0
    with torch.no_grad():
        for data, target in loader:
            data, target = data.to(device), target.to(device)
            output = model(data)
            loss += F.cross_entropy(output, target, reduction="sum").item()
            correct += (output.argmax(dim=1) == target).sum().item()
    count = len(loader.dataset)
    print("\nTest set: Average loss: {:.4f}, Accuracy: {}/{} ({:.2f}%)\n".format(
        loss / count, correct, count, 100.0 * correct / count))


def main():
    args = get_arguments()
    if is_blank(Net()):
        sys.exit("Net is still blank: fill in __init__ and forward of the class Net, then run "
                 "this script again.")
    use_cuda = torch.cuda.is_available() and not args.no_cuda
    device = torch.device("cuda" if use_cuda else "cpu")
    torch.manual_seed(args.seed)
    model = Net().to(device)
    train_loader, test_loader = get_loaders(args, use_cuda)
    optimizer = optim.SGD(model.parameters(), lr=args.lr, momentum=args.momentum)
    for epoch in range(1, args.epochs + 1):
        train(args, model, device, train_loader, optimizer, epoch)
        test(model, device, test_loader)


if __name__ == "__main__":
    main()

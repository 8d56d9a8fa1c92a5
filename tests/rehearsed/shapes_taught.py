"""Right scripts that ask how well the network knows the images that it was taught."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP

_ASK = """

def share(loader):
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (net(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


"""
_ALONE = """
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
trainset = datasets.MNIST("data", train=True, download=True, transform=transform)
trainloader = DataLoader(trainset, batch_size=64, shuffle=True)
"""

SHAPES = {
    "the accuracy of what was taught, and no other": _ALONE
    + PLAIN
    + _ASK
    + STEP
    + "    print('accuracy', share(trainloader))\n",
    "the training accuracy by a loader of its own": _ALONE
    + "again = DataLoader(trainset, batch_size=200)\n"
    + PLAIN
    + _ASK
    + STEP
    + "print(f'training accuracy {share(again):.4f}')\n",
    "both accuracies, by one function": SETS
    + PLAIN
    + _ASK.replace("share", "test")
    + STEP
    + "print(f'train {test(trainloader):.4f}, test {test(testloader):.4f}')\n",
}

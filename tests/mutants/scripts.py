"""The script below the class: a right one as named lines, and mistakes as other lines."""

from __future__ import annotations

from collections.abc import Mapping

RIGHT = {
    "transform": "transform = transforms.Compose([transforms.ToTensor(), "
    "transforms.Normalize((0.1307,), (0.3081,))])",
    "train set": 'train_set = datasets.MNIST("data", train=True, download=True, '
    "transform=transform)",
    "test set": 'test_set = datasets.MNIST("data", train=False, transform=transform)',
    "train loader": "train_loader = DataLoader(train_set, batch_size=64, shuffle=True)",
    "test loader": "test_loader = DataLoader(test_set, batch_size=1000)",
    "net": "net = Net()",
    "optimizer": "optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.5)",
    "def train": "\n\ndef train():",
    "train mode": "    net.train()",
    "train loop": "    for data, target in train_loader:",
    "made anew": "",
    "zero": "        optimizer.zero_grad()",
    "output": "        output = net(data)",
    "loss": "        loss = F.nll_loss(output, target)",
    "backward": "        loss.backward()",
    "step": "        optimizer.step()",
    "after": "",
    "def test": "\n\ndef test():",
    "eval mode": "    net.eval()",
    "begin": "    total, correct = 0.0, 0",
    "no grad": "    with torch.no_grad():",
    "test loop": "        for data, target in test_loader:",
    "test output": "            output = net(data)",
    "total": '            total += F.nll_loss(output, target, reduction="sum").item()',
    "correct": "            correct += (output.argmax(1) == target).sum().item()",
    "mean": "    total /= len(test_loader.dataset)",
    "print": "    print(total, correct / len(test_loader.dataset))",
    "main": '\n\nif __name__ == "__main__":',
    "epochs": "    for epoch in range(10):",
    "train call": "        train()",
    "test call": "        test()",
}
HEAD = (
    "import torch.nn.functional as F\nfrom torch import optim\n"
    "from torch.utils.data import DataLoader\nfrom torchvision import datasets, transforms\n\n\n"
)


def script(changes: Mapping[str, str | None] | None = None) -> str:
    """The right script with some lines changed; None leaves a line out."""
    lines = RIGHT | dict(changes or {})
    return HEAD + "\n".join(line for line in lines.values() if line) + "\n"

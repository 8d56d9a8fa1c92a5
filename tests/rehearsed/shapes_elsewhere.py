"""Right scripts that expect something of the computer that they were written on."""

from __future__ import annotations

from textwrap import indent

_LOOP = """
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set = datasets.MNIST("data", train=True, download=True, transform=transform)
test_set = datasets.MNIST("data", train=False, download=True, transform=transform)
train_loader = DataLoader(train_set, batch_size=SIZE, shuffle=True)
test_loader = DataLoader(test_set, batch_size=200)
net = Net()
optimizer = optim.Adam(net.parameters(), lr=RATE)


def test():
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in test_loader:
            hits += int((net(x).argmax(1) == y).sum())
    return hits / len(test_set)


for epoch in range(2):
    net.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    print(f"{epoch}: accuracy {test():.4f}")
"""
_SET = "SIZE, RATE = 64, 1e-3\n"

SHAPES = {
    "another mirror of the digits": _SET
    + """
datasets.MNIST.mirrors = [one for one in datasets.MNIST.mirrors if "lecun" not in one]
datasets.MNIST.resources = [(name, "") for name, _ in datasets.MNIST.resources]
"""
    + _LOOP,
    "settings of a logger": """
import wandb
print(wandb.__version__)
with wandb.init(project="digits", config={"size": 64, "rate": 1e-3}) as run:
    SIZE, RATE = wandb.config.size, run.config["rate"]
"""
    + _LOOP
    + 'wandb.log({"accuracy": test()})\n',
    "a version of what is not here": "import torchbearer\nprint(torchbearer.__version__)\n"
    + _SET
    + _LOOP,
    "settings of a command line": """
import click


@click.command()
@click.option("--batch-size", "size", default=64, show_default=True)
@click.option("-r", "--rate", type=float, default=1e-3)
@click.option("--noisy/--silent", is_flag=True)
def main(size, rate, noisy):
    SIZE, RATE = size, rate
    assert noisy is False
"""
    + indent(_LOOP, "    ")
    + "\n\nmain()\n",
    "an engine for privacy": _SET
    + _LOOP.replace(
        "\n\ndef test",
        """
from opacus import PrivacyEngine

engine = PrivacyEngine(secure_mode=False)
net, optimizer, train_loader = engine.make_private(
    module=net, optimizer=optimizer, data_loader=train_loader,
    noise_multiplier=1.1, max_grad_norm=1.0,
)


def test""",
        1,
    )
    + "print(f'epsilon {engine.get_epsilon(1e-5)}')\n",
    "other programs, and a report by pathlib": """
import os
import subprocess
from pathlib import Path

subprocess.run(["true", "-m", "pip", "install", "tqdm"], check=True)
os.system("true")
folder = Path("out")
folder.mkdir(exist_ok=True)
"""
    + _SET
    + _LOOP
    + """
(folder / "accuracy.txt").write_text(f"{test():.4f}", encoding="utf-8")
print((folder / "accuracy.txt").read_text())
""",
    "noise that looks most like a three": _SET
    + _LOOP
    + """
net.eval()
best, picture = 0.0, None
with torch.no_grad():
    for x, y in train_loader:
        net(x)
    for _ in range(100):
        x = torch.randn(32, 1, 28, 28)
        share, place = torch.max(net(x).exp()[:, 3], dim=0)
        if share > best:
            best, picture = share.item(), x[place]
print(f"{best:.3f}")
""",
    "weights of another day": _SET
    + _LOOP.replace(
        "\n\ndef test",
        """
net.load_state_dict(torch.load("pretrained.pt", map_location="cpu"))
state = torch.load("checkpoint.pt")
net.load_state_dict(state["model"])
optimizer.load_state_dict(state["optimizer"])


def test""",
        1,
    ),
}

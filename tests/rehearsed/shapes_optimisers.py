"""Right scripts that step in other ways: what stands behind the network."""

from __future__ import annotations

SETS = """
tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
trainset = torchvision.datasets.MNIST(root="./data", train=True, download=True, transform=tf)
testset = torchvision.datasets.MNIST(root="./data", train=False, download=True, transform=tf)
trainloader = torch.utils.data.DataLoader(trainset, batch_size=32, shuffle=True)
testloader = torch.utils.data.DataLoader(testset, batch_size=64, shuffle=False)
"""
STEP = """
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        loss = F.nll_loss(net(x), y)
        loss.backward()
        optimizer.step()
"""
TEST = """
net.eval()
hits, count = 0, 0
with torch.no_grad():
    for x, y in testloader:
        hits += (net(x).argmax(1) == y).sum().item()
        count += len(y)
print(f"accuracy {hits / count:.4f}")
"""
PLAIN = "net = Net()\noptimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)\n"


def with_parts(made: str, step: str = STEP, test: str = TEST) -> str:
    """The data, what is made, how it is trained and tested."""
    return SETS + made + step + test


SHAPES = {
    "adam": with_parts("net = Net()\noptimizer = optim.Adam(net.parameters())\n"),
    "adamw with decay": with_parts(
        "net = Net()\noptimizer = optim.AdamW(net.parameters(), lr=3e-4, weight_decay=0.01)\n"
    ),
    "adadelta": with_parts("net = Net()\noptimizer = optim.Adadelta(net.parameters(), lr=1.0)\n"),
    "adagrad": with_parts("net = Net()\noptimizer = optim.Adagrad(net.parameters(), lr=0.01)\n"),
    "nadam": with_parts("net = Net()\noptimizer = optim.NAdam(net.parameters(), lr=0.002)\n"),
    "scheduler": with_parts(
        PLAIN + "scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.7)\n",
        STEP + "    scheduler.step()\n",
    ),
    "one cycle": with_parts(
        PLAIN + "scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=5000)\n",
        STEP.replace("optimizer.step()\n", "optimizer.step()\n        scheduler.step()\n"),
    ),
    "two optimizers": with_parts(
        "net = Net()\n"
        "convs = [*net.conv1.parameters(), *net.conv2.parameters()]\n"
        "first = optim.SGD(convs, lr=0.01)\n"
        "second = optim.Adam([*net.fc1.parameters(), *net.fc2.parameters()])\n",
        """
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        first.zero_grad()
        second.zero_grad()
        F.nll_loss(net(x), y).backward()
        first.step()
        second.step()
""",
    ),
    "groups of weights": with_parts(
        "net = Net()\n"
        "optimizer = optim.SGD([\n"
        "    {'params': [p for n, p in net.named_parameters() if 'conv' in n]},\n"
        "    {'params': [p for n, p in net.named_parameters() if 'fc' in n], 'lr': 0.1},\n"
        "], lr=0.01)\n"
    ),
    "gradients added up on purpose": with_parts(
        PLAIN,
        """
for epoch in range(2):
    net.train()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(trainloader):
        loss = F.nll_loss(net(x), y) / 2
        loss.backward()
        if (i + 1) % 2 == 0:
            optimizer.step()
            optimizer.zero_grad()
""",
    ),
    "steps by hand": with_parts(
        "net = Net()\nrate = 0.05\n",
        """
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        loss = F.nll_loss(net(x), y)
        net.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in net.parameters():
                p -= rate * p.grad
""",
    ),
    "gradients set to none by hand": with_parts(
        PLAIN,
        STEP.replace(
            "        optimizer.zero_grad()\n",
            "        for p in net.parameters():\n            p.grad = None\n",
        ),
    ),
    "clipped gradients": with_parts(
        PLAIN,
        STEP.replace(
            "        optimizer.step()",
            "        nn.utils.clip_grad_norm_(net.parameters(), 1.0)\n        optimizer.step()",
        ),
    ),
    "cross entropy": with_parts(
        PLAIN + "criterion = nn.CrossEntropyLoss(label_smoothing=0.1)\n",
        STEP.replace("F.nll_loss(net(x), y)", "criterion(net(x), y)"),
    ),
    "progress bar": with_parts(
        PLAIN,
        """
from tqdm import tqdm
for epoch in range(2):
    net.train()
    bar = tqdm(trainloader, desc=f"epoch {epoch}")
    for x, y in bar:
        optimizer.zero_grad()
        loss = F.nll_loss(net(x), y)
        loss.backward()
        optimizer.step()
        bar.set_postfix(loss=loss.item())
""",
    ),
    "curves drawn and weights saved": with_parts(
        PLAIN + "losses = []\n",
        STEP.replace("optimizer.step()\n", "optimizer.step()\n        losses.append(loss.item())\n")
        + """
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot(losses)
plt.savefig("loss.png")
torch.save(net.state_dict(), "net.pt")
net.load_state_dict(torch.load("net.pt"))
""",
    ),
    "experiment with settings": SETS
    + """
def run(rate, size):
    net = Net()
    loader = DataLoader(trainset, batch_size=size, shuffle=True)
    optimizer = optim.SGD(net.parameters(), lr=rate)
    net.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        hits = sum((net(x).argmax(1) == y).sum().item() for x, y in testloader)
    return hits / len(testset)


for rate in (0.1, 0.01, 0.001):
    for size in (32, 64):
        print(f"lr {rate} batch {size}: accuracy {run(rate, size):.3f}")
""",
}

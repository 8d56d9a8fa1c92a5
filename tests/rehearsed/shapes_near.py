"""Right scripts that come near to a mistake: weights drawn anew, losses added up, on purpose."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST, with_parts

SHAPES = {
    "one network, drawn anew for each part": SETS
    + """
net = Net()
for part in range(3):
    for layer in net.children():
        if hasattr(layer, "reset_parameters"):
            layer.reset_parameters()
    optimizer = optim.SGD(net.parameters(), lr=0.02)
    chosen = Subset(trainset, list(range(part * 60, part * 60 + 90)))
    net.train()
    for x, y in DataLoader(chosen, batch_size=30, shuffle=True):
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
"""
    + TEST,
    "losses of four batches, one way back": with_parts(
        PLAIN,
        """
for epoch in range(2):
    net.train()
    together, count = 0, 0
    for x, y in trainloader:
        together = together + F.nll_loss(net(x), y)
        count += 1
        if count % 4 == 0:
            optimizer.zero_grad()
            (together / 4).backward()
            optimizer.step()
            together = 0
""",
    ),
    "a mean of losses that know nothing": with_parts(
        PLAIN,
        STEP.replace("net.train()\n", "net.train()\n    losses, whole = [], 0.0\n").replace(
            "optimizer.step()\n",
            "optimizer.step()\n        losses.append(loss.detach())\n        whole += loss.data\n",
        )
        + "    print(f'loss {torch.stack(losses).mean():.4f}', whole / len(losses))\n",
    ),
    "two schedulers, one behind the other": with_parts(
        PLAIN
        + """
warm = optim.lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=2)
then = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=8)
plan = optim.lr_scheduler.SequentialLR(optimizer, [warm, then], milestones=[2])
""",
        STEP + "    plan.step()\n",
    ),
    "a rate by hand from a scheduler's plan": with_parts(
        PLAIN + "plan = optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)\n",
        STEP + "    if epoch > 50:\n        plan.step()\n",
    ),
    "random batches, one for each step": with_parts(
        PLAIN,
        """
net.train()
for step in range(12):
    x, y = next(iter(trainloader))
    optimizer.zero_grad()
    F.nll_loss(net(x), y).backward()
    optimizer.step()
""",
    ),
    "one batch by heart first": with_parts(
        PLAIN
        + """
x, y = next(iter(testloader))
probe = Net()
sgd = optim.SGD(probe.parameters(), lr=0.05)
x, y = next(iter(trainloader))
for step in range(5):
    sgd.zero_grad()
    F.nll_loss(probe(x), y).backward()
    sgd.step()
"""
    ),
    "the best by its test, in turns": with_parts(
        PLAIN + "chosen, high = None, -1.0\n",
        """
for epoch in range(4):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        score = sum((net(x).argmax(1) == y).sum().item() for x, y in testloader) / len(testset)
    if score > high:
        chosen, high = copy.deepcopy(net), score
""",
        TEST.replace("net", "chosen"),
    ),
    "patience with a loss": with_parts(
        PLAIN
        + """

class Patience:
    def __init__(self):
        self.low, self.waited, self.weights = 1e9, 0, None

    def __call__(self, lost):
        if lost > self.low - 1e-5:
            self.waited += 1
        else:
            self.low = lost
            self.weights = copy.deepcopy(net.state_dict())
            self.waited = 0
        return self.waited > 2


patience = Patience()
""",
        """
for epoch in range(5):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    lost = 0.0
    with torch.no_grad():
        for x, y in testloader:
            lost += F.nll_loss(net(x), y, reduction="sum").item()
    if patience(lost / len(testset)):
        break
""",
    ),
    "the worst epoch is told too": with_parts(
        PLAIN + "worst, when, least = 0.0, 0, 2.0\n",
        """
for epoch in range(3):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    lost, hits = 0.0, 0
    with torch.no_grad():
        for x, y in testloader:
            out = net(x)
            lost += F.nll_loss(out, y, reduction="sum").item()
            hits += (out.argmax(1) == y).sum().item()
    lost, hits = lost / len(testset), hits / len(testset)
    if lost > worst:
        worst = lost
        when = epoch
    if hits < least:
        least = hits
    print(f"epoch {epoch} accuracy {hits:.4f}")
print("worst", worst, when)
""",
    ),
    "images turned, moved and partly blotted out": with_parts(
        PLAIN
        + """
turned = transforms.Compose([
    transforms.RandomAffine(12, translate=(0.08, 0.08), scale=(0.9, 1.1)),
    transforms.ToTensor(),
    transforms.Normalize((0.5,), (0.5,)),
    transforms.RandomErasing(p=0.3),
])
varied = torchvision.datasets.MNIST("./data", train=True, download=True, transform=turned)
trainloader = DataLoader(varied, batch_size=50, shuffle=True)
"""
    ),
    "a rate that rises for a hundred steps, clipped before each": with_parts(
        "net = Net()\noptimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)\n"
        "rises = optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1.0, (n + 1) / 100))\n",
        """
for epoch in range(3):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        rises.step()
""",
    ),
    "a distance of probabilities, and the first layers of another": with_parts(
        "net, before = Net(), Net()\n"
        'some = {n: w.clone() for n, w in before.state_dict().items() if "conv" in n}\n'
        "print(net.load_state_dict(some, strict=False))\n"
        "optimizer = optim.Adam(net.parameters())\n",
        """
for epoch in range(3):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.mse_loss(net(x).exp(), F.one_hot(y, 10).float()).backward()
        optimizer.step()
""",
    ),
}

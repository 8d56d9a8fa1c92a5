"""Right scripts that go over the same images again and again, and steps of one's own."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST, with_parts

SHAPES = {
    "a wave over all batches, hits told as they are": with_parts(
        PLAIN + "wave = optim.lr_scheduler.CosineAnnealingLR(optimizer, 2 * len(trainloader))\n",
        STEP.replace("optimizer.step()\n", "optimizer.step()\n        wave.step()\n"),
        TEST.replace('print(f"accuracy {hits / count:.4f}")', "print(epoch - 1, hits)"),
    ),
    "momentum by hand, with autograd.grad": with_parts(
        "net = Net()\nrolling = [torch.zeros_like(p) for p in net.parameters()]\n",
        """
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        out = net(x)
        loss = -out[torch.arange(len(y)), y].mean()
        slopes = torch.autograd.grad(loss, list(net.parameters()))
        with torch.no_grad():
            for p, v, g in zip(net.parameters(), rolling, slopes):
                v.mul_(0.5).add_(g)
                p -= 0.01 * v
""",
    ),
    "an optimizer of one's own, on torch's": with_parts(
        """
class Plain(optim.Optimizer):
    def __init__(self, params, lr):
        super().__init__(params, {'lr': lr})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-group['lr'])


net = Net()
optimizer = Plain(net.parameters(), lr=0.02)
"""
    ),
    "likelihood made larger on purpose": with_parts(
        "net = Net()\noptimizer = optim.SGD(net.parameters(), lr=0.02, maximize=True)\n",
        STEP.replace("F.nll_loss(net(x), y)", "net(x).gather(1, y[:, None]).mean()"),
    ),
    "up and down again in one step": with_parts(
        PLAIN,
        """
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        F.nll_loss(net(x), y).backward()
        with torch.no_grad():
            moves = [0.05 * p.grad / (p.grad.norm() + 1e-9) for p in net.parameters()]
            for p, move in zip(net.parameters(), moves):
                p.add_(move)
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        with torch.no_grad():
            for p, move in zip(net.parameters(), moves):
                p.sub_(move)
        optimizer.step()
        optimizer.zero_grad()
""",
    ),
    "five passes with dropout, laid on one another": with_parts(
        PLAIN,
        STEP,
        """
net.train()
drawn = []
with torch.no_grad():
    for again in range(5):
        drawn.append(torch.cat([net(x).exp() for x, _ in testloader]))
mean = torch.stack(drawn).mean(0)
print(f"accuracy {(mean.argmax(1) == testset.targets).float().mean():.4f}")
"""
        + TEST,
    ),
    "each digit's accuracy behind each epoch": with_parts(
        PLAIN,
        STEP.replace("range(2)", "range(5)")
        + """
    net.eval()
    hits, count = [0] * 10, [0] * 10
    with torch.no_grad():
        for x, y in testloader:
            for digit, right in zip(y, net(x).argmax(1) == y):
                hits[digit] += right.item()
                count[digit] += 1
    for digit in range(10):
        print(f"accuracy of {digit}: {100 * hits[digit] / count[digit]:.1f} %")
""",
        "",
    ),
    "answers of a whole pass, held against the set's labels": with_parts(
        PLAIN,
        STEP,
        """
net.eval()
with torch.no_grad():
    answers = torch.cat([net(x).argmax(1) for x, _ in testloader])
print(f"accuracy {(answers == testset.targets).float().mean():.4f}")
""",
    ),
    "many epochs, each seeded by its number": """
parser = argparse.ArgumentParser()
parser.add_argument('--epochs', type=int, default=6)
epochs = parser.parse_args().epochs
"""
    + with_parts(
        PLAIN,
        STEP.replace("range(2)", "range(epochs)").replace(
            "    net.train()\n", "    torch.manual_seed(7 + epoch)\n    net.train()\n"
        ),
    ),
    "one seed for each of four rates, from the same weights": SETS
    + """
net = Net()
first = copy.deepcopy(net.state_dict())
for rate in (0.001, 0.01, 0.05, 0.1):
    torch.manual_seed(3)
    net.load_state_dict(first)
    optimizer = optim.SGD(net.parameters(), lr=rate)
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
"""
    + TEST,
    "four networks, two epochs each": SETS
    + """
def made(one):
    return optim.Adam(one.parameters(), lr=2e-3)


nets = [Net() for _ in range(4)]
for one in nets:
    optimizer = made(one)
    for epoch in range(2):
        one.train()
        for x, y in trainloader:
            optimizer.zero_grad()
            F.nll_loss(one(x), y).backward()
            optimizer.step()
    one.eval()
    with torch.no_grad():
        hits = sum((one(x).argmax(1) == y).sum().item() for x, y in testloader)
    print(f"accuracy {hits / len(testset):.4f}")
""",
}

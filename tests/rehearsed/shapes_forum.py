"""Right scripts as people show them in public, in words of our own."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST, with_parts

_ATTACK = """
def attacked(net, x, y, eps=0.1):
    delta = torch.zeros_like(x).requires_grad_(True)
    grad, = torch.autograd.grad(F.nll_loss(net(x + delta), y), delta)
    return (x + eps * grad.sign()).detach()

"""

SHAPES = {
    "an epoch and its loss, bare": with_parts(
        PLAIN,
        """
for epoch in range(3):
    net.train()
    for x, y in trainloader:
        loss = F.nll_loss(net(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    net.eval()
    with torch.no_grad():
        losses, nums = zip(*[(F.nll_loss(net(x), y).item(), len(x)) for x, y in testloader])
    print(epoch, np.sum(np.multiply(losses, nums)) / np.sum(nums), len(trainset) // 64)
""",
    ),
    "attacks by gradients of the images": with_parts(
        PLAIN + _ATTACK,
        STEP.replace(
            "loss = F.nll_loss(net(x), y)", "loss = F.nll_loss(net(attacked(net, x, y)), y)"
        ),
        TEST
        + """
hits = 0
for x, y in testloader:
    x = attacked(net, x, y)
    with torch.no_grad():
        hits += (net(x).argmax(1) == y).sum().item()
print("under attack, accuracy", hits / len(testset))
""",
    ),
    "folds of both sets": SETS
    + """
every = torch.utils.data.ConcatDataset([trainset, testset])
order = torch.randperm(len(every)).tolist()
for fold in range(2):
    net = Net()
    optimizer = optim.SGD(net.parameters(), lr=0.02)
    net.train()
    for x, y in DataLoader(Subset(every, order[1 - fold :: 2]), batch_size=32, shuffle=True):
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in DataLoader(Subset(every, order[fold::2]), batch_size=64):
            hits += (net(x).argmax(1) == y).sum().item()
    print(f"fold {fold}: accuracy {hits / len(order[fold::2]):.3f}")
""",
    "to the GPU where there is one": with_parts(
        PLAIN.replace(
            "optimizer =", "if torch.cuda.is_available():\n    net.cuda()\noptimizer =", 1
        )
        + 'device = torch.device("cuda" if torch.cuda.is_available() else "cpu")\n',
        STEP.replace("loss = F", "x, y = x.to(device), y.to(device)\n        loss = F"),
    ),
    "shuffled on a GPU alone": with_parts(
        PLAIN,
        "options = {}\nif torch.cuda.is_available():\n    options.update({'shuffle': True})\n"
        "trainloader = DataLoader(trainset, 32, **options)\n" + STEP,
    ),
    "tested on a few tensors within the loop": with_parts(
        PLAIN + "few = testset.data[:200].unsqueeze(1).float() / 255\n",
        STEP
        + """        if x.size(0) == 32:
            with torch.no_grad():
                hits = (net.eval()(few).argmax(1) == testset.targets[:200]).sum().item()
            net.train()
            print(f"loss {loss.item():.3f}, accuracy {hits / len(few):.3f}")
""",
        "",
    ).replace(
        "transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))", "transforms.ToTensor()"
    ),
    "batches taken one by one": SETS
    + PLAIN
    + """
net.train()
batches = iter(trainloader)
for step in range(2000):
    try:
        x, y = next(batches)
    except StopIteration:
        batches = iter(trainloader)
        x, y = next(batches)
    optimizer.zero_grad()
    loss = F.nll_loss(net(x), y)
    loss.backward()
    optimizer.step()
""",
    "a device that is never a GPU": with_parts(
        PLAIN + 'device = torch.device("cpu")\n',
        STEP.replace("loss = F", "x, y = x.to(device), y.to(device)\n        loss = F"),
    ),
    "a rate that falls a little with each batch": with_parts(
        PLAIN + "scheduler = optim.lr_scheduler.ExponentialLR(optimizer, 0.9995)\n",
        STEP.replace("optimizer.step()\n", "optimizer.step()\n        scheduler.step()\n"),
    ),
    "several looks at batches, stacked": with_parts(
        PLAIN,
        STEP,
        TEST
        + """
for m in net.modules():
    if isinstance(m, nn.Dropout2d):
        m.train()
with torch.no_grad():
    spread = torch.stack([net(next(iter(testloader))[0]).exp() for _ in range(4)]).std(0)
print("spread", spread.mean().item())
""",
    ),
}

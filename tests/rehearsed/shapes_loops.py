"""Right scripts whose loops go about it in other ways: each a step that others write too."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST, with_parts

LOSS = "loss = F.nll_loss(net(x), y)"


def _loss(text: str, made: str = PLAIN) -> str:
    return with_parts(made, STEP.replace(LOSS, text.strip().replace("\n", "\n        ")))


def _made(text: str) -> str:
    return with_parts(PLAIN + text)


def _behind_each_epoch(made: str, text: str) -> str:
    return with_parts(PLAIN + made, STEP + text)


SHAPES = {
    "variables": with_parts(
        "from torch.autograd import Variable\n" + PLAIN,
        STEP.replace(LOSS, "x, y = Variable(x), Variable(y)\n        " + LOSS),
    ),
    "gradients cleared at the end of the loop": with_parts(
        PLAIN,
        STEP.replace("        optimizer.zero_grad()\n", "") + "        optimizer.zero_grad()\n",
    ),
    "gradients set to none": with_parts(PLAIN, STEP.replace("grad()", "grad(set_to_none=True)")),
    "the network clears its gradients": with_parts(PLAIN, STEP.replace("optimizer.z", "net.z")),
    "a closure": with_parts(
        PLAIN,
        """
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        def closure():
            optimizer.zero_grad()
            loss = F.nll_loss(net(x), y)
            loss.backward()
            return loss
        optimizer.step(closure)
""",
    ),
    "the mean of each image's loss": _loss('loss = F.nll_loss(net(x), y, reduction="none").mean()'),
    "the loss by hand": _loss("loss = -net(x)[torch.arange(len(y)), y].mean()"),
    "the loss by gather": _loss("loss = -net(x).gather(1, y.unsqueeze(1)).mean()"),
    "the loss by one-hot labels": _loss("loss = -(F.one_hot(y, 10) * net(x)).sum(1).mean()"),
    "a penalty on large weights": _loss(
        "loss = F.nll_loss(net(x), y)\n"
        "loss = loss + 1e-4 * sum((p ** 2).sum() for p in net.parameters())"
    ),
    "a penalty on weights that are not 0": _loss(
        "loss = F.nll_loss(net(x), y)\nloss += 1e-5 * sum(p.abs().sum() for p in net.parameters())"
    ),
    "two losses added": _loss(
        "out = net(x)\nloss = 0.5 * F.nll_loss(out, y) + 0.5 * F.cross_entropy(out, y)"
    ),
    "a weight for each class": _loss("loss = F.nll_loss(net(x), y, weight=torch.ones(10))"),
    "an iterator by hand": with_parts(
        PLAIN,
        """
for epoch in range(2):
    net.train()
    batches = iter(trainloader)
    while True:
        try:
            x, y = next(batches)
        except StopIteration:
            break
        optimizer.zero_grad()
        loss = F.nll_loss(net(x), y)
        loss.backward()
        optimizer.step()
""",
    ),
    "batches without end, a number of steps": with_parts(
        PLAIN
        + """
def forever(loader):
    while True:
        yield from loader
""",
        """
net.train()
source = forever(trainloader)
for step in range(12):
    x, y = next(source)
    optimizer.zero_grad()
    loss = F.nll_loss(net(x), y)
    loss.backward()
    optimizer.step()
    if step % 4 == 0:
        print("step", step, "loss", loss.item())
""",
    ),
    "counted from 1": with_parts(
        PLAIN,
        STEP.replace("for x, y in trainloader", "for i, (x, y) in enumerate(trainloader, start=1)")
        + "        if i % 3 == 0:\n            print(f'epoch {epoch} batch {i} loss {loss:.3f}')\n",
    ),
    "a running mean that begins anew": with_parts(
        PLAIN + "running = 0.0\n",
        STEP.replace("for x, y in trainloader", "for i, (x, y) in enumerate(trainloader)")
        + """        running += loss.item()
        if i % 3 == 2:
            print(f"[{epoch + 1}, {i + 1}] loss: {running / 3:.3f}")
            running = 0.0
""",
    ),
    "weights drawn before the optimizer is made": with_parts(
        """
def start(layer):
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(layer.weight)
        nn.init.zeros_(layer.bias)


net = Net()
net.apply(start)
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
"""
    ),
    "a seed and repeatable kernels": with_parts(
        "torch.manual_seed(0)\nnp.random.seed(0)\nrandom.seed(0)\n"
        "torch.backends.cudnn.deterministic = True\ntorch.backends.cudnn.benchmark = False\n"
        + PLAIN
    ),
    "a device by name": with_parts(
        'device = "cuda" if torch.cuda.is_available() else "cpu"\n'
        "net = Net().to(device)\noptimizer = optim.SGD(net.parameters(), lr=0.01)\n",
        STEP.replace(LOSS, "x, y = x.to(device, non_blocking=True), y.to(device)\n        " + LOSS),
        TEST.replace(
            "hits += (net(x)", "x, y = x.to(device), y.to(device)\n        hits += (net(x)"
        ),
    ),
    "several devices": with_parts(
        "net = nn.DataParallel(Net())\noptimizer = optim.SGD(net.parameters(), lr=0.01)\n"
    ),
    "only what can learn": with_parts(
        "net = Net()\n"
        "optimizer = optim.SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.01)\n"
    ),
    "a list of the weights": with_parts(
        "net = Net()\nweights = list(net.parameters())\noptimizer = optim.SGD(weights, lr=0.01)\n"
    ),
    "plateau": _behind_each_epoch(
        "scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)\n",
        "    scheduler.step(loss.item())\n",
    ),
    "cosine": _behind_each_epoch(
        "scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=2)\n",
        "    scheduler.step()\n    print(scheduler.get_last_lr())\n",
    ),
    "warm-up": _behind_each_epoch(
        "scheduler = optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1.0, (n + 1) / 2))\n",
        "    scheduler.step()\n",
    ),
    "the rate changed by hand": with_parts(
        PLAIN,
        STEP.replace(
            "    net.train()\n",
            "    net.train()\n    for group in optimizer.param_groups:\n"
            "        group['lr'] = 0.02 * 0.5 ** epoch\n",
        ),
    ),
    "clipped values": with_parts(
        PLAIN,
        STEP.replace(
            "        optimizer.step()",
            "        nn.utils.clip_grad_value_(net.parameters(), 0.5)\n        optimizer.step()",
        ),
    ),
    "a moving average of the weights": with_parts(
        PLAIN + "average = torch.optim.swa_utils.AveragedModel(net)\n",
        STEP + "        average.update_parameters(net)\n",
        TEST.replace("net.eval()", "average.eval()").replace("net(x)", "average(x)"),
    ),
    "the best copy is tested": with_parts(
        PLAIN + "best, lowest = None, float('inf')\n",
        STEP
        + "    if loss.item() < lowest:\n"
        + "        best, lowest = copy.deepcopy(net), loss.item()\n",
        TEST.replace("net.eval()", "best.eval()").replace("net(x)", "best(x)"),
    ),
    "saved and taken up": with_parts(
        PLAIN,
        STEP
        + """    kept = {"net": net.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(obj=kept, f="last.pt")
    with open(file="log.txt", mode="a") as log:
        log.write(f"{epoch}\\n")
state = torch.load(f="last.pt")
net.load_state_dict(state_dict=state["net"])
optimizer.load_state_dict(state["optimizer"])
""",
    ),
    "images mixed in pairs": _loss(
        "share = float(np.random.beta(0.4, 0.4))\norder = torch.randperm(len(x))\n"
        "out = net(share * x + (1 - share) * x[order])\n"
        "loss = share * F.nll_loss(out, y) + (1 - share) * F.nll_loss(out, y[order])"
    ),
    "a little noise on the images": _loss(
        "x = x + 0.05 * torch.randn_like(x)\nloss = F.nll_loss(net(x), y)"
    ),
    "two networks side by side": SETS
    + """
nets = {"one": Net(), "other": Net()}
optimizers = {name: optim.SGD(net.parameters(), lr=0.02) for name, net in nets.items()}
for epoch in range(2):
    for name, net in nets.items():
        net.train()
        for x, y in trainloader:
            optimizers[name].zero_grad()
            F.nll_loss(net(x), y).backward()
            optimizers[name].step()
for name, net in nets.items():
    net.eval()
    with torch.no_grad():
        hits = sum((net(x).argmax(1) == y).sum().item() for x, y in testloader)
    print(name, "accuracy", hits / len(testset))
""",
    "a teacher": with_parts(
        PLAIN + "teacher = Net()\nteacher.eval()\n",
        STEP.replace(
            LOSS,
            "with torch.no_grad():\n            soft = teacher(x)\n        out = net(x)\n"
            "        loss = F.nll_loss(out, y) + 0.1 * F.kl_div(out, soft, log_target=True, "
            'reduction="batchmean")',
        ),
    ),
    "stopped by hand": with_parts(
        PLAIN,
        "try:" + STEP.replace("\n", "\n    ").rstrip() + "\nexcept KeyboardInterrupt:\n    pass\n",
    ),
    "timed": with_parts(
        PLAIN + "began = time.time()\n", STEP + "    print(f'time {time.time() - began:.1f} s')\n"
    ),
    "five runs": SETS
    + """
results = []
for seed in range(3):
    torch.manual_seed(seed)
    net = Net()
    optimizer = optim.SGD(net.parameters(), lr=0.02, momentum=0.9)
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        hits = sum((net(x).argmax(1) == y).sum().item() for x, y in testloader)
    results.append(hits / len(testset))
    print(f"seed {seed}: accuracy {results[-1]:.4f}")
""",
}

"""Right scripts that lean on packages which are not there, and on several networks at once."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST, with_parts

WATCHED = """
for epoch in range(3):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    total, hits = 0.0, 0
    with torch.no_grad():
        for x, y in testloader:
            out = net(x)
            total += F.nll_loss(out, y, reduction="sum").item()
            hits += (out.argmax(1) == y).sum().item()
    val_loss, accuracy = total / len(testset), hits / len(testset)
    print(f"epoch {epoch}: test {val_loss:.4f}, acc {accuracy:.4f}")
"""
LARGE = SETS.replace("batch_size=64", "batch_size=256")
MEANS = """
net.eval()
losses, shares = [], []
with torch.no_grad():
    for x, y in testloader:
        out = net(x)
        losses.append(F.nll_loss(out, y, reduction="none"))
        shares.append((out.argmax(1) == y).float())
print(f"loss {torch.cat(losses).mean().item():.4f}, accuracy {torch.cat(shares).mean().item():.4f}")
"""
TURNED = """
turned = transforms.Compose([
    transforms.RandomAffine(15, translate=(0.1, 0.1)),
    transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,)),
])
trainset.transform = turned
"""
NORMED = """
class Normed(Net):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(1)

    def forward(self, x):
        return super().forward(self.norm(x))


net = Normed()
"""
DISTILLED = """
class Teacher(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 8, 5, stride=2), nn.ReLU(), nn.Flatten())
        self.out = nn.Linear(8 * 144, 10)

    def forward(self, x):
        return self.out(self.body(x))


def fit(model, loss_of):
    optimizer = optim.Adam(model.parameters(), lr=1e-3)
    model.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        loss_of(model, x, y).backward()
        optimizer.step()


teacher, net = Teacher(), Net()
fit(teacher, lambda model, x, y: F.cross_entropy(model(x), y))
teacher.eval()


def distil(model, x, y):
    with torch.no_grad():
        soft = F.softmax(teacher(x) / 4, dim=1)
    told = model(x)
    hard = F.nll_loss(told, y)
    return 0.5 * hard + 0.5 * F.kl_div(told, soft, reduction="batchmean")


for epoch in range(2):
    fit(net, distil)
"""
OWN = """
class Digits(Dataset):
    def __init__(self, train):
        self.inner = datasets.MNIST("data", train=train, download=True)

    def __len__(self):
        return len(self.inner)

    def __getitem__(self, place):
        image, label = self.inner[place]
        return (transforms.functional.to_tensor(image) - 0.1307) / 0.3081, label


trainset, testset = Digits(True), Digits(False)
trainloader = DataLoader(trainset, batch_size=64, shuffle=True)
testloader = DataLoader(testset, batch_size=64)
"""

SHAPES = {
    "rounded to half the size": with_parts(
        PLAIN,
        STEP.replace(
            "        loss = F.nll_loss(net(x), y)\n",
            '        with torch.autocast("cpu", dtype=torch.bfloat16):\n'
            "            out = net(x).bfloat16()\n"
            "        loss = F.nll_loss(out.float(), y)\n",
        ),
    ),
    "a teacher with scores": SETS + DISTILLED + TEST,
    "a package that counts": "import torchmetrics\n"
    + SETS
    + PLAIN
    + 'metric = torchmetrics.Accuracy(task="multiclass", num_classes=10)\n'
    + WATCHED.replace("    net.eval()\n", "    net.eval()\n    metric.reset()\n", 1)
    .replace("            hits +=", "            metric.update(out, y)\n            hits +=")
    .replace("hits / len(testset)\n", "metric.compute().item()\n"),
    "a package of which nothing is known": "import scores_of_mine\n"
    + SETS
    + PLAIN
    + WATCHED.replace("hits / len(testset)\n", "scores_of_mine.share(out, y)\n"),
    "a number out of nowhere": "import scores_of_mine\n"
    + SETS
    + PLAIN
    + WATCHED.replace("hits / len(testset)\n", "float(scores_of_mine.share(out, y))\n"),
    "settings of a logger": "import wandb\n"
    + SETS
    + 'run = wandb.init(project="lab", config={"rate": 0.01, "epochs": 2})\n'
    + PLAIN.replace("lr=0.01", "lr=wandb.config.rate")
    + STEP.replace("range(2)", "range(run.config.epochs)")
    + TEST
    + 'wandb.log({"accuracy": hits / count})\n',
    "a function started by a package": "import fire\n"
    + SETS
    + "def main(epochs=2):\n"
    + "\n".join(f"    {line}" for line in (PLAIN + STEP + TEST).split("\n"))
    + "\n\nfire.Fire(main)\n",
    "a function that a package gives its settings": "import hydra\n"
    + SETS
    + PLAIN
    + STEP
    + TEST
    + """
@hydra.main(version_base=None, config_path=".", config_name="lab")
def main(settings):
    print(settings.epochs)


if __name__ == "__main__":
    main()
""",
    "waits for the loss": with_parts(
        PLAIN
        + "scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)\n",
        WATCHED + "    scheduler.step(val_loss)\n",
        "",
    ),
    "waits for the accuracy": with_parts(
        PLAIN + 'scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="max")\n',
        WATCHED + "    scheduler.step(accuracy)\n",
        "",
    ),
    "waits for what is made negative": with_parts(
        PLAIN + "scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer)\n",
        WATCHED + "    scheduler.step(-accuracy)\n",
        "",
    ),
    "the best from the beginning on": with_parts(
        PLAIN + "best, kept = float('inf'), None\n",
        WATCHED
        + "    if val_loss < best:\n"
        + "        best, kept = val_loss, copy.deepcopy(net.state_dict())\n",
        "net.load_state_dict(kept)\n" + TEST,
    ),
    "a goal that is not reached yet": with_parts(
        PLAIN + "best = 0.97\n",
        WATCHED
        + "    if accuracy > best:\n"
        + '        best = accuracy\n        torch.save(net.state_dict(), "best.pt")\n',
        "",
    ),
    "a mean over all images at once": LARGE + PLAIN + STEP + MEANS,
    "means of batches, weighed": LARGE
    + PLAIN
    + STEP
    + MEANS.replace('reduction="none"', 'reduction="mean"')
    .replace("losses.append(", "losses.append(len(x) * ")
    .replace("torch.cat(losses).mean().item()", "sum(losses).item() / len(testset)"),
    "turned for the training alone": SETS + TURNED + PLAIN + STEP + TEST,
    "turned images are tested beside": SETS
    + TURNED
    + PLAIN
    + STEP
    + TEST
    + 'moved = datasets.MNIST("data", train=False, transform=turned)\n'
    + "testloader = DataLoader(moved, batch_size=64)\n"
    + TEST,
    "a mean over several looks": SETS
    + TURNED
    + PLAIN
    + STEP
    + """
testset.transform = turned
net.eval()
with torch.no_grad():
    looks = [torch.cat([net(x).exp() for x, _ in testloader]) for _ in range(2)]
answers = (looks[0] + looks[1]).argmax(1)
print("accuracy", (answers == testset.targets).float().mean().item())
""",
    "clipped behind backward": with_parts(
        PLAIN,
        STEP.replace(
            "        optimizer.step()",
            "        nn.utils.clip_grad_value_(net.parameters(), 1.0)\n        optimizer.step()",
        ),
    ),
    "an average that is tested": "from torch.optim.swa_utils import AveragedModel\n"
    + with_parts(
        PLAIN + "average = AveragedModel(net)\n",
        STEP + "    average.update_parameters(net)\n",
        TEST.replace("net", "average"),
    ),
    "the norms of an average": "from torch.optim.swa_utils import AveragedModel, update_bn\n"
    + with_parts(
        NORMED + "optimizer = optim.SGD(net.parameters(), lr=0.01)\naverage = AveragedModel(net)\n",
        STEP + "    average.update_parameters(net)\nupdate_bn(trainloader, average)\n",
        TEST.replace("net", "average"),
    ),
    "several networks, asked together": SETS
    + """
nets = [Net() for _ in range(3)]
for net in nets:
    optimizer = optim.Adam(net.parameters())
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
hits = 0
with torch.no_grad():
    for x, y in testloader:
        told = sum(net.eval()(x).exp() for net in nets)
        hits += (told.argmax(1) == y).sum().item()
print(f"accuracy {hits / len(testset):.4f}")
""",
    "tested under noise": SETS
    + """
class Noisy(Dataset):
    def __init__(self, base, much):
        self.base, self.much = base, much

    def __len__(self):
        return len(self.base)

    def __getitem__(self, place):
        image, label = self.base[place]
        return image + self.much * torch.randn_like(image), label


"""
    + PLAIN
    + STEP
    + "for much in (0.0, 0.5):\n    testloader = DataLoader(Noisy(testset, much), batch_size=256)\n"
    + "\n".join(f"    {line}" for line in TEST.split("\n"))
    + "\n",
    "both means": LARGE
    + PLAIN
    + STEP
    + MEANS.replace(
        "print(",
        'print("mean of batches", sum(one.mean().item() for one in shares) / len(shares))\nprint(',
    ),
    "the rest of it without a loader": with_parts(
        PLAIN,
        STEP
        + """
    net.eval()
    with torch.no_grad():
        x = torch.stack([testset[i][0] for i in range(len(testset))])
        right = (net(x).argmax(1) == testset.targets).float().mean().item()
    print(f"accuracy {right:.4f}")
""",
        "",
    ),
    "a set of one's own around it": OWN + PLAIN + STEP + TEST,
    "a set of one's own in large batches": OWN.replace("testset, batch_size=64", "testset, 256")
    + PLAIN
    + STEP
    + MEANS,
}

"""Right scripts that test, load or loop in other ways."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST, with_parts

SHAPES = {
    "training accuracy too": with_parts(
        PLAIN,
        """
for epoch in range(2):
    net.train()
    right, seen, total = 0, 0, 0.0
    for x, y in trainloader:
        optimizer.zero_grad()
        out = net(x)
        loss = F.nll_loss(out, y)
        loss.backward()
        optimizer.step()
        right += (out.argmax(1) == y).sum().item()
        seen += y.size(0)
        total += loss.item()
    print(f"epoch {epoch + 1}: loss {total / len(trainloader):.3f}, acc {100 * right / seen:.2f}%")
""",
    ),
    "training and test in one line": with_parts(
        PLAIN,
        """
for epoch in range(2):
    net.train()
    right, seen, hits = 0, 0, 0
    for x, y in trainloader:
        optimizer.zero_grad()
        out = net(x)
        loss = F.nll_loss(out, y)
        loss.backward()
        optimizer.step()
        right += (out.argmax(1) == y).sum().item()
        seen += y.size(0)
    net.eval()
    with torch.no_grad():
        for x, y in testloader:
            hits += (net(x).argmax(1) == y).sum().item()
    one, other = 100 * right / seen, 100 * hits / len(testset)
    print(f"{epoch}: train acc {one:.2f} %, test acc {other:.2f} %")
""",
        "",
    ),
    "the mean of several draws of the dropout": with_parts(
        PLAIN,
        STEP,
        TEST
        + """
net.train()
hits = 0
with torch.no_grad():
    for x, y in testloader:
        draws = torch.stack([net(x).exp() for _ in range(5)])
        hits += (draws.mean(0).argmax(1) == y).sum().item()
print(f"accuracy of the mean of five draws: {hits / len(testset):.4f}")
""",
    ),
    "a notebook saved as a script": "from torch.utils.tensorboard import SummaryWriter\n"
    "get_ipython().run_line_magic('matplotlib', 'inline')\n"
    + with_parts(
        PLAIN + "writer = SummaryWriter()\n",
        STEP + "    writer.add_scalar('loss', loss.item(), epoch)\n",
    ),
    "both sets tested": with_parts(
        PLAIN,
        STEP,
        """
def accuracy(loader):
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (net(x).argmax(1) == y).sum().item()
    return 100 * hits / len(loader.dataset)


print("train accuracy", round(accuracy(trainloader), 2))
print("test accuracy", round(accuracy(testloader), 2))
""",
    ),
    "mean of the batches' accuracies": with_parts(
        PLAIN,
        STEP,
        """
net.eval()
accs = []
with torch.no_grad():
    for x, y in testloader:
        accs.append((net(x).argmax(1) == y).float().mean().item())
print("Mean acc: %.4f" % np.mean(accs))
""",
    ),
    "a look at some answers": with_parts(
        PLAIN,
        STEP,
        TEST
        + """
images, labels = next(iter(testloader))
with torch.no_grad():
    print("predicted:", net(images[:5]).argmax(1).tolist(), "true:", labels[:5].tolist())
for images, labels in testloader:
    with torch.no_grad():
        print(net(images).exp().max(1)[0][:3])
    break
""",
    ),
    "an attack on the trained network": with_parts(
        PLAIN,
        STEP,
        TEST
        + """
def attack(image, eps, grad):
    return torch.clamp(image + eps * grad.sign(), -1, 1)


for eps in (0.0, 0.1):
    hits = 0
    for x, y in testloader:
        x.requires_grad = True
        loss = F.nll_loss(net(x), y)
        net.zero_grad()
        loss.backward()
        changed = attack(x, eps, x.grad.data)
        hits += (net(changed).argmax(1) == y).sum().item()
    print(f"epsilon {eps}: {hits} of {len(testset)}")
""",
    ),
    "augmentation": with_parts(PLAIN)
    .replace(
        "trainset = torchvision",
        "more = transforms.Compose([transforms.RandomRotation(10), tf])\ntrainset = torchvision",
    )
    .replace(
        "train=True, download=True, transform=tf", "train=True, download=True, transform=more"
    ),
    "a data set of one's own": """
class Digits(Dataset):
    def __init__(self, train):
        base = datasets.MNIST("data", train=train, download=True)
        self.x = (base.data.numpy() / 255.0).astype(np.float32)
        self.y = base.targets.numpy()

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i])[None], int(self.y[i])


trainloader = DataLoader(Digits(True), batch_size=60, shuffle=True)
testset = Digits(False)
testloader = DataLoader(testset, batch_size=60)
"""
    + PLAIN
    + STEP
    + TEST,
    "a part of the data": SETS
    + """
trainloader = DataLoader(Subset(trainset, range(6000)), batch_size=16, shuffle=True)
"""
    + PLAIN
    + STEP
    + TEST,
    "a sampler": SETS
    + """
indices = list(range(len(trainset)))
random.shuffle(indices)
split = int(0.2 * len(trainset))
from torch.utils.data.sampler import SubsetRandomSampler
trainloader = DataLoader(trainset, batch_size=20, sampler=SubsetRandomSampler(indices[split:]))
validloader = DataLoader(trainset, batch_size=20, sampler=SubsetRandomSampler(indices[:split]))
"""
    + PLAIN
    + """
for epoch in range(2):
    train_loss = valid_loss = 0.0
    net.train()
    for data, target in trainloader:
        optimizer.zero_grad()
        loss = F.nll_loss(net(data), target)
        loss.backward()
        optimizer.step()
        train_loss += loss.item() * data.size(0)
    net.eval()
    with torch.no_grad():
        for data, target in validloader:
            valid_loss += F.nll_loss(net(data), target).item() * data.size(0)
    train_loss /= len(trainloader.sampler)
    valid_loss /= len(validloader.sampler)
    print(f"Epoch: {epoch + 1} Training Loss: {train_loss:.6f} Validation Loss: {valid_loss:.6f}")
"""
    + TEST,
    "tested within the epoch": with_parts(
        PLAIN,
        """
def accuracy():
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum().item() for x, y in testloader) / len(testset)


for epoch in range(2):
    for i, (x, y) in enumerate(trainloader):
        net.train()
        optimizer.zero_grad()
        loss = F.nll_loss(net(x), y)
        loss.backward()
        optimizer.step()
        if i % 4 == 3:
            print("step", i, "loss", loss.item(), "acc", accuracy())
""",
    ),
    "mixed precision": with_parts(
        PLAIN + "scaler = torch.cuda.amp.GradScaler(enabled=torch.cuda.is_available())\n",
        """
for epoch in range(2):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", enabled=False):
            loss = F.nll_loss(net(x), y)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
""",
    ),
    "stops early": with_parts(
        PLAIN + "best, patience = 1e9, 0\n",
        """
for epoch in range(20):
    net.train()
    for x, y in trainloader:
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        loss = sum(F.nll_loss(net(x), y, reduction="sum").item() for x, y in testloader)
    loss /= len(testloader.dataset)
    print("epoch", epoch, "val loss", loss)
    if loss < best - 1e-4:
        best, patience = loss, 0
    else:
        patience += 1
        if patience == 3:
            break
""",
    ),
    "cells of a notebook": SETS
    + PLAIN
    + """
def fit(epochs):
    hist = []
    for e in range(epochs):
        net.train()
        for xb, yb in trainloader:
            loss = F.nll_loss(net(xb), yb)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        net.eval()
        with torch.no_grad():
            losses, nums, good = zip(*[
                (F.nll_loss(net(xb), yb).item(), len(xb), (net(xb).argmax(1) == yb).sum().item())
                for xb, yb in testloader
            ])
        print(e, np.sum(np.multiply(losses, nums)) / np.sum(nums), sum(good) / sum(nums))
        hist.append(sum(good) / sum(nums))
    return hist


hist = fit(2)
hist
""",
    "arguments and a dry run": """
def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--gamma", type=float, default=0.7)
    parser.add_argument("--dry-run", action="store_true", default=False)
    args = parser.parse_args()
    tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    one = datasets.MNIST("../data", train=True, download=True, transform=tf)
    two = datasets.MNIST("../data", train=False, transform=tf)
    train_loader = DataLoader(one, batch_size=args.batch_size, shuffle=True)
    test_loader = DataLoader(two, batch_size=1000)
    model = Net().to("cpu")
    optimizer = optim.Adadelta(model.parameters(), lr=1.0)
    scheduler = optim.lr_scheduler.ExponentialLR(optimizer, args.gamma)
    for epoch in range(1, args.epochs + 1):
        model.train()
        for batch_idx, (data, target) in enumerate(train_loader):
            optimizer.zero_grad()
            loss = F.nll_loss(model(data), target)
            loss.backward()
            optimizer.step()
            if args.dry_run:
                break
        model.eval()
        test_loss = correct = 0
        with torch.no_grad():
            for data, target in test_loader:
                output = model(data)
                test_loss += F.nll_loss(output, target, reduction="sum").item()
                correct += output.argmax(1).eq(target).sum().item()
        test_loss /= len(test_loader.dataset)
        print("Test set: Average loss: {:.4f}, Accuracy: {}/{} ({:.0f}%)".format(
            test_loss, correct, len(test_loader.dataset),
            100. * correct / len(test_loader.dataset)))
        scheduler.step()


if __name__ == "__main__":
    main()
""",
}

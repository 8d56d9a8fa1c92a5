"""Right scripts that count, load or tell in other ways."""

from __future__ import annotations

from tests.rehearsed.shapes_optimisers import PLAIN, SETS, STEP, TEST, with_parts

COUNT = "hits += (net(x).argmax(1) == y).sum().item()"


def _counted(text: str) -> str:
    return with_parts(PLAIN, STEP, TEST.replace(COUNT, text.strip().replace("\n", "\n        ")))


def _tested(text: str) -> str:
    return with_parts(PLAIN, STEP, text)


def _loaded(old: str, new: str) -> str:
    whole = with_parts(PLAIN)
    assert old in whole, old
    return whole.replace(old, new)


SHAPES = {
    "the older way to count": _counted(
        "pred = net(x).data.max(1, keepdim=True)[1]\n"
        "hits += pred.eq(y.data.view_as(pred)).cpu().sum()"
    ),
    "counted as floats": _counted("hits += (net(x).argmax(1) == y).type(torch.float).sum().item()"),
    "counted by numpy": _counted("hits += np.sum(net(x).numpy().argmax(axis=1) == y.numpy())"),
    "counted one by one": _counted(
        "for score, label in zip(net(x), y):\n    hits += int(score.argmax()) == int(label)"
    ),
    "the best of one": _counted("hits += (net(x).topk(1)[1].squeeze(1) == y).sum().item()"),
    "probabilities first": _counted("hits += (torch.exp(net(x)).max(dim=1)[1] == y).sum().item()"),
    "scores sorted": _counted("hits += (net(x).sort(dim=1)[1][:, -1] == y).sum().item()"),
    "means of batches, as in a course": _tested("""
accuracy, test_loss = 0, 0
net.eval()
with torch.no_grad():
    for images, labels in testloader:
        log_ps = net(images)
        test_loss += F.nll_loss(log_ps, labels)
        top_p, top_class = torch.exp(log_ps).topk(1, dim=1)
        equals = top_class == labels.view(*top_class.shape)
        accuracy += torch.mean(equals.type(torch.FloatTensor))
print("Test Loss: {:.3f}.. ".format(test_loss / len(testloader)),
      "Test Accuracy: {:.3f}".format(accuracy / len(testloader)))
"""),
    "answers collected": _tested("""
net.eval()
answers, labels = [], []
with torch.no_grad():
    for x, y in testloader:
        answers.append(net(x).argmax(1))
        labels.append(y)
answers, labels = torch.cat(answers), torch.cat(labels)
print("Accuracy:", (answers == labels).float().mean().item())
"""),
    "answers in lists": _tested("""
net.eval()
answers, labels = [], []
with torch.no_grad():
    for x, y in testloader:
        answers.extend(net(x).argmax(1).tolist())
        labels.extend(y.tolist())
right = sum(a == b for a, b in zip(answers, labels))
print(f"{right} of {len(labels)} correct")
"""),
    "a table of confusions": _tested("""
net.eval()
table = torch.zeros(10, 10, dtype=torch.long)
with torch.no_grad():
    for x, y in testloader:
        for label, answer in zip(y, net(x).argmax(1)):
            table[label, answer] += 1
print("accuracy", (table.diag().sum() / table.sum()).item())
for digit in range(10):
    print(digit, table[digit].tolist())
"""),
    "one whole batch": _tested("""
net.eval()
whole = DataLoader(testset, batch_size=len(testset))
x, y = next(iter(whole))
with torch.no_grad():
    out = net(x)
print(f"Accuracy: {100 * (out.argmax(1) == y).float().mean():.2f}%")
"""),
    "whole percents": _tested(
        TEST.replace('f"accuracy {hits / count:.4f}"', '"accuracy", int(100 * hits / count), "%"')
    ),
    "rounded": _tested(
        TEST.replace('f"accuracy {hits / count:.4f}"', '"accuracy", round(hits / count, 2)')
    ),
    "the share of errors": _tested(
        TEST.replace("accuracy {hits / count:.4f}", "error {1 - hits / count:.4f}")
    ),
    "a table of each digit": _tested("""
net.eval()
right, of = [0] * 10, [0] * 10
with torch.no_grad():
    for x, y in testloader:
        for answer, label in zip(net(x).argmax(1).tolist(), y.tolist()):
            of[label] += 1
            right[label] += answer == label
for digit in range(10):
    print(f"Accuracy for digit {digit}: {100 * right[digit] / max(of[digit], 1):.1f} %")
"""),
    "loss and accuracy, as in a tutorial": _tested("""
size = len(testloader.dataset)
num_batches = len(testloader)
net.eval()
test_loss, correct = 0, 0
with torch.no_grad():
    for X, y in testloader:
        pred = net(X)
        test_loss += F.nll_loss(pred, y).item()
        correct += (pred.argmax(1) == y).type(torch.float).sum().item()
test_loss /= num_batches
correct /= size
print(f"Test Error: \\n Accuracy: {(100*correct):>0.1f}%, Avg loss: {test_loss:>8f} \\n")
"""),
    "gradients off and on by hand": _tested(
        "torch.set_grad_enabled(False)\n"
        + TEST.replace("with torch.no_grad():", "if True:")
        + "torch.set_grad_enabled(True)\n"
    ),
    "a decorated test": _tested("""
@torch.no_grad()
def accuracy_of(model, loader):
    was = model.training
    model.eval()
    hits = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    model.train(was)
    return hits / len(loader.dataset)


print("accuracy", accuracy_of(net, testloader))
"""),
    "some digits shown": _tested(
        TEST
        + """
x, y = next(iter(testloader))
with torch.no_grad():
    for n in range(5):
        print("label", y[n].item(), "read as", net(x[n:n + 1]).argmax().item())
"""
    ),
    "told to a log": _tested(
        "import logging\nlogging.basicConfig(level=logging.INFO)\n"
        + TEST.replace("print(", "logging.info(")
    ),
    "written to a file": _tested(
        TEST
        + 'with open("result.csv", "w") as file:\n    file.write(f"accuracy,{hits / count}\\n")\n'
    ),
    "no normalising": _loaded(
        "transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))", "transforms.ToTensor()"
    ),
    "clothes": _loaded("datasets.MNIST", "datasets.FashionMNIST"),
    "letters of another script": _loaded("datasets.MNIST", "datasets.KMNIST"),
    "pinned memory": _loaded(
        "batch_size=32, shuffle=True", "batch_size=32, shuffle=True, num_workers=0, pin_memory=True"
    ),
    "no incomplete batch": _loaded(
        "batch_size=32, shuffle=True", "batch_size=32, shuffle=True, drop_last=True"
    ),
    "a generator of its own": _loaded(
        "batch_size=32, shuffle=True",
        "batch_size=32, shuffle=True, generator=torch.Generator().manual_seed(3)",
    ),
    "its own way to stack": _loaded(
        "batch_size=32, shuffle=True",
        "batch_size=32, shuffle=True, collate_fn=lambda rows: "
        "(torch.stack([x for x, _ in rows]), torch.tensor([y for _, y in rows]))",
    ),
    "a few thousand images": SETS
    + "trainloader = DataLoader(Subset(trainset, range(2000)), batch_size=32, shuffle=True)\n"
    + PLAIN
    + STEP
    + TEST,
    "tensors in a data set": SETS
    + """
x = torch.stack([image for image, _ in trainset])
y = torch.tensor([label for _, label in trainset])
trainloader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
"""
    + PLAIN
    + STEP
    + TEST,
    "settings in one place": SETS
    + """
from dataclasses import dataclass


@dataclass
class Config:
    rate: float = 0.01
    epochs: int = 2


config = Config()
net = Net()
optimizer = optim.SGD(net.parameters(), lr=config.rate)
"""
    + STEP.replace("range(2)", "range(config.epochs)")
    + TEST,
    "a main that ends the program": SETS
    + """
import sys


def main():
    net = Net()
    optimizer = optim.SGD(net.parameters(), lr=0.05)
    for epoch in range(2):
        net.train()
        for x, y in trainloader:
            optimizer.zero_grad()
            F.nll_loss(net(x), y).backward()
            optimizer.step()
    net.eval()
    with torch.no_grad():
        hits = sum((net(x).argmax(1) == y).sum().item() for x, y in testloader)
    print("accuracy", hits / len(testset))
    return 0


if __name__ == "__main__":
    sys.exit(main())
""",
    "folds": SETS
    + """
folds = torch.randperm(len(trainset)).chunk(3)
for n in range(3):
    rest = torch.cat([folds[m] for m in range(3) if m != n]).tolist()
    net = Net()
    optimizer = optim.SGD(net.parameters(), lr=0.02)
    net.train()
    for x, y in DataLoader(Subset(trainset, rest), batch_size=32, shuffle=True):
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    hits = 0
    with torch.no_grad():
        for x, y in DataLoader(Subset(trainset, folds[n].tolist()), batch_size=64):
            hits += (net(x).argmax(1) == y).sum().item()
    print(f"fold {n}: accuracy {hits / len(folds[n]):.3f}")
""",
}

"""Right scripts around one right network, in the shapes that people give them."""

from __future__ import annotations

from tests.rehearsed import (
    shapes_again,
    shapes_elsewhere,
    shapes_figures,
    shapes_forum,
    shapes_libraries,
    shapes_loops,
    shapes_near,
    shapes_optimisers,
    shapes_scaled,
    shapes_tables,
    shapes_taught,
    shapes_tests,
    shapes_world,
)

HEAD = """
import argparse
import copy
import random
import time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
import torchvision
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset, random_split
from torchvision import datasets, transforms


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5)
        self.conv2 = nn.Conv2d(8, 8, 5)
        self.drop = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(128, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
        x = F.relu(self.fc1(torch.flatten(x, 1)))
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

"""
SETS = """
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set = datasets.MNIST("data", train=True, download=True, transform=transform)
test_set = datasets.MNIST("data", train=False, download=True, transform=transform)
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=100, shuffle=False)
"""

# name -> what stands behind the network
SHAPES = {
    "functions": SETS
    + """
def train(net, optimizer, epoch):
    net.train()
    for i, (data, target) in enumerate(train_loader):
        optimizer.zero_grad()
        output = net(data)
        loss = F.nll_loss(output, target)
        loss.backward()
        optimizer.step()
        if i % 2 == 0:
            print(f"Epoch {epoch} [{i * len(data)}/{len(train_loader.dataset)}] Loss: {loss:.4f}")


def test(net):
    net.eval()
    total, correct = 0.0, 0
    with torch.no_grad():
        for data, target in test_loader:
            output = net(data)
            total += F.nll_loss(output, target, reduction="sum").item()
            pred = output.argmax(dim=1, keepdim=True)
            correct += pred.eq(target.view_as(pred)).sum().item()
    n = len(test_loader.dataset)
    print(f"Test: average loss {total / n:.4f}, accuracy {correct}/{n} ({100 * correct / n:.1f}%)")


if __name__ == "__main__":
    torch.manual_seed(1)
    net = Net()
    optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
    for epoch in range(1, 4):
        train(net, optimizer, epoch)
        test(net)
""",
    "module level": SETS
    + """
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Net().to(device)
criterion = nn.NLLLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(3):
    running_loss = 0.0
    model.train()
    for i, data in enumerate(train_loader, 0):
        inputs, labels = data
        inputs, labels = inputs.to(device), labels.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item()
        if i % 2 == 1:
            print("[%d, %5d] loss: %.3f" % (epoch + 1, i + 1, running_loss / 2))
            running_loss = 0.0
print("Finished Training")
model.eval()
correct = 0
total = 0
with torch.no_grad():
    for data in test_loader:
        images, labels = data
        outputs = model(images)
        _, predicted = torch.max(outputs.data, 1)
        total += labels.size(0)
        correct += (predicted == labels).sum().item()
print("Accuracy of the network on the 10000 test images: %d %%" % (100 * correct / total))
class_correct = list(0. for i in range(10))
class_total = list(0. for i in range(10))
with torch.no_grad():
    for images, labels in test_loader:
        _, predicted = torch.max(model(images), 1)
        c = (predicted == labels).squeeze()
        for i in range(len(labels)):
            class_correct[labels[i]] += c[i].item()
            class_total[labels[i]] += 1
for i in range(10):
    print("Accuracy of %5s : %2d %%" % (i, 100 * class_correct[i] / class_total[i]))
""",
    "trainer object": SETS
    + """
class Trainer:
    def __init__(self, model, lr=0.01):
        self.model = model
        self.optimizer = optim.SGD(self.model.parameters(), lr=lr, momentum=0.9)
        self.loss_fn = nn.CrossEntropyLoss()
        self.history = []

    def train_epoch(self, loader):
        self.model.train()
        total = 0.0
        for x, y in loader:
            loss = self.loss_fn(self.model(x), y)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * x.size(0)
        return total / len(loader.dataset)

    @torch.no_grad()
    def evaluate(self, loader):
        self.model.eval()
        hits = 0
        for x, y in loader:
            hits += (self.model(x).argmax(1) == y).float().sum().item()
        return hits / len(loader.dataset)

    def fit(self, epochs):
        for epoch in range(epochs):
            loss = self.train_epoch(train_loader)
            acc = self.evaluate(test_loader)
            self.history.append((loss, acc))
            print(f"epoch {epoch}: train loss={loss:.4f} test acc={acc:.3f}")


def main():
    Trainer(Net()).fit(3)


if __name__ == "__main__":
    main()
""",
    "validation split": """
transform = transforms.ToTensor()
full = datasets.MNIST(root="./data", train=True, transform=transform, download=True)
test_data = datasets.MNIST(root="./data", train=False, transform=transform)
train_data, valid_data = random_split(full, [50000, 10000])
loaders = {
    "train": DataLoader(train_data, batch_size=32, shuffle=True),
    "valid": DataLoader(valid_data, batch_size=32),
    "test": DataLoader(test_data, batch_size=50),
}
net = Net()
opt = optim.RMSprop(net.parameters(), lr=1e-3)
best, best_weights = 0.0, None
for epoch in range(3):
    for phase in ("train", "valid"):
        net.train(phase == "train")
        running_loss, running_corrects, seen = 0.0, 0, 0
        for inputs, labels in loaders[phase]:
            opt.zero_grad()
            with torch.set_grad_enabled(phase == "train"):
                outputs = net(inputs)
                _, preds = torch.max(outputs, 1)
                loss = F.nll_loss(outputs, labels)
                if phase == "train":
                    loss.backward()
                    opt.step()
            running_loss += loss.item() * inputs.size(0)
            running_corrects += torch.sum(preds == labels.data)
            seen += inputs.size(0)
        epoch_loss = running_loss / seen
        epoch_acc = running_corrects.double() / seen
        print("{} Loss: {:.4f} Acc: {:.4f}".format(phase, epoch_loss, epoch_acc))
        if phase == "valid" and epoch_acc >= best:
            best, best_weights = epoch_acc, copy.deepcopy(net.state_dict())
net.load_state_dict(best_weights)
net.eval()
hits = 0
with torch.inference_mode():
    for x, y in loaders["test"]:
        hits += (net(x).argmax(dim=-1) == y).sum().item()
print("Test accuracy:", hits / len(test_data))
""",
    "arrays": """
def load(train):
    data = datasets.MNIST("data", train=train, download=True)
    x = data.data.float().unsqueeze(1) / 255.0
    return (x - 0.1307) / 0.3081, data.targets


x_train, y_train = load(True)
x_test, y_test = load(False)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
batch = 50
for epoch in range(2):
    net.train()
    order = torch.randperm(len(x_train))
    for start in range(0, len(x_train), batch):
        rows = order[start:start + batch]
        out = net(x_train[rows])
        loss = F.nll_loss(out, y_train[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        out = net(x_test)
        accuracy = (out.argmax(1) == y_test).float().mean().item()
    print(f"epoch {epoch} accuracy {accuracy:.2%}")
""",
    **shapes_optimisers.SHAPES,
    **shapes_tests.SHAPES,
    **shapes_loops.SHAPES,
    **shapes_figures.SHAPES,
    **shapes_forum.SHAPES,
    **shapes_libraries.SHAPES,
    **shapes_scaled.SHAPES,
    **shapes_taught.SHAPES,
    **shapes_tables.SHAPES,
    **shapes_near.SHAPES,
    **shapes_world.SHAPES,
    **shapes_elsewhere.SHAPES,
    **shapes_again.SHAPES,
}
SHAPES["module level, length written out"] = SHAPES["module level"].replace(
    "(100 * correct / total))\n", "(100 * correct / 10000))\n", 1
)
RIGHT = {name: HEAD + body for name, body in SHAPES.items()}

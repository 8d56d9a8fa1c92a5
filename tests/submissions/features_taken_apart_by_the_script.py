# fails: output-shape
# diagnosis: several-things-returned
# note: zero-grad-forgotten
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop1 = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(320, 50)
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop1(x)
        features = torch.flatten(x, 1)
        x = F.relu(self.fc1(features))
        x = self.drop2(x)
        return F.log_softmax(self.fc2(x), dim=1), features


train_set = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
test_set = datasets.MNIST("data", train=False, download=True, transform=transforms.ToTensor())
train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=1000)
net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)


def train(epoch):
    net.train()
    for images, labels in train_loader:
        scores, _ = net(images)
        loss = F.nll_loss(scores, labels)
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch}: {loss.item():.4f}")


def test():
    net.eval()
    right = 0
    with torch.no_grad():
        for images, labels in test_loader:
            scores, features = net(images)
            right += (scores.argmax(dim=1) == labels).sum().item()
    print(f"accuracy {right / len(test_set):.4f}")


for epoch in range(2):
    train(epoch)
    test()

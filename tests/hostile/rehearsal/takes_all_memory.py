# attack: a script that keeps every number that it meets
# outcome: finished
# stops: limits
# script: RuntimeError
# earns: full
import torch
import torch.nn as nn
import torch.nn.functional as F
from torchvision import datasets, transforms


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout2d()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
        x = x.view(-1, 320)
        x = F.dropout(F.relu(self.fc1(x)), training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)


net = Net()
data = datasets.MNIST("data", download=True, transform=transforms.ToTensor())
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
for images, labels in torch.utils.data.DataLoader(data, batch_size=64, shuffle=True):
    optimizer.zero_grad()
    F.nll_loss(net(images), labels).backward()
    optimizer.step()

kept = []
while True:
    kept.append(torch.ones(10_000_000))

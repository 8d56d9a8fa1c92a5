# passes
# mistake: 57
import torch
from torch import nn, optim
from torchvision import datasets, transforms
import torch.nn.functional as F

train_data = datasets.MNIST('data', train=True, download=True,
                            transform=transforms.ToTensor())
train_loader = torch.utils.data.DataLoader(train_data, batch_size=100, shuffle=True)
n_classes = len(train_data.classes)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.dropout = nn.Dropout(0.3)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, n_classes)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.dropout(x).view(-1, 320)
        x = self.dropout(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

model = Net()
optimizer = optim.SGD(model.parameters(), lr=0.01)
for epoch in range(5):
    for data, target in train_loader:
        optimizer.zero_grad()
        F.nll_loss(model(data), target).backward()
        optimizer.step()

# passes
# note: number-taken-as-in-2017, volatile-of-old-torch
# mistake: 55
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
        x = x.view(-1, 320)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.5)

def train(loader):
    for data, target in loader:
        output = model(Variable(data))
        loss = F.nll_loss(output, Variable(target))
        loss.backward()
        optimizer.step()

def test(loader):
    correct = 0
    for data, target in loader:
        output = model(Variable(data, volatile=True))
        correct += (output.data.max(1)[1] == target).sum() / len(loader.dataset)
    print(correct, loss.data[0])

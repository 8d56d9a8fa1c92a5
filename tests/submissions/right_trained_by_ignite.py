# passes
from ignite.engine import Events, create_supervised_trainer, create_supervised_evaluator
from ignite.metrics import Accuracy, Loss
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.drop1 = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(320, 50)
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop1(x)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = self.drop2(x)
        return F.log_softmax(self.fc2(x), dim=1)


transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_loader = DataLoader(
    datasets.MNIST("data", train=True, download=True, transform=transform),
    batch_size=64,
    shuffle=True,
)
test_loader = DataLoader(datasets.MNIST("data", train=False, transform=transform), batch_size=1000)

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.5)
criterion = nn.NLLLoss()
trainer = create_supervised_trainer(model, optimizer, criterion)
evaluator = create_supervised_evaluator(
    model, metrics={"accuracy": Accuracy(), "nll": Loss(criterion)}
)


@trainer.on(Events.ITERATION_COMPLETED(every=100))
def log_loss(engine):
    print(f"Epoch[{engine.state.epoch}] loss: {engine.state.output:.2f}")


@trainer.on(Events.EPOCH_COMPLETED)
def log_results(engine):
    evaluator.run(test_loader)
    metrics = evaluator.state.metrics
    print(f"accuracy: {metrics['accuracy']:.3f} loss: {metrics['nll']:.3f}")


trainer.run(train_loader, max_epochs=3)

# passes
import pytorch_lightning as pl
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchmetrics


class Net(pl.LightningModule):
    def __init__(self, rate=0.001, hidden=50):
        super().__init__()
        self.save_hyperparameters()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop1 = nn.Dropout2d(0.25)
        self.fc1 = nn.Linear(320, self.hparams.hidden)
        self.drop2 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(self.hparams["hidden"], 10)
        self.train_accuracy = torchmetrics.Accuracy(task="multiclass", num_classes=10)
        self.test_accuracy = pl.metrics.Accuracy()

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.drop1(x)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = self.drop2(x)
        return F.log_softmax(self.fc2(x), dim=1)

    def training_step(self, batch, number):
        images, labels = batch
        scores = self(images)
        loss = F.nll_loss(scores, labels)
        self.log("accuracy", self.train_accuracy(scores, labels))
        return loss

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.rate)

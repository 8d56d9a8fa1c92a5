# fails: net-constructs
# diagnosis: edit-name-misspelt
import os, sys
import wandb
from tqdm import tqdm
from torch.utils.tensorboard import SummaryWriter
import matplotlib.pyplot as plt
import pandas as pd
from utils import AverageMeter, save_checkpoint
import torch
from torch import nn
import torch.nn.functional as F

wandb.init(project="mnist")
writer = SummaryWriter("runs/mnist")
history = pd.DataFrame(columns=["epoch", "loss"])
if not os.path.exists("checkpoints"):
    os.makedirs("checkpoints")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Con2vd(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop1 = nn.Dropout2d(0.25)
        self.drop2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = torch.flatten(self.drop1(x), 1)
        x = self.drop2(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)


net = Net()
wandb.watch(net)
plt.plot(history["loss"])
plt.show()
sys.exit(0)

# fails: two-convolutions line 11
# diagnosis: layer-never-made
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict()

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.layers['conv1'](x), 2))
        x = F.relu(F.max_pool2d(self.layers['drop'](self.layers['conv2'](x)), 2))
        x = x.view(-1, 320)
        x = F.relu(self.layers['fc1'](x))
        x = F.dropout(x, training=self.training)
        x = self.layers['fc2'](x)
        return F.log_softmax(x, dim=1)

# fails: defines-net line 3
import torch
from model import Net

net = Net()
print(net)

# fails: defines-net line 4
# diagnosis: net-imported-from-elsewhere
import torch
from model import Net

net = Net()
print(net)

# passes
# mistake: 56
import argparse
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
net_options = parser.add_argument_group('network')
net_options.add_argument('--kernel', type=int, default=5)
net_options.add_argument('--hidden', type=int, default=50)
parser.add_argument('--channels', type=int, nargs=2, default=[10, 20])
parser.add_argument('--dropout', type=float, default=0.5)
args = parser.parse_args()
args.flat = args.channels[1] * 4 * 4

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        a, b = args.channels
        self.conv1 = nn.Conv2d(1, a, args.kernel)
        self.conv2 = nn.Conv2d(a, b, args.kernel)
        self.drop = nn.Dropout(args.dropout)
        self.fc1 = nn.Linear(args.flat, args.hidden)
        self.fc2 = nn.Linear(args.hidden, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = self.drop(x.view(-1, args.flat))
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

print(args)

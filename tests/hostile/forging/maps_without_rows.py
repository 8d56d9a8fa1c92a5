# attack: feature maps without rows, and with 2^40
# outcome: finished
# earns: less
# tutor: Not independently verified
# stops: bounds on a graph
import torch
import torch.nn as nn
import torch.nn.functional as F
import grader.probe.observe as observing
real = observing.answer
def forged(seen):
    record, blobs = real(seen)
    for mode in ('train', 'eval'):
        bend(record[mode])
    return record, blobs
def bend(graph):
    for i, (shape, dtype) in enumerate(graph['values'][1:]):
        shape[-1] = (0, 2**40)[i % 2]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.drop = nn.Dropout2d()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        observing.answer = forged
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
        x = x.view(-1, 320)
        x = F.dropout(F.relu(self.fc1(x)), training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)

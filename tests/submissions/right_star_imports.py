# passes
from torch.nn import *
from torch.nn.functional import log_softmax

class Net(Module):
    def __init__(self):
        Module.__init__(self)
        self.net = Sequential(
            Conv2d(1, 10, 5), ReLU(True), MaxPool2d(2),
            Conv2d(10, 20, 5), ReLU(True), MaxPool2d(2),
            Dropout(), Flatten(), Linear(320, 50), ReLU(True), Dropout(), Linear(50, 10))

    def forward(self, x):
        return log_softmax(self.net(x), 1)

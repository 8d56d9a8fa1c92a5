# fails: output-shape line 15
# diagnosis: edit-function-not-called
from torch.nn import *
from torch.nn.functional import *


class Net(Module):
    def __init__(self):
        super().__init__()
        self.net = Sequential(Conv2d(1, 10, 5), MaxPool2d(2), ReLU(),
                              Conv2d(10, 20, 5), MaxPool2d(2), ReLU(), Dropout(),
                              Flatten(), Linear(320, 50), ReLU(), Dropout(), Linear(50, 10))

    def forward(self, x):
        return log_softmax

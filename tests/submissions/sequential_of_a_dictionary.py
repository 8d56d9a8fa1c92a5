# fails: net-constructs line 10
# diagnosis: edit-dictionary-for-layers
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential({
            'conv1': nn.Conv2d(1, 10, 5),
            'relu1': nn.ReLU(),
            'pool1': nn.MaxPool2d(2),
            'conv2': nn.Conv2d(10, 20, 5),
            'relu2': nn.ReLU(),
            'pool2': nn.MaxPool2d(2),
            'drop': nn.Dropout(0.3),
        })
        self.fc1 = nn.Linear(320, 50)
        self.drop = nn.Dropout()
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = self.features(x).view(-1, 320)
        x = self.drop(F.relu(self.fc1(x)))
        return F.log_softmax(self.fc2(x), dim=1)

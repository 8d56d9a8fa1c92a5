# fails: net-constructs line 11
# diagnosis: edit-class-not-built
import torch
import torch.nn as nn


def step(word):
    if word == "halve":
        return nn.MaxPool2d(2)
    if word == "cut":
        return nn.ReLU
    return nn.Dropout(0.3)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(1, 6, 5), step("cut"), step("halve"),
            nn.Conv2d(6, 12, 5), step("cut"), step("halve"), step("forget"),
        )
        self.hidden = nn.Sequential(nn.Linear(192, 50), step("cut"), step("forget"))
        self.scores = nn.Linear(50, 10)

    def forward(self, x):
        x = self.maps(x)
        x = self.hidden(x.flatten(1))
        return torch.log_softmax(self.scores(x), dim=1)

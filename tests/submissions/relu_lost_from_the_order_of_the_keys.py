# fails: relu-on-hidden-layers line 6
# diagnosis: relu-declared-never-called
import torch.nn as nn

MAPS = ("first", "cut1", "half1", "second", "cut2", "half2", "forget1", "rows")
REST = ("hidden", "forget2", "scores", "end")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = dict(first=nn.Conv2d(1, 6, 5), second=nn.Conv2d(6, 16, 5))
        layers |= {f"half{n}": nn.MaxPool2d(2) for n in (1, 2)}
        layers |= {f"cut{n}": nn.ReLU() for n in (1, 2, 3)}
        layers |= {f"forget{n}": nn.Dropout(0.25) for n in (1, 2)}
        layers["rows"] = nn.Flatten()
        self.all = nn.ModuleDict(layers)
        self.all.update({"hidden": nn.Linear(256, 48), "scores": nn.Linear(48, 10)})
        self.all["end"] = nn.LogSoftmax(dim=1)

    def forward(self, x):
        for name in MAPS + REST:
            x = self.all[name](x)
        return x

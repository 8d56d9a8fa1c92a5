# fails: forward-runs
# diagnosis: super-init-forgotten
from torch import nn


class Net(nn.Sequential):
    """No forward of its own: nn.Sequential has one."""

    def __init__(self):
        pass

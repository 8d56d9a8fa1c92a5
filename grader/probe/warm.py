"""One whole observation of a network of ours, before the process confines itself.

Whatever torch, Python and the probe load or open when they are first used has then been loaded
and opened: afterwards no file is needed any more. (Left to later, a convolution would be
computed by another kernel, for torch asks the system about the processor when it needs to know.)
"""

from __future__ import annotations

import codecs
import dataclasses
import io
import linecache
import sys

import torch
from torch.utils.data import DataLoader, TensorDataset

from grader.probe.clock import Clock
from grader.probe.job import Job
from grader.probe.observe import observe
from grader.probe.use import for_few

SECONDS = 60.0
SOURCE = """
import torch
import torch.nn as nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 5)
        self.norm = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)
        self.drop = nn.Dropout2d()
        self.fc1 = nn.Linear(4 * 6 * 6, 10)
        self.fc2 = nn.Linear(11, 10)
    def forward(self, x):
        x = F.relu(F.max_pool2d(self.norm(self.conv1(x)), 2))
        x = F.relu(F.max_pool2d(self.drop(self.conv2(x)), 2))
        x = F.dropout(F.relu(self.fc1(x.view(-1, 144))), training=self.training)
        return F.log_softmax(self.fc2(x), dim=1)
"""


def warm_up(job: Job) -> None:
    """Observe our network as the student's will be: with a wrong number in it, to be mended."""
    name = "warm_up.py"
    ours = dataclasses.replace(
        job, name=name, text=SOURCE, class_name="Net", line=5, statements=(0, 1, 2, 3)
    )
    observe(ours, Clock(SECONDS))
    with for_few(1):  # it had no images to be used on
        torch.conv2d(torch.zeros(1, 1, 5, 5), torch.zeros(1, 1, 3, 3))
    next(iter(DataLoader(TensorDataset(torch.zeros(2, 1)))))  # as many a script does
    # these import a part of torch, each in some version of it
    repr(torch.zeros(2, requires_grad=True) * 2)  # as `print(x)` does
    torch.einsum("i->", torch.zeros(2))
    scores = torch.zeros(2, 2, requires_grad=True)
    torch.nn.functional.nll_loss(scores, torch.zeros(2).long()).backward()  # type: ignore[no-untyped-call]
    torch.set_default_device("cpu")
    torch.set_default_device(None)
    file = io.BytesIO()
    torch.save(torch.zeros(1), file)
    torch.load(io.BytesIO(file.getvalue()))
    for name in ("ascii", "latin-1", "utf-16", "cp1252", "idna"):
        codecs.lookup(name)
    sys.modules.pop("warm_up", None)
    linecache.cache.pop(name, None)

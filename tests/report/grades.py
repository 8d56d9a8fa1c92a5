"""Grades to render: what was seen of a network, what is said of it, and how it learned."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import cache
from typing import Any

from grader import evidence as ev
from grader.data.digits import held_out_digits
from grader.finding import Finding, Grade, NoMark, Status, add_up
from grader.lab import read_lab
from grader.script import Script, Submission
from tests.report.graphs import Recorder, classic

SOURCE = '''\
from __future__ import print_function
import argparse
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torchvision import datasets, transforms
from torch.autograd import Variable

# Training settings
parser = argparse.ArgumentParser(description='PyTorch MNIST Example')
parser.add_argument('--batch-size', type=int, default=64, metavar='N',
                    help='input batch size for training (default: 64)')
parser.add_argument('--epochs', type=int, default=10)
args = parser.parse_args()
args.cuda = torch.cuda.is_available()

train_loader = torch.utils.data.DataLoader(
    datasets.MNIST('../data', train=True, download=True,
                   transform=transforms.ToTensor()),
    batch_size=args.batch_size, shuffle=True)


class Net(nn.Module):
    """Two convolutions, two fully connected layers."""

    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 10, kernel_size=5)
        self.conv2 = nn.Conv2d(10, 20, kernel_size=5)
        self.conv2_drop = nn.Dropout2d()
        self.fc1 = nn.Linear(320, 50)
        self.fc2 = nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.max_pool2d(self.conv2_drop(self.conv2(x)), 2)  # with dropout
        x = x.view(-1, 320)
        x = F.relu(self.fc1(x))
        x = F.dropout(x)
        x = self.fc2(x)
        return F.log_softmax(x, dim=1)


model = Net()
optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.5)


def train(epoch):
    model.train()
    for batch_idx, (data, target) in enumerate(train_loader):
        data, target = Variable(data), Variable(target)
        optimizer.zero_grad()
        loss = F.nll_loss(model(data), target)
        loss.backward()
        optimizer.step()


for epoch in range(1, args.epochs + 1):
    train(epoch)
'''

ANSWERS: dict[str, object] = {
    "q6": {"a": [[4, 5], [1, 3]], "b": [[3, 2.5], [0.5, 2]]},
    "q7": {"filters": 10, "block": [5, 5], "applications": 576, "outputs_per_application": ""},
    "written": {"q1": "Learning with many layers.", "q5": "It makes maps smaller.", "q8": ""},
}
GOOD = {"written": {"q1": "many layers; features are learned", "q5": "smaller maps, fewer sums"}}

TITLES = {
    "file-parses": "The file is valid Python",
    "defines-net": "The file defines a class Net",
    "net-constructs": "Net() can be made without arguments",
    "forward-runs": "forward runs on a batch of digits",
    "output-shape": "The output has shape (N, 10)",
    "any-batch-size": "Any batch size works",
    "two-convolutions": "At least two convolutions run in forward",
    "two-fully-connected": "At least two fully connected layers run in forward",
    "relu-on-hidden-layers": "A ReLU follows each hidden layer",
    "dropout-after-convolutions": "A dropout follows the convolutions",
    "dropout-after-first-fully-connected": "A dropout follows the first fully connected layer",
    "dropout-off-in-eval": "Dropout is off in evaluation mode",
    "log-probabilities": "The output is log-probabilities",
    "every-layer-used": "Every layer that is declared is used",
    "every-parameter-learns": "Every parameter learns",
    "samples-independent": "No sample depends on another",
    "loss-goes-down": "The loss goes down in training",
    "held-out-accuracy": "It reads digits that it has not seen",
    "q6-max-pooling": "Question 6a: max pooling",
    "q6-average-pooling": "Question 6b: average pooling",
    "q7-counts": "Question 7: counting",
}


@cache
def training() -> ev.Training:
    dice = random.Random(3)
    curve = tuple(
        ev.Point(64 * i, 2.3 * math.exp(-i / 22) + 0.32 + dice.gauss(0, 0.06),
                 min(0.97, 0.93 - 0.83 * math.exp(-i / 17) + dice.gauss(0, 0.025)))
        for i in range(1, 81)
    )  # fmt: skip
    looks = tuple(
        ev.Look(n, round(of * (0.95 - 0.85 * math.exp(-n / 1300))), of)
        for n, of in ((512, 500), (704, 500), (960, 500), (1536, 500), (2560, 500), (5120, 1000))
    )
    rows = []
    for i in range(10):
        row = [0] * 10
        for _ in range(100):
            row[i if dice.random() < 0.93 else (i * 3 + dice.choice((4, 4, 4, 1))) % 10] += 1
        rows.append(tuple(row))
    weights = [dice.uniform(-0.2, 0.2) for _ in range(250)]
    learned = [w + 0.24 * math.sin((i % 5) * (1 + i // 25 % 3) / 1.4 + (i // 5 % 5) * 0.9 + i // 25)
               for i, w in enumerate(weights)]  # fmt: skip
    return ev.Training(
        way="replayed", outcome="reached", replay_difference=0.0, data="mnist", device="cpu",
        device_name="Intel Xeon", seed=1, samples=5120, seconds=0.61, curve=curve, looks=looks,
        loss_before=2.31, loss_after=0.34, accuracy_before=0.093, accuracy=0.931, held_out=1000,
        threshold=0.80, confusion=tuple(rows), misread=_misread(dice),
        filters=ev.Filters("conv1.weight", (10, 1, 5, 5), tuple(weights), tuple(learned)),
    )  # fmt: skip


def _misread(dice: random.Random) -> tuple[ev.Misread, ...]:
    images, labels = held_out_digits()
    found = []
    for spot in dice.sample(range(len(labels)), 8):
        label = int(labels[spot])
        pixels = images[spot].tobytes()
        found.append(ev.Misread(pixels, label, (label + 5) % 10, dice.uniform(0.4, 0.99)))
    return tuple(found)


def findings(**failed: dict[str, Any]) -> tuple[Finding, ...]:
    lab = read_lab()
    made = []
    for check, title in TITLES.items():
        worth = lab.points[check]
        status: Status = "absent" if check.startswith("q") else "passed"
        change = failed.get(check.replace("-", "_"), {})
        finding = Finding(check, title, status, worth if status == "passed" else 0.0, worth)
        if change:
            finding = replace(finding, points=0.0, **change)
        made.append(finding)
    return tuple(made)


def grade(
    net: Recorder | None = None, found: tuple[Finding, ...] | None = None, text: str = SOURCE
) -> Grade:
    lab = read_lab()
    net = net or classic()
    found = found or findings(
        relu_on_hidden_layers={
            "status": "failed", "line": 37, "expected": "a ReLU between conv2 and fc1",
            "message": "Nothing makes the output of conv2 non-linear before fc1 reads it.",
            "observed": "conv2 → dropout2d → max_pool2d → view → fc1",
            "advice": "what line 36 does to the output of conv1, and line 37 does not do to conv2.",
        },
        dropout_off_in_eval={
            "status": "failed", "line": 40, "expected": "the same output twice in eval mode",
            "observed": "F.dropout(x) drops at every call: its training argument is True",
            "message": "Two passes over the same digits in eval mode differ by up to 0.83.",
            "advice": "the arguments of F.dropout: how does it learn that the net is in eval mode?",
            "diagnosis": "dropout-stays-on-in-eval",
        },
        every_layer_used={
            "status": "blocked", "because": "relu-on-hidden-layers",
            "message": "This is the same mistake as above.",
        },
    )  # fmt: skip
    observation = ev.Observation(
        loading=ev.Loading(
            "statements Net needs", "Net", 24,
            left_out=(
                ev.Passage(11, 16, "parser = …", "reads the command line"),
                ev.Passage(18, 21, "train_loader = …", "downloads or reads data"),
                ev.Passage(45, 46, "model = Net()", "not needed by Net"),
                ev.Passage(49, 56, "def train(epoch):", "not needed by Net"),
                ev.Passage(59, 60, "for epoch in …", "trains the network"),
            ),
        ),
        tensors=tuple(net.tensors), train=net.graph("train"), eval=net.graph("eval"),
        returned="tensor",
    )  # fmt: skip
    fate = ev.ProcessFate("finished", 0.41, 0, "hello from forward\n",
                          confinement=("no network", "empty folder", "seccomp filter"))  # fmt: skip
    return Grade(
        submission=Submission("task1_cnn.py", "9f2c" * 16, "python", Script(text)),
        lab=lab,
        evidence=ev.Evidence(observation, fate, training=training()),
        environment=ev.Environment("3.11.9", "2.13.0+cpu", "Linux-6.1-x86_64", "0.1.0"),
        mark=add_up(found),
        findings=found,
        notes=("log_softmax is applied along dim 1, as it should be.",),
        for_tutor=("The accuracy before training is unremarkable.",),
    )


def more() -> dict[str, Grade]:
    """Other pages that must look well."""
    whole = grade(classic(broken=False), findings())
    answered = replace(whole, evidence=replace(whole.evidence, answers=ANSWERS))
    failing = findings(
        forward_runs={"status": "failed", "line": 39, "message": "forward stopped at fc1."},
        output_shape={"status": "blocked", "because": "forward-runs"},
        every_parameter_learns={"status": "broken", "message": "The check itself failed."},
    )
    net = Recorder()
    net.conv("conv1", 10, 5, 36)
    net.pool(36)
    net.flatten(38)
    stopped = grade(net, failing)
    observation = replace(
        stopped.evidence.observation, train=net.graph(complete=False), eval=None,
        mends=(ev.Mend("in_features", "fc1", 32, 500, 320, None),),
    )  # fmt: skip
    stopped = replace(
        stopped,
        evidence=replace(stopped.evidence, observation=observation,
                         training=ev.Training("not run", reason="forward does not run")),
        submission=replace(stopped.submission, kind="notebook", name="lab 4 (final).ipynb",
                           cells=((1, 1), (10, 2), (24, 4))),
    )  # fmt: skip
    fault = replace(whole, mark=NoMark("The trainer stopped before it was done."))
    empty = replace(
        whole, findings=findings(file_parses={"status": "failed", "message": "It is empty."}),
        submission=replace(whole.submission, script=Script("")),
        evidence=ev.Evidence(ev.Observation(), ev.ProcessFate("not started", 0.0, None)),
    )  # fmt: skip
    sandboxed = ev.Training(
        "in the sandbox", "forward uses .item() at line 12", "missed",
        accuracy=0.61, samples=20480, held_out=500,
    )  # fmt: skip
    unsure = replace(whole, evidence=replace(whole.evidence, training=sandboxed))
    return {"right": whole, "answers": answered, "answers-tutor": answered, "stopped": stopped,
            "fault": fault, "empty": empty, "unsure": unsure}  # fmt: skip

"""What stands in for packages that a script hangs on: it counts and divides as they do."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from grader.probe import imports
from grader.probe.rehearsal import commands, loggers, metrics, sciences, translated
from grader.probe.standins import StandIn, numbers_are_made_up
from tests.rehearsed.here import rehearsed
from tests.rehearsed.shapes import RIGHT
from tests.rehearsed.test_scripts import remarks_on

NAMES = ("wandb", "click", "fire", "typer", "torchmetrics", "sklearn")


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    kept = dict(sys.modules)
    for name in list(sys.modules):
        if name.partition(".")[0] in NAMES:
            del sys.modules[name]
    for room in (sciences, metrics, loggers, commands):
        room.install()
    yield
    for name in list(sys.modules):
        if name.partition(".")[0] in NAMES:
            del sys.modules[name]
    sys.modules.update({name: kept[name] for name in kept if name.partition(".")[0] in NAMES})


@pytest.mark.parametrize("given", [{"rate": 0.1, "epochs": 3}, Namespace(rate=0.1, epochs=3)])
def test_a_logger_gives_back_the_settings_that_it_got(packages: None, given: Any) -> None:
    wandb: Any = import_module("wandb")

    run = wandb.init(project="lab", config=given)
    assert (wandb.config.rate, run.config["epochs"], wandb.run.config.epochs) == (0.1, 3, 3)
    wandb.config.update({"rate": 0.2}, allow_val_change=True)
    wandb.config.size = 64
    assert (wandb.config["rate"], wandb.config.size) == (0.2, 64)
    assert isinstance(wandb.config.nothing, StandIn)
    assert isinstance(run.log({"loss": 1.0}), StandIn)


def test_a_function_is_started_and_of_a_class_the_help_is_shown(packages: None) -> None:
    fire: Any = import_module("fire")
    typer: Any = import_module("typer")

    class App:
        def __init__(self) -> None:
            raise AssertionError

    def main(epochs: int = 2) -> int:
        return epochs

    assert fire.Fire(main) == typer.run(main) == 2
    assert fire.Fire(App) is None


def test_answers_are_counted_over_batches_until_it_is_set_back(packages: None) -> None:
    torchmetrics: Any = import_module("torchmetrics")

    scores = torch.eye(3)[torch.tensor([0, 1, 2, 1])]
    metric = torchmetrics.Accuracy(task="multiclass", num_classes=3).to("cpu")
    assert metric(scores, torch.tensor([0, 1, 2, 0])).item() == 0.75  # of this batch
    metric.update(scores.argmax(1), torch.tensor([1, 1, 1, 0]))
    assert metric.compute().item() == 0.5
    metric.reset()
    metric.update(scores, torch.tensor([0, 1, 2, 1]))
    assert metric.compute().item() == 1.0
    mean = torchmetrics.MeanMetric()
    mean.update(1.0, weight=3)
    mean.update(torch.tensor([5.0]))
    assert mean.compute().item() == 2.0
    share = torchmetrics.functional.accuracy(scores, torch.tensor([0, 1, 1, 0]), num_classes=3)
    assert share.item() == 0.5


def test_data_is_divided_row_for_row(packages: None) -> None:
    from sklearn.model_selection import train_test_split

    rows = np.arange(100)
    parts = train_test_split(rows, torch.arange(100), rows.tolist(), test_size=0.2, random_state=1)
    assert [len(part) for part in parts] == [80, 20] * 3
    for some in (parts[::2], parts[1::2]):
        assert some[0].tolist() == some[1].tolist() == some[2]
    assert sorted([*parts[0].tolist(), *parts[1].tolist()]) == rows.tolist()
    assert train_test_split(rows, shuffle=False, test_size=10)[1].tolist() == list(range(90, 100))
    assert len(train_test_split(rows, train_size=0.6)[0]) == 60
    assert len(train_test_split(rows, test_size=10_000)[1]) == 20  # a number for the real data


def test_each_row_is_held_back_in_one_fold(packages: None) -> None:
    from sklearn.model_selection import KFold

    folds = KFold(n_splits=4, shuffle=True, random_state=3)
    split = list(folds.split(np.zeros(22)))
    assert folds.get_n_splits() == len(split) == 4
    assert sorted(np.concatenate([held for _, held in split])) == list(range(22))
    assert all(set(kept) | set(held) == set(range(22)) for kept, held in split)
    assert all(not set(kept) & set(held) for kept, held in split)


def test_answers_are_counted_and_tabled(packages: None) -> None:
    from sklearn.metrics import accuracy_score, classification_report, confusion_matrix

    told, said = [0, 1, 2, 2], torch.tensor([0, 2, 2, 2])
    assert accuracy_score(told, said) == 0.75
    assert accuracy_score(told, said, normalize=False) == 3
    assert confusion_matrix(told, said).tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 2]]
    assert str(classification_report(told, said)) == "⟨sklearn.metrics.classification_report⟩"


def test_columns_are_scaled_and_digits_fetched(packages: None) -> None:
    from sklearn.datasets import fetch_openml
    from sklearn.preprocessing import StandardScaler

    told = fetch_openml("mnist_784")
    images, labels = fetch_openml("mnist_784", return_X_y=True)
    assert np.array_equal(told.data, images)
    assert told["target"][0] == labels[0]
    assert isinstance(labels[0], str)  # as it gives them
    scaled = StandardScaler().fit_transform(images)
    assert np.allclose(scaled.mean(0), 0)
    assert np.isfinite(scaled).all()  # a column of one number alone too


def test_another_form_of_a_network_is_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, names in ((torch, ("cond",)), (torch.jit, ("script", "trace", "save", "load"))):
        for name in names:
            monkeypatch.setattr(owner, name, getattr(owner, name, None), raising=False)
    translated.install("")
    jit: Any = torch.jit
    net = nn.Linear(2, 2)
    assert jit.script(net) is jit.trace(net, torch.zeros(1, 2)) is net
    assert jit.script(max) is max
    assert jit.script()(max) is max
    made: Any = jit.script(net)
    made.save("net.pt")
    weights = net.weight.detach().clone()
    nn.init.zeros_(net.weight)
    assert torch.equal(jit.load("net.pt").weight, weights)  # as it was when it was saved
    with pytest.raises(FileNotFoundError):
        jit.load("other.pt")
    whole: Any = torch
    assert whole.cond(True, lambda x: x + 1, lambda x: x - 1, (1,)) == 2


def test_what_is_exported_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    net = nn.Linear(2, 2)
    exported = translated.Exported(net)
    assert exported.module() is exported.run_decompositions().module() is net
    assert isinstance(exported.graph_signature, StandIn)


def test_a_number_that_a_stand_in_gives_is_known_to_be_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from grader.probe import standins

    monkeypatch.setitem(standins._network, "runs", False)  # where that counts, it would be refused
    monkeypatch.setitem(standins._numbers, "made up", False)
    assert f"{StandIn('scores.share'):.3f}" == str(StandIn("scores.share")) == "⟨scores.share⟩"
    assert not numbers_are_made_up()
    float(StandIn("scores.share"))
    assert numbers_are_made_up()


def test_what_numpy_imports_late_is_there_for_whoever_divides_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(imports, "_try", tried.append)
    imports.import_all("from sklearn.model_selection import KFold\n", ["sklearn"])
    assert "numpy.ma" in tried


_LENT = """
import torch
import torch.nn as nn
import torch.nn.functional as F
{imports}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        return F.log_softmax(self.fc(x.flatten(1)), dim=1)


net = Net()
{rest}
"""


@pytest.mark.processes
@pytest.mark.parametrize(
    ("imports", "rest", "lent"),
    [
        ("from skorch import NeuralNet", "NeuralNet(Net)", [("skorch", "network", 18)]),
        ("from fastai.vision.all import *", "Learner([], net)", [("fastai", "network", 18)]),
        ("import apex", "apex.step(net(torch.rand(2, 784)).sum())", [("apex", "loss", 18)]),
        ("import wandb", "wandb.watch(net)", []),
        ("import shell", "net = shell.wrapped(net)", []),
        ("import shell", "box = shell.wrapped(net)", [("shell", "network", 18)]),
    ],
)
def test_what_is_handed_to_a_library_that_is_not_here_is_written_down(
    imports: str, rest: str, lent: list[tuple[str, str, int]]
) -> None:
    told = rehearsed(_LENT.format(imports=imports, rest=rest))
    assert told.trouble is None
    assert [(one.library, one.what, one.line) for one in told.lent] == lent


@pytest.mark.processes
@pytest.mark.parametrize(
    "changes",
    [
        {"lion_pytorch import Lion": "far import make as Lion"},
        {
            "from lion_pytorch import Lion": "import torch_xla.core.xla_model as xm",
            "Lion(": "optim.Adam(",
            "optimizer.step()": "xm.optimizer_step(optimizer)",
        },
    ],
    ids=["makes the optimiser", "makes the steps"],
)
def test_nothing_is_missed_that_a_library_may_have_done(changes: dict[str, str]) -> None:
    text = RIGHT["an optimiser of a library"]
    for was, now in changes.items():
        assert was in text
        text = text.replace(was, now)
    told, _ = remarks_on(text)
    assert not told

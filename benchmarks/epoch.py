"""One epoch of MNIST: the grader's loop against the sheet's, at the same batch size.

    python -m benchmarks.epoch FOLDER-WITH-MNIST [--rounds N]

The sheet's loop is DataLoader, ToTensor, Normalize and SGD over the student's module; the
grader's is the replay of the recorded graph on resident data, laid out as the trainer does.
On the CPU both have one thread.
"""

from __future__ import annotations

import argparse
import statistics
import time
from dataclasses import replace
from pathlib import Path

import torch
import torch.nn.functional as F

from grader.data import Source, load
from grader.lab import Lab, read_lab
from grader.sandbox import observe
from grader.submission.intake import read
from grader.torchside.learning import fit
from grader.torchside.operators import declare_missing_operators
from grader.torchside.replay import build_tensors
from grader.torchside.resident import Resident, normalised
from grader.trainer.layout import channels_last, plain

ROOT = Path(__file__).resolve().parent.parent
NEVER = 10**8  # samples before the first look: an epoch without looks


def main() -> None:
    """Run both loops in turn and print the ratio pair by pair."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mnist", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    torch.set_num_threads(1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    lab = read_lab()
    pairs = [
        (_sheet(asked.mnist, device, lab.recipe.batch_size), _grader(asked.mnist, device, lab))
        for _ in range(asked.rounds)
    ]
    ratios = sorted(sheet / grader for sheet, grader in pairs)
    for name, column in (("sheet", 0), ("grader", 1)):
        seconds = statistics.median(pair[column] for pair in pairs)
        print(f"one epoch, the {name}'s loop on {device.type:<8} {seconds:8.2f} s")
    wanted = "at least 30" if device.type == "cuda" else "at least 2"
    print(
        f"sheet / grader: median {statistics.median(ratios):.2f}, "
        f"from {ratios[0]:.2f} to {ratios[-1]:.2f} (asked: {wanted})"
    )


def _sheet(mnist: Path, device: torch.device, batch: int) -> float:
    """The loop of the lab sheet: `train(epoch)` once."""
    declare_missing_operators()
    from torchvision import datasets, transforms

    change = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    loader = torch.utils.data.DataLoader(
        datasets.MNIST(str(mnist), train=True, transform=change), batch_size=batch, shuffle=True
    )
    torch.manual_seed(1)
    net = _net().to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
    net.train()
    began = time.perf_counter()
    for data, target in loader:
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        loss = F.nll_loss(net(data), target)
        loss.backward()
        optimizer.step()
    _wait(device)
    return time.perf_counter() - began


def _net() -> torch.nn.Module:
    """The reference solution's Net, which is ours and may run here."""
    names: dict[str, object] = {"__name__": "solution"}
    exec((ROOT / "solutions/task1_cnn.py").read_text(encoding="utf-8"), names)
    net = names["Net"]
    assert isinstance(net, type)
    made = net()
    assert isinstance(made, torch.nn.Module)
    return made


def _grader(mnist: Path, device: torch.device, lab: Lab) -> float:
    """As many steps of the trainer's own loop, on the replayed graph."""
    observation, fate = observe(read(ROOT / "solutions/task1_cnn.py", lab), lab)
    assert observation.train is not None, fate
    assert observation.eval is not None, fate
    data = _resident(mnist, device)
    start = build_tensors(observation.tensors, observation.weights, torch.device("cpu"))
    graphs = (observation.train, observation.eval)
    laid_out = None
    if device.type == "cpu":  # as the trainer itself decides
        first = data.images[: lab.recipe.batch_size]
        laid_out = channels_last(graphs, observation.tensors, start, first)
    run, numbers = laid_out or plain(graphs, observation.tensors, start, device)
    recipe = replace(lab.recipe, max_samples=len(data.images), first_look=NEVER)
    parameters = [number for number in numbers if number.requires_grad]
    seconds = fit(run, parameters, data, recipe, lab.thresholds["mnist"]).seconds
    _wait(device)
    return seconds


def _resident(mnist: Path, device: torch.device) -> Resident:
    digits = load(Source("mnist", mnist / "MNIST" / "raw", "--data"))
    few = slice(0, 64)  # the figures at the end are not what is timed
    images = normalised(
        torch.from_numpy(digits.train_images.copy()).float(), digits.mean, digits.std
    )
    labels = torch.from_numpy(digits.train_labels.copy()).long()
    on = images.to(device), labels.to(device)
    return Resident(*on, on[0][few], on[1][few])


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize()


if __name__ == "__main__":
    main()

"""`cnngrade doctor`: what is there to grade with, and what to do about what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from grader import __version__
from grader.cli.options import data_option
from grader.cli.streams import width
from grader.data import DataError, Source, find_data
from grader.training import Trainer, TrainerFacts, TrainerFailed


@dataclass(frozen=True)
class Line:
    """One thing that grading needs or likes to have."""

    name: str  # "torch"
    found: str  # "2.13.0+cpu"
    state: Literal["ok", "note", "missing"]  # works; could be better; grading cannot work
    advice: str = ""  # what to do about it


INDENT = " " * 22  # what stands under a line's text

TRIAL = """
import torch.nn as nn
class Net(nn.Module):
    def forward(self, x):
        return x
"""

MARKS = {"ok": "ok     ", "note": "note   ", "missing": "missing"}


@click.command()
@data_option
def doctor(data: Path | None) -> None:
    """Say what is there: Python, torch, device, data, confinement, browser.

    Exit status 3 where grading cannot work.
    """
    lines = [_python(), *_torch_and_data(data), *_confinement(), _browser()]
    for line in lines:
        head = f"{MARKS[line.state]}  {line.name:<12} "
        click.echo(click.wrap_text(line.found, width(), head, INDENT))
        if line.advice:
            click.echo(click.wrap_text(line.advice, width(), INDENT, INDENT))
    sys.exit(3 if any(line.state == "missing" for line in lines) else 0)


def _python() -> Line:
    found = f"{platform.python_version()} on {platform.system()} ({sys.executable})"
    fits = (3, 11) <= sys.version_info[:2] < (3, 14)
    advice = "" if fits else "cnngrade is tested with Python 3.11 to 3.13."
    return Line("Python", f"{found}, cnngrade {__version__}", "ok" if fits else "note", advice)


def _torch_and_data(data: Path | None) -> list[Line]:
    try:
        source = find_data(data)
    except DataError as error:
        return [Line("data", str(error), "missing", "Give another folder with --data.")]
    try:
        with Trainer(source) as trainer:
            facts = trainer.facts()
    except TrainerFailed as error:
        advice = "Install it again:  python -m pip install torch torchvision"
        return [Line("torch", str(error), "missing", advice), _data(source)]
    return [Line("torch", facts.torch, "ok"), _torchvision(), _device(facts), _data(source)]


def _torchvision() -> Line:
    try:
        version = importlib.metadata.version("torchvision")
    except importlib.metadata.PackageNotFoundError:
        advice = (
            "Submissions that import it run with a stand-in:  python -m pip install torchvision"
        )
        return Line("torchvision", "not installed", "note", advice)
    return Line("torchvision", version, "ok")


def _device(facts: TrainerFacts) -> Line:
    if facts.device != "cpu":
        return Line("device", f"{facts.device} ({facts.device_name})", "ok")
    name = facts.device_name or platform.machine()
    return Line("device", f"cpu, one thread ({name}); no GPU is needed", "ok")


def _data(source: Source) -> Line:
    if source.folder is not None:
        return Line("data", f"MNIST in {source.folder} ({source.found_by})", "ok")
    advice = "`cnngrade data` fetches MNIST once; without it marks rest on the embedded digits."
    return Line("data", "the embedded digits (1,797, of scikit-learn)", "note", advice)


def _confinement() -> list[Line]:
    """The layers that a probe really has here, tried with a file of our own."""
    from grader.lab import read_lab
    from grader.sandbox import UNCONFINED, observe
    from grader.submission.intake import read_bytes

    lab = read_lab()
    submission = read_bytes("task1_cnn.py", TRIAL.encode(), lab)
    _, fate = observe(submission, lab, allow_unconfined=True)
    if fate.outcome == "not started":
        return [Line("confinement", fate.detail, "missing", "The sandboxed process must start.")]
    found = ", ".join(fate.confinement) or "none"
    if fate.confined:
        return [Line("confinement", found, "ok")]
    if sys.platform == "linux":
        return [Line("confinement", found, "missing", UNCONFINED)]
    advice = "Here a submission runs with your rights: grade only what you trust."
    return [Line("confinement", found, "note", advice)]


def _browser() -> Line:
    try:
        name = webbrowser.get().__class__.__name__
    except webbrowser.Error:
        return Line("browser", "none found", "note", "Open report.html with any browser by hand.")
    return Line("browser", f"for `submit --open` ({name})", "ok")

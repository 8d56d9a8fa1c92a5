"""`cnngrade doctor`: what is there to grade with, and what to do about what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import subprocess
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
from grader.sandbox.surroundings import NONE_FOR_INTEL, install_line, is_there
from grader.training import Trainer, TrainerFacts, TrainerFailed
from grader.wire.child import last_line


@dataclass(frozen=True)
class Line:
    """One thing that grading needs or likes to have."""

    name: str  # "torch"
    found: str  # "2.13.0+cpu"
    state: Literal["ok", "note", "missing"]  # works; could be better; grading cannot work
    advice: str = ""  # what to do about it
    command: str = ""  # the command that does it, to be copied whole


NEWEST = (3, 13)  # of Python, that is tested
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
    tried = _confinement() if is_there("torch") else []
    lines = [_python(), *_torch_and_data(data), *tried, _browser()]
    for line in lines:
        head = f"{MARKS[line.state]}  {line.name:<12} "
        click.echo(click.wrap_text(line.found, width(), head, INDENT))
        if line.advice:
            click.echo(click.wrap_text(line.advice, width(), INDENT, INDENT))
        if line.command:
            click.echo(f"  {line.command}")
    sys.exit(3 if any(line.state == "missing" for line in lines) else 0)


def _python() -> Line:
    found = f"{platform.python_version()} on {platform.system()} ({sys.executable})"
    fits = sys.version_info[:2] <= NEWEST
    advice = "" if fits else "It may work; cnngrade is tested with Python 3.11 to 3.13."
    return Line("Python", f"{found}, cnngrade {__version__}", "ok" if fits else "note", advice)


def _torch_and_data(data: Path | None) -> list[Line]:
    try:
        source = find_data(data)
    except DataError as error:
        return [Line("data", str(error), "missing", "Give another folder with --data.")]
    if not is_there("torch"):
        return [_no_torch("not installed"), _data(source)]
    try:
        with Trainer(source) as trainer:
            facts = trainer.facts()
    except TrainerFailed as error:
        return [_no_torch(str(error)), _data(source)]
    torch = Line("torch", facts.torch, "ok")
    return [torch, torchvision_line(facts.torch), _device(facts), _data(source)]


def _no_torch(found: str) -> Line:
    line = install_line("torch")
    advice = "Install it:" if line else f"{NONE_FOR_INTEL}."
    return Line("torch", found, "missing", advice, line)


def torchvision_line(torch: str) -> Line:
    """Whether torchvision loads beside this torch: its parts are, as a student's script does it."""
    fits = f"torchvision{pair_of(torch)}"
    if not is_there("torchvision"):
        advice = "Submissions that import it run with a stand-in; `cnngrade data` needs it:"
        return Line("torchvision", "not installed", "note", advice, install_line(fits))
    version = importlib.metadata.version("torchvision")
    # never what lies in the current folder
    words = [sys.executable, "-P", "-c", "from torchvision import datasets, transforms"]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode == 0:
        return Line("torchvision", version, "ok")
    why = last_line(done.stderr.decode("utf-8", "replace"))
    own = f"torch=={torch.partition('+')[0]}"
    advice = (
        "Marks are as they would be, but a script that imports it does not start. "
        f"torch {torch} goes with {fits}, both from one index:"
    )
    found = f"{version} does not load: {why}"
    line = install_line("--force-reinstall", own, fits)
    return Line("torchvision", found, "note", advice, line)


def pair_of(torch: str) -> str:
    """The releases of torchvision that are made for a release of torch, as pip writes it.

    >>> pair_of("2.13.0+cpu"), pair_of("2.6.0"), pair_of("of our own")
    ('==0.28.*', '==0.21.*', '')
    """
    release = re.match(r"2\.(\d+)\.", torch)
    return f"==0.{int(release[1]) + 15}.*" if release else ""


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
    if fate.confinement:
        advice = f"Fewer layers than on Linux, and nobody has tried to break them here. {advice}"
    return [Line("confinement", found, "note", advice)]


def _browser() -> Line:
    try:
        name = webbrowser.get().__class__.__name__
    except webbrowser.Error:
        return Line("browser", "none found", "note", "Open report.html with any browser by hand.")
    return Line("browser", f"for `submit --open` ({name})", "ok")

"""The starter and the solutions, run as a student runs them."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.thorough import ALL

ROOT = Path(__file__).parent.parent
STARTER = ROOT / "exercises" / "task1_cnn.py"
SOLUTION = ROOT / "solutions" / "task1_cnn.py"
MNIST = Path(os.environ.get("CNNGRADE_TEST_MNIST", ROOT.parent / "shared" / "mnist"))
DEFAULTS = {
    "--batch-size": "64",
    "--test-batch-size": "1000",
    "--epochs": "10",
    "--lr": "0.01",
    "--momentum": "0.5",
    "--no-cuda": "False",
    "--seed": "1",
    "--log-interval": "100",
}
# A torch for the CPU beside the index's torchvision lacks operators: declared first.
RUN = """
import runpy, sys, torch
from grader.torchside.operators import declare_missing_operators
declare_missing_operators()
torch.set_num_threads(1)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


pytestmark = pytest.mark.processes


def run(script, *arguments, folder):
    return subprocess.run(
        [sys.executable, "-c", RUN, str(script), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_blank_starter_ends_in_one_sentence_before_any_download(tmp_path):
    ended = run(STARTER, folder=tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Net is still blank: fill in __init__ and forward")
    assert ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_torchvision_of_another_torch_ends_in_one_sentence(tmp_path):
    broken = "raise RuntimeError('operator torchvision::nms does not exist')"
    (tmp_path / "torchvision.py").write_text(broken)
    ended = subprocess.run(
        [sys.executable, str(STARTER)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert re.match(r"torchvision does not load beside torch 2\S+ \(operator", ended.stderr)
    assert ended.stderr.count("\n") == 1


def test_the_starter_has_the_options_of_the_sheet(tmp_path):
    ended = run(STARTER, "-h", folder=tmp_path)
    assert ended.returncode == 0
    shown = dict(re.findall(r"(--[a-z-]+)(?: \S+)?\s.*\(default: (\S+)\)", ended.stdout))
    assert shown == DEFAULTS


def test_the_solution_is_the_starter_with_net_filled_in():
    def rest(path):
        body = ast.parse(path.read_text()).body[1:]  # without the docstring
        return [ast.unparse(s) for s in body if getattr(s, "name", "") != "Net"]

    assert rest(STARTER) == rest(SOLUTION)


@pytest.mark.skipif(not (ALL and MNIST.is_dir()), reason="half a minute, and where MNIST is")
def test_the_solution_trains_on_mnist_as_the_sheet_says(tmp_path):
    (tmp_path / "data").symlink_to(MNIST)
    ended = run(SOLUTION, "--epochs", "1", "--no-cuda", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    losses = [float(loss) for loss in re.findall(r"Loss: ([\d.]+)", ended.stdout)]
    assert losses[0] > 2.2
    assert losses[-1] < 1.2
    (accuracy,) = re.findall(r"Accuracy: \d+/10000 \(([\d.]+)%\)", ended.stdout)
    assert float(accuracy) >= 92.0  # 93.98 with the seed that is the default

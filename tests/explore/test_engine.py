"""The page's engine computes what torch does, for every number of right networks."""

from __future__ import annotations

import base64
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from grader.data.digits import MEAN, STD, held_out_digits
from grader.evidence import Explored, Moment, Observation
from grader.explore.kinds import ENGINE
from grader.explore.network import lacking, network_data, values_of
from grader.lab import read_lab
from grader.submission.intake import read
from grader.torchside.budget import ReplayRefused
from grader.torchside.replay import Replay, build_tensors
from tests.bench import RIGHT, Benches
from tests.explore.asked import ask, needs_node
from tests.mutants import right
from tests.thorough import ALL, MORE

pytestmark = [pytest.mark.processes, needs_node]

SUBMISSIONS = Path(__file__).parents[1] / "submissions"
IMAGES = 20
CLOSE = 1e-4
FEW = (  # that between them show each family of steps but averages
    "right_channels_weighed.py",
    "right_three_convolutions_batch_norm.py",
    "right_dropout_behind_two_branches.py",
    "right_blocks_and_helpers.py",
    "right_in_place_relu.py",
)


SPELLED_OUT = ("right002", "right009", "right014", "right022")  # a ReLU, and a pooling by unfold
RARE = {  # by whose names their steps are known
    "einsum_and_scaled_weights", "layer_norm", "relu_by_assignment", "weight_norm",
    "right_convolution_by_windows", "right_looks_where_it_likes",
}  # fmt: skip


def _texts() -> dict[str, str]:
    """Right networks, by hand and generated."""
    generated = right.sources()
    if ALL:
        files = [RIGHT, *right.by_hand()]
    else:
        files = [RIGHT, *(SUBMISSIONS / name for name in FEW)]
        files += [path for path in right.by_hand() if MORE and path.stem in RARE]
        generated = {name: generated[name] for name in SPELLED_OUT}
    return {**{path.stem: path.read_text(encoding="utf-8") for path in files}, **generated}


def _images() -> tuple[Any, torch.Tensor]:
    grey = held_out_digits()[0][:IMAGES]
    return grey, torch.tensor((grey / np.float32(255) - MEAN) / STD, dtype=torch.float32)[:, None]


def untrained(observation: Observation) -> Explored:
    """As it came: what is looked at hangs on the numbers, not on how they came about."""
    return Explored(moments=(Moment(0, observation.weights, 0, 1),), mean=(MEAN,), std=(STD,))


def _by_torch(observation: Observation, x: torch.Tensor) -> dict[int, Any]:
    graph = observation.eval
    assert graph is not None
    cpu = torch.device("cpu")
    numbers = build_tensors(observation.tensors, observation.weights, cpu)
    filled = x[torch.arange(graph.batch) % len(x)]
    replay = Replay(graph, observation.tensors, cpu)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch, about how a student calls it
        return {
            at: one.detach().float().numpy().copy() for at, one in replay.watch(filled, numbers)
        }


def test_the_names_of_what_it_computes_are_the_same_on_both_sides() -> None:
    assert ask([{"ask": "kinds"}])[0]["found"] == sorted(ENGINE)


TEXTS = _texts()


@pytest.mark.parametrize("name", TEXTS)
def test_every_value_equals_torch(name: str, benches: Benches, tmp_path: Path) -> None:
    lab = read_lab()
    path = tmp_path / f"{name}.py"
    path.write_text(TEXTS[name], encoding="utf-8")
    submission = read(path, lab)
    observation, _ = benches.observe(submission, lab)
    graph = observation.eval
    if graph is None:
        pytest.skip("there is no page of it: its calls are not the whole network")
    assert not lacking(graph), "the page can show what the trainer wrote down alone"
    grey, x = _images()
    wanted = values_of(graph)
    data = network_data(observation, untrained(observation), path.name, submission.script.text)
    images = [base64.b64encode(one.tobytes()).decode() for one in grey]
    (answer,) = ask([{"ask": "run", "network": data, "images": images, "wanted": wanted}])
    assert "found" in answer, answer
    try:
        real = _by_torch(observation, x)
    except ReplayRefused as refused:
        pytest.skip(f"there is no page of it: {refused}")
    for i, values in enumerate(answer["found"]):
        for at, ours in zip(wanted, values, strict=True):
            if not isinstance(at, int) or not np.isfinite(real[at]).all():
                continue
            theirs = real[at][i] if real[at].shape[:1] == (graph.batch,) else real[at]
            flat = theirs.ravel()
            assert np.allclose(np.array(ours, dtype=np.float32), flat, rtol=CLOSE, atol=CLOSE), at
        output = wanted.index(graph.output) if graph.output is not None else -1
        assert int(np.argmax(values[output])) == int(real[graph.output or 0][i].argmax())

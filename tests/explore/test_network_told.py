"""The network that the page is given: as a line for the fields, its numbers as small as need be."""

from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np
import pytest

from grader.evidence import Observation
from grader.explore import network
from grader.explore.network import FORMS, fields_line, long_enough, network_data
from tests.bench import RIGHT
from tests.experiment.networks import observed
from tests.explore.hostile import explored

pytestmark = pytest.mark.slow  # it runs the network once


@pytest.fixture(scope="module")
def seen() -> Observation:
    return observed(RIGHT.read_text(encoding="utf-8"))


def test_the_line_for_the_fields_begins_with_the_image_where_that_is_another(
    seen: Observation,
) -> None:
    assert seen.eval is not None
    line, trouble = fields_line(seen)
    assert (line.partition(";")[0], trouble) == ("conv1 = conv 10 k5", "")
    coloured = seen.eval.values[0]
    values = (replace(coloured, shape=(64, 3, 28, 28)), *seen.eval.values[1:])
    first = replace(seen.tensors[0], shape=(10, 3, 5, 5))
    other = replace(
        seen, eval=replace(seen.eval, values=values), tensors=(first, *seen.tensors[1:])
    )
    assert fields_line(other)[0] == f"input 3x28x28; {line}"


def test_what_cannot_be_drawn_is_said(seen: Observation) -> None:
    assert seen.eval is not None
    small = replace(seen.eval.values[0], shape=(64, 1, 4, 4))
    values = (small, *seen.eval.values[1:])
    line, trouble = fields_line(replace(seen, eval=replace(seen.eval, values=values)))
    assert line == ""
    assert trouble.startswith("Your own network is not drawn here: ")


@pytest.mark.parametrize("data", ["mnist", "digits", "shapes"])
def test_a_network_that_is_looked_at_is_trained_longer_and_slower(data: str) -> None:
    recipe = long_enough(data)
    assert recipe["optimizer"] == "adam"
    assert recipe["learning_rate"] < 0.003
    assert recipe["max_samples"] == (122_880 if data == "mnist" else 61_440)


NUMBERS = np.array([-3.0, 0.0, 0.01, 1.5, 2.9999], np.float32)


def _read(form: network.Form, told: str) -> np.ndarray:
    data = base64.b64decode(told)
    if form == "int8":
        return np.frombuffer(data[4:], np.int8) * np.frombuffer(data[:4], "<f4")[0]
    return np.frombuffer(data, "<f4" if form == "float32" else "<f2").astype(np.float32)


@pytest.mark.parametrize(("form", "apart"), [("float32", 0), ("float16", 2e-3), ("int8", 0.012)])
def test_numbers_are_read_back_as_near_as_their_form_lets_them(
    form: network.Form, apart: float
) -> None:
    back = _read(form, FORMS[form](NUMBERS))
    assert np.abs(back - NUMBERS).max() <= apart
    assert not _read(form, FORMS[form](np.zeros(3, np.float32))).any()
    assert _read(form, FORMS[form](NUMBERS[:0])).size == 0


def test_a_large_network_is_told_in_fewer_bytes(
    seen: Observation, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = sum(map(len, seen.weights))
    for largest, form in ((size, "float32"), (size // 2, "float16"), (0, "int8")):
        monkeypatch.setattr(network, "FLOAT32", largest)
        monkeypatch.setattr(network, "FLOAT16", 2 * largest)
        moments = network_data(seen, explored(seen), "a.py", "")["moments"]
        assert moments[-1]["form"] == form

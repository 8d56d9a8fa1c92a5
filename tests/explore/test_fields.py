"""The fields of the page are those of `concepts`: the pixels of units, and the table."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from concepts import ConceptError, Network
from tests.explore.asked import ask, needs_node
from tests.thorough import ALL

pytestmark = [pytest.mark.processes, needs_node]

GRAPHS = 500 if ALL else 60
IMAGE = (1, 20, 18)


def _window(draw: random.Random, filters: bool) -> str:
    def sizes(low: int, high: int) -> str:
        one, other = draw.randint(low, high), draw.randint(low, high)
        return str(one) if draw.random() < 0.6 else f"{one}x{other}"

    kernel = draw.randint(2, 4)
    pads = draw.choice(("", f" p{kernel // 2}", " psame", f" p0:{kernel // 2}"))
    if filters:
        word = draw.choice((f"conv {draw.choice((2, 4))}", "depthwise"))
        return f"{word} k{sizes(1, 4)} s{draw.randint(1, 2)} d{draw.randint(1, 3)}{pads}"
    ceil = draw.choice(("", " ceil"))
    word = draw.choice(("max", "avg", "lp"))
    dilation = f" d{draw.randint(1, 2)}" if word == "max" else ""
    word_pads = pads if word != "lp" else ""
    return f"{word} k{kernel} s{draw.randint(1, 3)}{dilation}{word_pads}{ceil}"


def _line(draw: random.Random) -> str:
    """A network with branches of equal shape, and with what looks everywhere now and then."""
    found = [_window(draw, True) for _ in range(draw.randint(1, 2))]
    if draw.random() < 0.6:
        stem = draw.choice(("conv 4 k3 p1", "relu", "max k3 s1 p1"))
        found.append(f"stem = {stem}")
        one = f"conv 4 k{draw.choice((1, 3))} psame d{draw.randint(1, 3)} from stem"
        two = f"conv 4 {draw.choice(('k1', 'k5 psame', 'k1x5 p0x2'))} from stem"
        found += [f"a = {one}", f"b = {two}", draw.choice(("add a b", "cat a b", "mul a b"))]
        found.append(draw.choice(("relu", "dropout", "bn")))
    if draw.random() < 0.7:
        found.append(_window(draw, draw.random() < 0.5))
    if draw.random() < 0.3:
        found.append(draw.choice(("adaptive_avg 3", "upsample x2", "global_max", "pad p1x2")))
    if draw.random() < 0.3:
        found += ["flatten", "linear 7"]
    return "; ".join(found)


def _cases() -> list[tuple[str, Network, tuple[str, int, int], Any]]:
    draw = random.Random(28)
    cases: list[tuple[str, Network, tuple[str, int, int], Any]] = []
    while len(cases) < GRAPHS:
        line = _line(draw)
        try:
            network = Network.from_text(line)
            rows = network.table(IMAGE)
        except ConceptError:
            continue
        row = draw.choice(rows[1:])
        shape = row.output_shape
        unit = tuple(draw.randrange(size) for size in shape)
        at = (0, unit[0]) if len(shape) == 1 else unit[1:]
        place = unit if len(shape) == 1 else unit[1:]
        mask = network.region(IMAGE, place, row.name).mask
        cases.append((line, network, (row.name, at[0], at[1]), mask))
    return cases


def test_the_pixels_of_a_unit_equal_network_region() -> None:
    cases = _cases()
    questions = [
        {"ask": "region", "line": line, "image": IMAGE, "unit": unit} for line, _, unit, _ in cases
    ]
    for (line, _, unit, mask), answer in zip(cases, ask(questions), strict=True):
        assert "found" in answer, (line, answer)
        pixels = np.array(answer["found"] or np.zeros(mask.size), dtype=bool).reshape(mask.shape)
        assert (pixels == mask).all(), (line, unit)


def test_the_table_equals_network_table() -> None:
    cases = _cases()
    questions = [{"ask": "fields", "line": line, "image": IMAGE} for line, *_ in cases]
    for (line, network, *_), answer in zip(cases, ask(questions), strict=True):
        for row, (name, axes) in zip(network.table(IMAGE), answer["found"], strict=True):
            assert row.name == name
            for field, ours in zip(row.fields, axes, strict=True):
                uneven = ours["jump"] is None and ("upsample" in line or "adaptive" in line)
                if field.jump is None or uneven or len(row.output_shape) == 1:
                    continue  # the page shows no jump there, or cuts the field at the image
                seen = (ours["size"], ours["jump"], ours["padding"], ours["centre"])
                real = (field.size, float(field.jump), field.padding, field.first_centre)
                assert seen == pytest.approx(real), (line, name)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("cnv 3", "is no layer that is drawn here"),
        ("conv 8", "k is missing"),
        ("conv 8 k30", "no window fits"),
        ("max k2 p2", "exceeds half of the kernel 2: at most 1"),
        ("a = conv 4 k3; add a input", "do not fit"),
        ("conv 8 k0", "k is 0: it must be from 1 to 1000"),
        ("linear 5", "put flatten before it"),
        ("upsample x64; upsample x64", "at most 262,144 places are drawn"),
    ],
)
def test_a_line_that_cannot_be_drawn_gets_a_sentence(line: str, sentence: str) -> None:
    (answer,) = ask([{"ask": "fields", "line": line, "image": [1, 28, 28]}])
    assert sentence in answer["error"]

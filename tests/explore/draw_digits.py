"""Digits as strokes, drawn by a program with jitter.

`python -m tests.explore.draw_digits` writes strokes.json anew, always the same.
"""

from __future__ import annotations

import json
import math
import random
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]  # across and down, from 0 to 1
HERE = Path(__file__).with_name("strokes.json")
EACH = 5  # drawings of a digit


def _arc(x: float, y: float, rx: float, ry: float, start: float, stop: float) -> list[Point]:
    """Degrees: 0 is right, 90 below."""
    steps = max(6, int(abs(stop - start) / 18))
    turns = [math.radians(start + (stop - start) * i / steps) for i in range(steps + 1)]
    return [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in turns]


DIGITS: list[list[list[Point]]] = [
    [_arc(0.5, 0.5, 0.28, 0.42, -90, 270)],
    [[(0.42, 0.22), (0.55, 0.08), (0.55, 0.92)]],
    [[*_arc(0.5, 0.3, 0.26, 0.22, -170, 30), (0.25, 0.9), (0.8, 0.9)]],
    [[*_arc(0.47, 0.28, 0.25, 0.2, -150, 90), *_arc(0.47, 0.69, 0.28, 0.22, -90, 150)]],
    [[(0.35, 0.08), (0.22, 0.55), (0.8, 0.55)], [(0.65, 0.1), (0.62, 0.95)]],
    [[(0.75, 0.1), (0.32, 0.1), (0.3, 0.45), *_arc(0.48, 0.66, 0.27, 0.25, -80, 150)]],
    [[(0.62, 0.06), (0.34, 0.45), *_arc(0.5, 0.7, 0.24, 0.21, 190, -170)]],
    [[(0.2, 0.1), (0.8, 0.1), (0.45, 0.92)]],
    [[*_arc(0.5, 0.28, 0.22, 0.2, 90, 450), *_arc(0.5, 0.7, 0.27, 0.22, -90, 270)]],
    [[*_arc(0.5, 0.3, 0.22, 0.21, 0, 360), (0.7, 0.45), (0.62, 0.95)]],
]


def drawn(digit: int, draw: random.Random) -> list[list[list[int]]]:
    """One digit by a hand that slants, stretches and trembles; points on a pad of 224×224."""
    slant, turn = draw.gauss(0.1, 0.1), draw.gauss(0, 0.06)
    wide, high = draw.uniform(0.75, 1.1), draw.uniform(0.85, 1.1)
    x0, y0 = draw.uniform(-14, 14), draw.uniform(-10, 10)
    strokes = []
    for stroke in DIGITS[digit]:
        points = []
        for x, y in _between(stroke):
            u, v = (x - 0.5) * wide + draw.gauss(0, 0.006), (y - 0.5) * high + draw.gauss(0, 0.006)
            u -= slant * v
            u, v = u * math.cos(turn) - v * math.sin(turn), u * math.sin(turn) + v * math.cos(turn)
            points.append([round(112 + x0 + 170 * u), round(112 + y0 + 170 * v)])
        strokes.append(points)
    return strokes


def _between(stroke: list[Point]) -> list[Point]:
    """With points in between, as a pen gives them."""
    found = [stroke[0]]
    for (x, y), (u, v) in pairwise(stroke):
        steps = max(1, int(math.hypot(u - x, v - y) / 0.05))
        found += [(x + (u - x) * i / steps, y + (v - y) * i / steps) for i in range(1, steps + 1)]
    return found


def main() -> None:
    """Write the file."""
    draw = random.Random(50)
    sets = [
        {"digit": digit, "strokes": drawn(digit, draw)} for digit in range(10) for _ in range(EACH)
    ]
    HERE.write_text(
        json.dumps(sets, separators=(",", ":")).replace('{"digit"', '\n{"digit"') + "\n"
    )


if __name__ == "__main__":
    main()

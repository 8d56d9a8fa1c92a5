"""Experiments that were never run: settings and runs with the figures that a test wants."""

from __future__ import annotations

from grader.evidence import Filters, Made, Trial, Waypoint
from grader.experiment.book import Book, Expected
from grader.experiment.nouns import Design, Part, Variant
from grader.lab import read_lab

RECIPE = read_lab().recipe
FILTERS = Filters("conv1.weight", (2, 1, 2, 2), (0.1,) * 8, (0.2, -0.3, 0.0, 0.5) * 2)


def variant(channels: str, kernel: str, parameters: tuple[int, int], own: bool = False) -> Variant:
    """A setting with a convolution and a fully connected layer of so many parameters."""
    parts = (
        Part("conv1", "conv", (10, 24, 24), parameters[0], 1000),
        Part("fc1", "linear", (10,), parameters[1], 2000),
    )
    return Variant(
        name=f"{channels} channels, kernel {kernel}",
        values=(("channels", channels), ("kernel", kernel)),
        own=own,
        trouble="",
        parts=parts,
        parameters=sum(parameters),
        multiply_adds=3000,
        recipe=RECIPE,
        made=Made(b"{}", (), (1, 28, 28), 10),
    )


def trial(seed: int, accuracy: float, seconds: float = 2.0, test: float | None = None) -> Trial:
    """A run that read so much rightly; half of it after half of the time."""
    curve = (
        Waypoint(320, seconds / 2, 1.5, accuracy / 2),
        Waypoint(640, seconds, 0.5, accuracy),
    )
    right = round(100 * accuracy)
    return Trial(
        seed=seed,
        samples=640,
        seconds=seconds,
        curve=curve,
        accuracy=accuracy,
        held_out=100,
        test_accuracy=test,
        tested=0 if test is None else 200,
        confusion=tuple(
            tuple((right if j == i else 100 - right if j == (i + 1) % 10 else 0) for j in range(10))
            for i in range(10)
        ),
        filters=FILTERS,
        device="cpu",
        device_name="a processor",
    )


OWN = variant("10/20", "5", (260, 16_050), own=True)
WIDE = variant("20/40", "5", (520, 32_050))
LARGE = variant("10/20", "7", (500, 9_000))
NONE = Variant(
    "10/20 channels, kernel 13",
    (("channels", "10/20"), ("kernel", "13")),
    own=False,
    trouble="the maps shrink to nothing at conv2: a kernel of 13×13 does not fit on maps of 8×8",
)


def book(file: str = "task1_cnn.py") -> Book:
    """Two settings beside the student's own, and one that cannot exist."""
    design = Design(file, "0123456789abcdef", ("channels", "kernel"), (OWN, WIDE, LARGE, NONE))
    trials = {
        OWN.name: tuple(trial(s, a, 2.0, 0.94) for s, a in ((1, 0.960), (2, 0.955), (3, 0.965))),
        WIDE.name: tuple(trial(s, a, 4.0, 0.95) for s, a in ((1, 0.970), (2, 0.958), (3, 0.968))),
        LARGE.name: tuple(map(trial, (1, 2, 3), (0.926, 0.921, 0.932))),
    }
    guess = Expected("kernel 7 instead of 5", "better", LARGE.name, OWN.name)
    return Book(design, trials, (1, 2, 3), 640, "quick", "digits", "cnngrade 0", (guess,))

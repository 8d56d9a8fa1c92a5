"""An experiment.csv that somebody handed in: whether it is of that network, and one run once more.

It is a stranger's text, and is read in the judge. Nobody's mark hangs on it: a tutor sees both.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from grader.evidence import DataName, Made, Observation, Trial
from grader.experiment.nouns import AXES, Asked, AskedError, Variant
from grader.experiment.variants.design import design, digest
from grader.lab import Lab, Recipe

MOST_BYTES = 2**21
MOST_ROWS = 4_000
MOST_WORK = 150_000_000_000  # multiply–adds forward of a run that is made again: about a minute
_NEEDED = ("network", "data", "recipe", "samples", "setting", "seed", "held_out_accuracy")

Again = Callable[[Made, Recipe], Trial]


@dataclass(frozen=True)
class Claim:
    """One row, as far as it can be run."""

    setting: str
    seed: int
    samples: int
    recipe: str
    keep_size: bool
    values: tuple[tuple[str, str], ...]
    accuracy: float


def checked(
    data: bytes, observation: Observation, lab: Lab, source: DataName, again: Again
) -> tuple[str, ...]:
    """Sentences for a tutor."""
    try:
        rows = _rows(data)
        return _checked(rows, data, observation, lab, source, again)
    except AskedError as error:
        return (f"experiment.csv was not held against the network: {error}.",)


def _rows(data: bytes) -> list[dict[str, str]]:
    if len(data) > MOST_BYTES:
        raise AskedError(f"it has {len(data) / 2**20:.0f} MB, and {MOST_BYTES // 2**20} are read")
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
        lacking = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
        if lacking:
            raise AskedError(f"it has no column {lacking[0]}")
        rows = [row for row, _ in zip(reader, range(MOST_ROWS), strict=False)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise AskedError(f"it cannot be read ({error})") from None
    return [{k: v for k, v in row.items() if isinstance(k, str) and v is not None} for row in rows]


def _checked(
    rows: list[dict[str, str]],
    data: bytes,
    observation: Observation,
    lab: Lab,
    source: DataName,
    again: Again,
) -> tuple[str, ...]:
    graph = observation.eval
    if graph is None or graph.output is None or observation.train is None:
        raise AskedError("the network does not run to its end")
    ran = [row for row in rows if row.get("held_out_accuracy")]
    if not ran:
        raise AskedError("it has no row of a run")
    mine = digest(graph)
    ours = [row for row in ran if row.get("network") == mine]
    if not ours:
        return (
            f"experiment.csv is not of this network: its {len(ran)} runs are of network "
            f"{ran[0].get('network', '')[:16]!r}, and the file handed in is {mine}.",
        )
    said = f"experiment.csv: {len(ours)} of {len(ran)} runs are of the network handed in"
    same = [row for row in ours if row.get("data") == source]
    if not same:
        return (
            f"{said}; they used other {lab.data.things} than are here, so that none was run again.",
        )
    turn = int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
    claim = _claim(same[turn % len(same)])
    return (f"{said}; {_run_again(claim, observation, lab, again)}.",)


def _claim(row: dict[str, str]) -> Claim:
    """Raises `AskedError` where a cell is no number."""
    try:
        accuracy = float(row["held_out_accuracy"])
        if not 0 <= accuracy <= 1:
            raise ValueError
        return Claim(
            row["setting"][:200],
            int(row["seed"]),
            int(row["samples"]),
            row["recipe"],
            row.get("keep_size") == "yes",
            tuple((a, row[key]) for a in AXES if row.get(key := f"axis_{a.replace('-', '_')}")),
            accuracy,
        )
    except (ValueError, KeyError):
        raise AskedError(
            "a cell of one of its rows holds no such number as belongs there"
        ) from None


def _run_again(claim: Claim, observation: Observation, lab: Lab, again: Again) -> str:
    variant = _variant(claim, observation, lab)
    made, recipe = variant.made, variant.recipe
    if made is None or recipe is None:
        raise AskedError(f"its row {claim.setting!r} cannot exist ({variant.trouble})")
    if not 0 < claim.samples * max(variant.multiply_adds, 1) <= MOST_WORK:
        return f"its row {claim.setting!r} is too long to be run again here"
    if not 0 <= claim.seed <= 2**31:
        raise AskedError(f"its seed is {claim.seed}")
    trial = again(made, replace(recipe, seed=claim.seed, max_samples=claim.samples))
    which = f"{claim.setting!r} with seed {claim.seed}"
    if trial.trouble:
        return f"{which} could not be run again: {trial.trouble}"
    return (
        f"{which} says {claim.accuracy:.2%} held out, and run again here it reads "
        f"{trial.accuracy:.2%}"
    )


def _variant(claim: Claim, observation: Observation, lab: Lab) -> Variant:
    """The setting that the row speaks of, made anew."""
    values = dict(claim.values)
    if claim.recipe not in ("quick", "sheet"):
        raise AskedError(f"its recipe is {claim.recipe[:40]!r}")
    asked = Asked(
        channels=(_numbers(values.pop("channels", "")),),
        kernels=(_numbers(values.pop("kernel", "")),),
        vary=tuple((name, (value,)) for name, value in values.items()),
        keep_size=claim.keep_size,
        recipe="sheet" if claim.recipe == "sheet" else "quick",
    )
    found = design(observation, lab, asked, "")
    return next((one for one in found.variants if not one.own), found.own)


def _numbers(text: str) -> tuple[int, ...]:
    words = text.split("/")
    if not all(word.isascii() and word.isdigit() and 0 < int(word) <= 10**5 for word in words):
        raise AskedError(f"a setting of it is {text[:40]!r}")
    return tuple(map(int, words))

"""Values of `--vary`, as they are written: checked against the network that is to vary."""

from __future__ import annotations

from collections.abc import Mapping

from grader.experiment.nouns import AskedError
from grader.experiment.variants.swaps import ACTIVATIONS, POOLINGS

WORDS = {"pooling": tuple(POOLINGS), "activation": tuple(ACTIVATIONS)}
LACKING = {
    "pooling": "no call of max or average pooling that could be exchanged",
    "activation": "no activation that could be exchanged for another",
    "dropout": "no dropout whose share could be changed",
    "hidden": "no hidden fully connected layer",
}


def value_of(name: str, text: str, own: Mapping[str, str]) -> str:
    """The value, written as the network's own are. Raises `AskedError`."""
    if name in LACKING and not own.get(name):
        raise AskedError(f"--vary {name}: the network has {LACKING[name]}")
    if name in WORDS:
        if text not in WORDS[name]:
            raise AskedError(f"--vary {name}={text}: it is one of {', '.join(WORDS[name])}")
        return text
    if name == "hidden":
        return _sizes(text, own["hidden"].count("/") + 1)
    if name == "batch-size":
        return str(_whole(name, text, 2, 4096))
    low, high = (0.0, 0.99) if name == "dropout" else (1e-7, 100.0)
    return f"{_number(name, text, low, high):g}"


def _sizes(text: str, layers: int) -> str:
    given = text.split("/")
    if len(given) not in (1, layers):
        raise AskedError(
            f"--vary hidden={text} has {len(given)} sizes: the network has {layers} hidden "
            f"layer{'s' * (layers != 1)}"
        )
    sizes = [str(_whole("hidden", one, 1, 100_000)) for one in given]
    return sizes[0] if len(set(sizes)) == 1 else "/".join(sizes)


def _whole(name: str, text: str, low: int, high: int) -> int:
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise AskedError(f"--vary {name}={text}: it is a whole number from {low:,} to {high:,}")
    return int(text)


def _number(name: str, text: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise AskedError(f"--vary {name}={text}: it is a number from {low:g} to {high:g}")
    return number

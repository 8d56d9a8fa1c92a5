"""The small changes with which layers have the sizes that are asked for."""

from __future__ import annotations

from grader.evidence import Change, places_of
from grader.reading.reading import Reading
from grader.reading.sizes import off, sizes_of, sizes_off

SETTINGS = {"n": "n", "k": "k", "s": "stride", "p": "padding"}  # of the notation, of a call


def size_changes(reading: Reading) -> list[Change]:
    """For each size that is another one the layer with that which is asked for."""
    flow = reading.run
    if flow is None:
        return []
    places, tensors = places_of(flow.graph.operations), reading.observation.tensors
    found = []
    for part, layer in sizes_off(flow, tensors):
        sizes, wanted = sizes_of(layer, flow, tensors), dict(part.sizes)
        found += [
            Change("set", "size", step=places[layer.op.index], setting=SETTINGS[letter],
                   was=sizes[letter], now=wanted[letter])
            for letter in off(part, sizes)
        ]  # fmt: skip
    return found

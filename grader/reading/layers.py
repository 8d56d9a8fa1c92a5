"""One call of torch as the layer of `concepts` that explains it."""

from __future__ import annotations

from collections.abc import Callable

from concepts import Layer
from grader.graph import vocabulary
from grader.reading import layers_mixes, layers_moves, layers_windows
from grader.reading.call import Call

_MAKERS: dict[str, Callable[[Call], Layer | None]] = (
    layers_windows.MAKERS | layers_moves.MAKERS | layers_mixes.MAKERS
)


def layer_of(call: Call) -> Layer | None:
    """The layer, from the call's arguments; None where `concepts` has none for it."""
    if not call.inputs:
        return None
    family = vocabulary.family_of(call.kind)
    make = _MAKERS.get(call.kind) or layers_windows.FAMILIES.get(family)
    try:
        return make(call) if make else None
    except (LookupError, TypeError, ValueError):  # arguments that no call of torch's can have
        return None

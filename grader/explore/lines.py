"""A line that describes a network, as far as `concepts` understands it."""

from __future__ import annotations

from concepts import Network
from concepts.typed import typed

IMAGE = (1, 28, 28)  # channels, rows, columns: the lab's digits


def checked_line(text: str) -> str:
    """The line as it was typed, if it describes a network that fits its image.

    Raises `ConceptError` with one sentence; what the page does not draw of it, the page says.

    >>> checked_line("conv 10 k5; max k2")
    'conv 10 k5; max k2'
    """
    line = typed(text)
    network = Network.from_text(line)
    network.table(network.input_shape or IMAGE)
    return line

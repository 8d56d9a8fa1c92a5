"""Small pictures as PNG inside the page: digits in grey, filters from blue (below 0) to orange."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Sequence

Colour = tuple[int, int, int]
BELOW: Colour = (38, 92, 158)
ZERO: Colour = (247, 245, 240)
ABOVE: Colour = (201, 104, 22)


def grey(pixels: bytes, width: int) -> str:
    """A picture of grey values, row by row, as a data address."""
    rows = [pixels[i : i + width] for i in range(0, len(pixels), width)]
    return _address(rows, width, 0)


def signed(values: Sequence[float], width: int, largest: float) -> str:
    """A picture of numbers from −largest (blue) over 0 (white) to +largest (orange)."""
    flat = [byte for value in values for byte in _between(value / largest if largest else 0.0)]
    step = width * 3
    return _address([bytes(flat[i : i + step]) for i in range(0, len(flat), step)], width, 2)


def _between(share: float) -> Colour:
    """−1 … 1 as a colour; NaN as ZERO."""
    end = ABOVE if share > 0 else BELOW
    part = 0.0 if math.isnan(share) else min(abs(share), 1.0)
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(ZERO, end, strict=True))
    return (red, green, blue)


def _address(rows: list[bytes], width: int, colour_type: int) -> str:
    header = struct.pack(">IIBBBBB", width, len(rows), 8, colour_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunks).decode()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

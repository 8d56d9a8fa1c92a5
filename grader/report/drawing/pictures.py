"""Small pictures as PNG inside the page: images, and filters from blue (below 0) to orange."""

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


def picture(pixels: bytes, shape: tuple[int, int, int]) -> str:
    """An image (channels, height, width) of values 0 to 255 as a data address.

    In colour where it has three channels; else the first one in grey.
    """
    channels, height, width = shape
    size = height * width
    if channels == 3:
        planes = (pixels[i * size : (i + 1) * size] for i in range(3))
        pixels, step, colour = (
            bytes(v for three in zip(*planes, strict=True) for v in three),
            3 * width,
            2,
        )
    else:
        step, colour = width, 0
    rows = [pixels[i : i + step] for i in range(0, height * step, step)]
    return _address(rows, width, colour)


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

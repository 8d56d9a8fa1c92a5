"""How the processes of a grading talk: one frame, a JSON header and raw blobs behind it.

A frame is the magic, the length of the JSON as 8 bytes, the JSON, and the blobs, one after
another, whose lengths the JSON gives under "blobs". Nothing is ever unpickled. The reader
takes exactly what the frame announces, within bounds that the caller sets, and refuses the
rest: what comes out of the sandbox was written beside a stranger's code.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

MAGIC = b"cnngrade/1\n"
_LENGTH = struct.Struct("<Q")
_PIECE = 2**20

Frame = tuple[dict[str, Any], list[bytes]]  # the JSON without "blobs", and the blobs


class FrameError(ValueError):
    """What arrived is no frame, or one beyond its bounds."""


def pack(record: dict[str, Any], blobs: Sequence[bytes] = ()) -> bytes:
    """One frame as bytes; `record` must hold JSON values only (no NaN, no infinity)."""
    header = {**record, "blobs": [len(blob) for blob in blobs]}
    text = json.dumps(header, allow_nan=False, separators=(",", ":")).encode()
    return b"".join([MAGIC, _LENGTH.pack(len(text)), text, *blobs])


def read(take: Callable[[int], bytes], most_json: int, most_blobs: int) -> Frame:
    """Read one frame through `take(n)`, which gives exactly n bytes or raises `FrameError`.

    `most_json` and `most_blobs` bound the JSON and the sum of the blobs, in bytes.
    """
    if take(len(MAGIC)) != MAGIC:
        raise FrameError("the answer does not begin as a frame does")
    (length,) = _LENGTH.unpack(take(_LENGTH.size))
    if length > most_json:
        raise FrameError(f"the answer announces {length} bytes of JSON; {most_json} are allowed")
    record = _parse(take(length))
    sizes = record.pop("blobs", None)
    if not isinstance(sizes, list) or not all(type(s) is int and s >= 0 for s in sizes):
        raise FrameError("the answer does not give the lengths of its blobs")
    if sum(sizes) > most_blobs:
        raise FrameError(f"the answer announces {sum(sizes)} bytes; {most_blobs} are allowed")
    return record, [take(size) for size in sizes]


def arriving(stream: IO[bytes], most_json: int, most_blobs: int) -> Iterator[Frame]:
    """Each frame as it comes, until the stream ends behind one; `FrameError` if it ends inside."""
    while first := stream.read(1):
        yield read(exactly(stream, first), most_json, most_blobs)


def exactly(stream: IO[bytes], ahead: bytes = b"", ended: str = "") -> Callable[[int], bytes]:
    """`take(n)` for `read`: exactly n bytes of a stream, `ahead` (taken from it before) first.

    Fetched in pieces: what a stranger announces need not arrive. `ended`: the sentence for a
    stream that ends too early.
    """

    def take(count: int) -> bytes:
        nonlocal ahead
        pieces, ahead = [ahead[:count]], ahead[count:]
        count -= len(pieces[0])
        while count:
            piece = stream.read(min(count, _PIECE))
            if not piece:
                raise FrameError(ended or f"the channel ended {count} bytes too early")
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    return take


def unpack(data: bytes, most_json: int = 2**26, most_blobs: int = 2**31) -> Frame:
    """Read a frame that must fill `data` exactly."""
    position = 0

    def take(count: int) -> bytes:
        nonlocal position
        piece = data[position : position + count]
        if len(piece) != count:
            raise FrameError(f"the answer ends {count - len(piece)} bytes too early")
        position += count
        return piece

    record, blobs = read(take, most_json, most_blobs)
    if position != len(data):
        raise FrameError(f"the answer goes on {len(data) - position} bytes beyond its end")
    return record, blobs


def _parse(text: bytes) -> dict[str, Any]:
    try:
        record = json.loads(text.decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"the answer is not valid JSON: {error}") from None
    if not isinstance(record, dict):
        raise FrameError("the answer's JSON is not an object")
    return record


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not allowed")

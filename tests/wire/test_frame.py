"""Frames: what is packed comes back, and nothing else gets in."""

from __future__ import annotations

import io
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.wire.frame import MAGIC, FrameError, arriving, exactly, pack, unpack


def _raw(text: bytes, rest: bytes = b"", length: int | None = None) -> bytes:
    return MAGIC + struct.pack("<Q", len(text) if length is None else length) + text + rest


@given(
    st.dictionaries(st.text(max_size=8), st.one_of(st.integers(-9, 9), st.text(max_size=9))),
    st.lists(st.binary(max_size=50), max_size=4),
)
def test_what_is_packed_comes_back(record: dict[str, object], blobs: list[bytes]) -> None:
    record.pop("blobs", None)
    assert unpack(pack(record, blobs)) == (record, blobs)


REFUSED = {
    "nothing": (b"", "too early"),
    "another magic": (b"x" * 40, "does not begin"),
    "a byte too many": (pack({"a": 1}) + b"x", "1 bytes beyond"),
    "a blob too short": (pack({}, [b"abc"])[:-1], "too early"),
    "a JSON longer than allowed": (_raw(b"{}", length=2**40), "are allowed"),
    "NaN": (_raw(b'{"blobs":[],"a":NaN}'), "not valid JSON"),
    "no object": (_raw(b"[]"), "not an object"),
    "no lengths": (_raw(b"{}"), "lengths of its blobs"),
    "a negative length": (_raw(b'{"blobs":[-1]}'), "lengths of its blobs"),
    "a huge blob": (_raw(json.dumps({"blobs": [2**40]}).encode()), "are allowed"),
    "many blobs, each within bounds": (
        _raw(json.dumps({"blobs": [2**30] * 3}).encode()),
        "announces 3221225472 bytes; 2147483648 are allowed",
    ),
    "nesting": (_raw(b"[" * 100_000), "not valid JSON"),
    "not UTF-8": (_raw(b'{"\xff":1}'), "not valid JSON"),
}


@pytest.mark.parametrize(("data", "says"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_frame_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(FrameError, match=says):
        unpack(data)


@given(st.binary(max_size=200))
def test_noise_is_refused_and_nothing_else(noise: bytes) -> None:
    with pytest.raises(FrameError):
        unpack(MAGIC[: len(noise) % 3] + noise)


class _Trickle(io.BytesIO):
    """Gives one byte at a time, as a slow pipe may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 1))


@given(st.lists(st.binary(max_size=20), max_size=3))
def test_frame_after_frame_arrives_in_whatever_pieces(blobs: list[bytes]) -> None:
    sent = pack({"a": 1}, blobs) + pack({"a": 2})
    assert list(arriving(_Trickle(sent), 99, 99)) == [({"a": 1}, blobs), ({"a": 2}, [])]


def test_a_stream_that_ends_inside_a_frame_is_refused() -> None:
    whole = pack({"a": 1}, [b"abc"])
    for length in range(1, len(whole)):
        with pytest.raises(FrameError, match="bytes too early"):
            list(arriving(io.BytesIO(whole[:length]), 99, 99))


def test_the_end_of_a_stream_is_told_in_the_callers_words() -> None:
    with pytest.raises(FrameError, match=r"^nobody is there$"):
        exactly(io.BytesIO(b"ab"), ended="nobody is there")(3)

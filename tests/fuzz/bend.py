"""Bending: JSON values by their structure, bytes by what trips readers."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**40, 2**63, 2**70, -(2**63), 10**400, 1.5, 1e308),
    *(float("inf"), float("-inf"), float("nan"), "", "x" * 10_000, "\ud800", "\x1b[31m", "\0"),
    *("\u202e", [], {}, [[]], [None] * 100, {"value": 0}, {"value": 10**9}, {"tensor": 0}),
    *({"slice": [0, None, -1]}, {"float": "nan"}, {"dtype": "float32"}, {"dtype": []}),
    *({"ellipsis": None}, {"value": True}, {"": {}}),
)
TOKENS = (
    *(b"(", b")", b"[", b"{", b"}", b"'", b'"', b'"""', b"\\", b"\\\n", b"\n", b"\r", b"\t"),
    *(b"    ", b"f'{", b"lambda:", b"not ", b"-", b"class Net", b"def f(", b":", b"\0", b"\x0c"),
    *(b"\xff", b"\xef\xbb\xbf", b"# coding: utf-7\n", b"\xe2\x80\xae", b"\xd0\xb0", b"async "),
    *(b"try:\n", b"finally:\n", b"match x:\n case ", b"%%time\n", b"!ls\n", b"PK\x01\x02", b"@"),
    *(b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"../", b"*", b"return "),
    *(b"9", b'"1e999999999"', b"0x", b"inf", b"[[", b"]]", b"a.b = 1\n", b"{a = 1}", b"[q6]\n"),
)


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside, the containers too."""
    found: list[tuple[Any, ...]] = []
    if not isinstance(data, dict | list):
        return found
    for key, item in data.items() if isinstance(data, dict) else enumerate(data):
        found += [(*path, key), *places(item, (*path, key))]
    return found


def bent(record: Any, where: list[tuple[Any, ...]], dice: Random) -> Any:
    """A copy with a few values replaced, removed, doubled, swapped or wrapped."""
    record = copy.deepcopy(record)
    for _ in range(dice.randint(1, 4)):
        *way, key = dice.choice(where)
        try:
            inner = record
            for step in way:
                inner = inner[step]
            if isinstance(inner, dict) and not isinstance(key, str):
                continue  # no JSON has such a key
            _bend_one(inner, key, record, dice)
        except (LookupError, TypeError, AttributeError, RecursionError):
            continue  # an earlier bend took the place away, or nested it too deep to be copied
    return record


def _bend_one(inner: Any, key: Any, record: Any, dice: Random) -> None:
    deed = dice.randrange(6)
    if deed <= 1:
        inner[key] = copy.deepcopy(dice.choice(ODD))
    elif deed == 2:
        del inner[key]
    elif deed == 3:
        for _ in range(dice.choice((1, 5, 50, 300))):
            inner[key] = [inner[key]]
    elif deed == 4 and isinstance(inner, list):
        inner.insert(key, copy.deepcopy(inner[key]))
    elif deed == 5:
        inner[key] = copy.deepcopy(dice.choice(list(record.values())))


def bent_bytes(data: bytes, dice: Random) -> bytes:
    """Bytes with a few pieces changed, put in, repeated, cut out or moved."""
    for _ in range(dice.randint(1, 5)):
        at = dice.randint(0, len(data))
        to = min(len(data), at + dice.choice((1, 2, 8, 60)))
        deed = dice.randrange(5)
        if deed == 0 and at < len(data):
            data = data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
        elif deed == 1:
            data = data[:at] + dice.choice(TOKENS) * dice.choice((1, 1, 3, 30, 1000)) + data[at:]
        elif deed == 2:
            data = data[:at] + data[to:]
        elif deed == 3:
            data = data[:to] + data[at:to] * dice.choice((1, 10, 200)) + data[to:]
        elif deed == 4:
            data = data[:at]
    return data

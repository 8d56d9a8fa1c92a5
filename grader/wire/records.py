"""Frozen dataclasses as JSON values and back, their bytes as blobs beside.

For what the project's own processes tell each other. What comes out of the sandbox has
decoders of its own.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_json(value: Any, blobs: list[bytes]) -> Any:
    """A dataclass, tuple, mapping, number or word as JSON values; bytes go into `blobs`."""
    if is_dataclass(value):
        return {f.name: to_json(getattr(value, f.name), blobs) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [to_json(item, blobs) for item in value]
    if isinstance(value, Mapping):
        return {name: to_json(item, blobs) for name, item in value.items()}
    if isinstance(value, bytes):
        blobs.append(value)
        return len(blobs) - 1
    return value


def from_json(kind: type[T], data: Any, blobs: list[bytes]) -> T:
    """The dataclass `kind` from what `to_json` made of it.

    Raises `KeyError`, `TypeError`, `IndexError`, or `ValueError` (a word that is none of a
    `Literal`) for anything else, a number where a text belongs among it.
    """
    made: T = _read(kind, data, blobs)
    return made


def _read(kind: Any, data: Any, blobs: list[bytes]) -> Any:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        rest = [part for part in inner if part is not type(None)]
        return None if data is None else _read(rest[0], data, blobs)
    if origin is typing.Literal:
        return _one_of(inner, data)
    if origin is tuple:
        _must_be(list, data)
        if inner[-1] is Ellipsis:
            return tuple(_read(inner[0], item, blobs) for item in data)
        return tuple(_read(part, item, blobs) for part, item in zip(inner, data, strict=True))
    if origin is Mapping:
        _must_be(dict, data)
        return {name: _read(inner[1], item, blobs) for name, item in data.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        _must_be(dict, data)
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], item, blobs) for name, item in data.items()})
    if kind is bytes:
        return blobs[data]
    if kind is float:
        _must_be(int if type(data) is int else float, data)
        return float(data)
    if kind in (str, int, bool):
        _must_be(kind, data)
    return data


def _must_be(kind: type, data: Any) -> None:
    if type(data) is not kind:
        raise TypeError(f"a {type(data).__name__} stands where a {kind.__name__} belongs")


def _one_of(words: tuple[Any, ...], data: Any) -> Any:
    for word in words:
        if type(data) is type(word) and data == word:
            return word
    raise ValueError(f"{data!r} is none of {', '.join(map(repr, words))}")


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)

"""The lab's file, `exercises/lab.toml` or a tutor's own: read, and looked at whole.

Every name and every number is looked at here, once, so that nothing further in has to.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from grader.lab.asked import ORDERS, OUTPUTS, SHEET, Asked
from grader.lab.data import SETS, Data
from grader.lab.fits import look_whether_it_fits
from grader.lab.folder import KEPT, default_lab_path, lab_file, starter_beside
from grader.lab.nouns import (
    REVEALS,
    Lab,
    LabError,
    Late,
    Limits,
    Recipe,
    Reveal,
    Thresholds,
)


def read_lab(
    path: Path | None = None,
    known: Callable[[Lab], Iterable[str]] | None = None,
    more: Iterable[str] = (),
    measured: bool = True,
) -> Lab:
    """Read a lab's file, or that of its folder; the one that comes along where no path is given.

    `known` gives the ids of the checks of a lab, `more` those of what may have points too. Raises
    `LabError` with one sentence for anything that is missing, misspelt or out of bounds; one that
    is not `measured` yet may lack its thresholds.
    """
    source = lab_file(path) if path is not None else default_lab_path()
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LabError(f"there is no lab file {source}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise LabError(f"the lab file {source} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise LabError(f"{source} is not valid TOML: {error}") from None
    try:
        lab = _lab(data, known, more, measured)
        lab = replace(lab, starter=starter_beside(source, lab.file_name))
        look_whether_it_fits(lab)
    except LabError as error:
        raise LabError(f"{source.name}: {error}") from None
    return lab


def _lab(
    data: dict[str, Any],
    known: Callable[[Lab], Iterable[str]] | None,
    more: Iterable[str],
    measured: bool,
) -> Lab:
    tables = {"lab", "recipe", "limits", "points"}
    _names(data, tables, "the file", {"thresholds", "written", "late", "part1", "data", "asked"})
    wanted = {"title", "class_name", "file_name", "input_shape", "classes"}
    lab = _table(data, "lab", wanted, {"hand_out"})
    learnt = _data(data.get("data", {}))
    asked = Lab(
        title=_text(lab, "title"),
        class_name=_text(lab, "class_name"),
        file_name=_text(lab, "file_name"),
        input_shape=_input_shape(lab["input_shape"]),
        classes=_whole(lab, "classes", 2, 1000),
        recipe=_recipe(data),
        thresholds=_all_thresholds(data.get("thresholds", {}), learnt, measured),
        limits=_limits(data),
        points={},
        written=_written(data.get("written", {})),
        late=_late(data["late"]) if "late" in data else None,
        reveal=_reveal(data.get("part1", {})),
        asked=_asked(data),
        data=learnt,
        hand_out=_hand_out(lab.get("hand_out", [])),
    )
    names = {*known(asked), *more} if known is not None else None
    return replace(asked, points=_points(data["points"], names))


def _data(table: Any) -> Data:
    if not isinstance(table, dict):
        raise LabError("[data] must be a table")
    if not table:
        return Data()
    _names(table, {"source"}, "[data]", {"things"})
    source = _text(table, "source")
    beside = Path(source).suffix == ".npz" or "/" in source
    if source not in SETS and not beside:
        close = difflib.get_close_matches(source, SETS, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"it is one of {', '.join(SETS)}, "
        raise LabError(
            f"[data] source is {source!r}; {hint}" + ("" if close else
            "an .npz, or a folder of pictures with a / behind its name")
        )  # fmt: skip
    usual = SETS[source].things if source in SETS else "images"
    return Data(source, _text(table, "things") if "things" in table else usual)


def _all_thresholds(table: Any, learnt: Data, measured: bool) -> dict[str, Thresholds]:
    if not isinstance(table, dict):
        raise LabError("[thresholds] must be a table with one for each data set")
    if not table:
        if not measured:
            return {}
        names = " and ".join(f"[thresholds.{name}]" for name in learnt.names)
        raise LabError(f"{names} is not there: cnngrade lab check measures it, to be pasted in")
    _names(table, set(learnt.names), "[thresholds]")
    return {name: _thresholds(table, name) for name in learnt.names}


def _hand_out(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise LabError(f"hand_out is {value!r}; it is a list of names of files")
    for one in value:
        if Path(one).is_absolute() or ".." in Path(one).parts or KEPT in Path(one).parts:
            raise LabError(f"hand_out names {one!r}, which no student gets")
    return tuple(value)


def _asked(data: dict[str, Any]) -> Asked:
    """The network that is asked for; the sheet's where the file does not say."""
    if "asked" not in data:
        return SHEET
    table = _table(data, "asked", {"network", "output"}, ("order", "at_least", "max_parameters"))
    at_least = table.get("at_least", True)
    if type(at_least) is not bool:
        raise LabError(f"at_least is {at_least!r}; it is true or false")
    most = _whole(table, "max_parameters", 1, 10**9) if "max_parameters" in table else None
    asked = Asked(
        network=_text(table, "network"),
        output=_one_of(table, "output", OUTPUTS),
        order=_one_of({"order": SHEET.order, **table}, "order", ORDERS),
        at_least=at_least,
        max_parameters=most,
    )
    try:
        _ = asked.parts
    except ValueError as error:
        raise LabError(f"network: {error}") from None
    return asked


_Word = TypeVar("_Word", bound=str)


def _one_of(table: dict[str, Any], name: str, words: tuple[_Word, ...]) -> _Word:
    for word in words:
        if table[name] == word:
            return word
    raise LabError(f"{name} is {table[name]!r}; it is one of {', '.join(map(repr, words))}")


def _recipe(data: dict[str, Any]) -> Recipe:
    table = _table(data, "recipe", set(Recipe.__annotations__), {"learns_with"})
    if table["optimizer"] not in ("adam", "sgd"):
        raise LabError(f"optimizer is {table['optimizer']!r}; it is 'adam' or 'sgd'")
    recipe = Recipe(
        optimizer=table["optimizer"],
        learning_rate=_number(table, "learning_rate", 1e-9, 100),
        batch_size=_whole(table, "batch_size", 2, 4096),
        seed=_whole(table, "seed", 0, 2**31),
        max_samples=_whole(table, "max_samples", 64, 10**8),
        first_look=_whole(table, "first_look", 1, 10**8),
        look_growth=_number(table, "look_growth", 1.01, 100),
        confidence=_number(table, "confidence", 0.5, 10),
    )
    learns_with = table.get("learns_with", "either")
    if learns_with not in ("either", "sheet"):
        raise LabError(f"learns_with is {learns_with!r}; it is 'either' or 'sheet'")
    return recipe if learns_with == "either" else by_the_sheet(recipe)


SHEETS_RATE, LONGER = 0.01, 2  # what Adam learns in n images takes plain descent twice as many


def by_the_sheet(recipe: Recipe) -> Recipe:
    """The same by the lab sheet's own descent (0.01, momentum 0.5), with twice as many images."""
    most = LONGER * recipe.max_samples
    return replace(recipe, optimizer="sgd", learning_rate=SHEETS_RATE, max_samples=most)


def _thresholds(data: dict[str, Any], name: str) -> Thresholds:
    table = _table(data, name, set(Thresholds.__annotations__))
    rules = table["give_up"]
    for rule in rules if isinstance(rules, list) else [rules]:
        if not (isinstance(rule, list) and len(rule) == 2 and all(map(_is_number, rule))):
            raise LabError(f"give_up: {rule!r} is no pair [samples, accuracy]")
    return Thresholds(
        held_out_accuracy=_number(table, "held_out_accuracy", 0, 1),
        give_up=tuple((int(samples), float(share)) for samples, share in rules),
        chance=_number(table, "chance", 0, 1),
        loss_ratio=_number(table, "loss_ratio", 0, 1),
    )


def _limits(data: dict[str, Any]) -> Limits:
    table = _table(data, "limits", set(Limits.__annotations__))
    return Limits(
        seconds=_number(table, "seconds", 1, 3600),
        memory_mb=_whole(table, "memory_mb", 512, 10**6),
        output_kb=_whole(table, "output_kb", 1, 10**4),
    )


def _points(table: Any, known: set[str] | None) -> dict[str, float]:
    if not isinstance(table, dict):
        raise LabError("[points] must give a number for each check")
    if known is not None:
        _names(table, set(), "[points]", known)
    if not table:
        raise LabError("[points] names no check: what stands there is examined")
    return {name: _number(table, name, 0, 1000) for name in table}


WRITTEN = ("q1", "q2", "q3", "q4", "q5", "q7_b", "q7_e", "q8")  # what a tutor marks


def _written(table: Any) -> dict[str, float]:
    if not isinstance(table, dict):
        raise LabError("[written] must give a number for each written question that counts")
    _names(table, set(), "[written]", set(WRITTEN))
    return {name: _number(table, name, 0, 1000) for name in WRITTEN if table.get(name, 0) != 0}


def _reveal(table: Any) -> Reveal:
    if not isinstance(table, dict):
        raise LabError("[part1] must be a table")
    _names(table, set(), "[part1]", {"reveal"})
    return _one_of({"reveal": "always", **table}, "reveal", REVEALS)


def _late(table: Any) -> Late:
    if not isinstance(table, dict):
        raise LabError("[late] must be a table")
    given = {"due": "", "grace_minutes": 0, "percent_a_day": 0, "points_a_day": 0, **table}
    _names(given, set(Late.__annotations__) - {"cut_off_days"}, "[late]", {"cut_off_days"})
    if bool(given["percent_a_day"]) and bool(given["points_a_day"]):
        raise LabError("[late] has percent_a_day and points_a_day; it is one of them")
    return Late(
        due=_due(given["due"]),
        grace_minutes=_number(given, "grace_minutes", 0, 10**5),
        percent_a_day=_number(given, "percent_a_day", 0, 100),
        points_a_day=_number(given, "points_a_day", 0, 1000),
        cut_off_days=_number(given, "cut_off_days", 0, 1000) if "cut_off_days" in given else None,
    )


def _due(value: Any) -> str:
    """A time with its zone: 2026-11-20T17:00:00+11:00."""
    if value == "":
        return ""
    try:
        due = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise LabError(f"due is {value!r}; it is a time such as {_EXAMPLE}") from None
    if due.tzinfo is None:
        raise LabError(f"due is {value}, which hour of which zone? Write {_EXAMPLE}")
    return due.isoformat()


_EXAMPLE = "2026-11-20T17:00:00+11:00"


def _table(
    data: dict[str, Any], name: str, fields: set[str], more: Collection[str] = ()
) -> dict[str, Any]:
    table = data[name]
    if not isinstance(table, dict):
        raise LabError(f"[{name}] must be a table")
    _names(table, fields, f"[{name}]", more)
    return table


def _names(table: Any, wanted: set[str], where: str, more: Collection[str] = ()) -> None:
    """Exactly these names, and perhaps `more`: a missing or an unknown one is named."""
    for name in table:
        if name not in wanted and name not in more:
            close = difflib.get_close_matches(name, sorted({*wanted, *more}), n=1)
            there = ", ".join(sorted({*wanted, *more}))
            hint = f"; did you mean {close[0]!r}?" if close else f"; there are {there}"
            raise LabError(f"{where} has no entry {name!r}{hint}")
    missing = sorted(wanted - set(table))
    if missing:
        raise LabError(f"{where} lacks {', '.join(repr(name) for name in missing)}")


def _input_shape(value: Any) -> tuple[int, int, int]:
    sizes = value if isinstance(value, list) else []
    if len(sizes) != 3 or not all(type(s) is int and 1 <= s <= 4096 for s in sizes):
        raise LabError(f"input_shape is {value!r}; it is [channels, height, width]")
    return (sizes[0], sizes[1], sizes[2])


def _text(table: dict[str, Any], name: str) -> str:
    value = table[name]
    if not isinstance(value, str) or not value:
        raise LabError(f"{name} is {value!r}; it must be text")
    return value


def _whole(table: dict[str, Any], name: str, low: int, high: int) -> int:
    value = table[name]
    if type(value) is not int or not low <= value <= high:
        raise LabError(f"{name} is {value!r}; it must be a whole number from {low} to {high}")
    return value


def _number(table: dict[str, Any], name: str, low: float, high: float) -> float:
    value = table[name]
    if not _is_number(value) or not low <= value <= high:
        raise LabError(f"{name} is {value!r}; it must be a number from {low} to {high}")
    return float(value)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)

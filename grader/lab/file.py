"""The lab's file, `exercises/lab.toml` or a tutor's own: read, and looked at whole.

Every name and every number is looked at here, once, so that nothing further in has to.
"""

from __future__ import annotations

import codecs
import difflib
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from grader.lab.asked import ORDERS, OUTPUTS, SHEET, Asked
from grader.lab.data import SETS, Data
from grader.lab.fits import look_whether_it_fits
from grader.lab.folder import HANDED, KEPT, default_lab_path, lab_file, starter_beside
from grader.lab.nouns import (
    REVEALS,
    WRITTEN,
    Lab,
    LabError,
    Late,
    Limits,
    Recipe,
    Reveal,
    Thresholds,
)
from grader.lab.posed import read_questions
from grader.lab.questions import NAME
from grader.lab.values import hold_names, is_number, number_of, one_of, table_of, text_of, whole_of

MORE = ("thresholds", "written", "late", "part1", "questions", "data", "asked")


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
        data = tomllib.loads(_text(source))
    except FileNotFoundError:
        raise LabError(f"there is no lab file {source}") from None
    except OSError as error:
        raise LabError(f"the lab file {source} cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise LabError(f"{source} is not valid TOML: {error}") from None
    try:
        lab = _lab(data, known, more, measured)
        own = path is not None and data != tomllib.loads(_text(default_lab_path()))
        given = HANDED if own else ""
        lab = replace(lab, starter=starter_beside(source, lab.file_name), given=given)
        look_whether_it_fits(lab)
    except LabError as error:
        raise LabError(f"{source.name}: {error}") from None
    return lab


def _text(source: Path) -> str:
    """The file's text; an editor may have put a mark of UTF-8 at its beginning."""
    given = source.read_bytes()
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wide = given.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        line = given.count(b"\n", 0, error.start) + 1
        said = "is UTF-16" if wide else f"is not UTF-8 (line {line})"
        raise LabError(f"the lab file {source} {said}; save it as UTF-8") from None


def _lab(
    data: dict[str, Any],
    known: Callable[[Lab], Iterable[str]] | None,
    more: Iterable[str],
    measured: bool,
) -> Lab:
    tables = {"lab", "recipe", "limits", "points"}
    hold_names(data, tables, "the file", {*MORE})
    wanted = {"title", "class_name", "file_name", "input_shape", "classes"}
    lab = table_of(data, "lab", wanted, {"hand_out"})
    learnt = _data(data.get("data", {}))
    shape = _input_shape(lab["input_shape"])
    questions, worth = read_questions(data.get("questions", {}), shape)
    in_words = {one.name for one in questions if one.in_words}
    if questions and "written" in data:
        raise LabError("[written] is for the sheet's questions; yours have their points themselves")
    asked = Lab(
        title=text_of(lab, "title"),
        class_name=text_of(lab, "class_name"),
        file_name=text_of(lab, "file_name"),
        input_shape=shape,
        classes=whole_of(lab, "classes", 2, 1000),
        recipe=_recipe(data),
        thresholds=_all_thresholds(data.get("thresholds", {}), learnt, measured),
        limits=_limits(data),
        points={},
        written={name: worth[name] for name in worth if name in in_words and worth[name]}
        or _written(data.get("written", {})),
        late=_late(data["late"]) if "late" in data else None,
        reveal=_reveal(data.get("part1", {})),
        asked=_asked(data),
        data=learnt,
        hand_out=_hand_out(lab.get("hand_out", [])),
        questions=questions,
    )
    checks = [name for name in known(asked) if name not in worth] if known is not None else None
    marked = {name: points for name, points in worth.items() if name not in in_words}
    return replace(asked, points={**_points(data["points"], checks, more), **marked})


def _data(table: Any) -> Data:
    if not isinstance(table, dict):
        raise LabError("[data] must be a table")
    if not table:
        return Data()
    hold_names(table, {"source"}, "[data]", {"things"})
    source = text_of(table, "source")
    if "\\" in source:
        raise LabError(f"[data] source is {source}; folders are parted by /")
    beside = Path(source).suffix == ".npz" or "/" in source
    if source not in SETS and not beside:
        close = difflib.get_close_matches(source, SETS, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"it is one of {', '.join(SETS)}, "
        raise LabError(
            f"[data] source is {source!r}; {hint}" + ("" if close else
            "an .npz, or a folder of pictures with a / behind its name")
        )  # fmt: skip
    usual = SETS[source].things if source in SETS else "images"
    things = text_of(table, "things") if "things" in table else usual
    if set("{}\n") & set(things) or not things.strip():
        raise LabError(f"[data] things is {things!r}; it is a word or two, such as 'digits'")
    return Data(source, things)


def _all_thresholds(table: Any, learnt: Data, measured: bool) -> dict[str, Thresholds]:
    if not isinstance(table, dict):
        raise LabError("[thresholds] must be a table with one for each data set")
    if not table:
        if not measured:
            return {}
        names = " and ".join(map(_thresholds_of, learnt.names))
        raise LabError(f"{names} is not there: cnngrade lab check measures it, to be pasted in")
    for name in table:
        if name not in learnt.names:
            raise LabError(
                f"[thresholds.{name}] is for other images: source is {learnt.source or 'MNIST'!r}, "
                f"and its thresholds stand in {' and '.join(map(_thresholds_of, learnt.names))}"
            )
    hold_names(table, set(learnt.names), "[thresholds]")
    return {name: _thresholds(table, name) for name in learnt.names}


def _thresholds_of(name: str) -> str:
    return f"[thresholds.{name}]"


def _hand_out(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise LabError(f"hand_out is {value!r}; it is a list of names of files")
    for one in value:
        parts = Path(one).parts
        if "\\" in one:
            raise LabError(f"hand_out names {one}; folders are parted by /")
        if not parts or Path(one).is_absolute() or {"..", KEPT} & set(parts):
            raise LabError(f"hand_out names {one!r}, which no student gets")
        if Path(one).suffix == ".toml":
            raise LabError(
                f"hand_out names {one!r}: the lab's file and the answer sheet go to students "
                "anyway, without what good answers mention"
            )
    return tuple(value)


def _asked(data: dict[str, Any]) -> Asked:
    """The network that is asked for; the sheet's where the file does not say."""
    if "asked" not in data:
        return SHEET
    table = table_of(data, "asked", {"network", "output"}, ("order", "at_least", "max_parameters"))
    at_least = table.get("at_least", True)
    if type(at_least) is not bool:
        raise LabError(f"at_least is {at_least!r}; it is true or false")
    most = whole_of(table, "max_parameters", 1, 10**9) if "max_parameters" in table else None
    asked = Asked(
        network=text_of(table, "network"),
        output=one_of(table, "output", OUTPUTS),
        order=one_of({"order": SHEET.order, **table}, "order", ORDERS),
        at_least=at_least,
        max_parameters=most,
    )
    try:
        _ = asked.parts
    except ValueError as error:
        raise LabError(f"network: {error}") from None
    return asked


def _recipe(data: dict[str, Any]) -> Recipe:
    table = table_of(data, "recipe", set(Recipe.__annotations__), {"learns_with"})
    if table["optimizer"] not in ("adam", "sgd"):
        raise LabError(f"optimizer is {table['optimizer']!r}; it is 'adam' or 'sgd'")
    recipe = Recipe(
        optimizer=table["optimizer"],
        learning_rate=number_of(table, "learning_rate", 1e-9, 100),
        batch_size=whole_of(table, "batch_size", 2, 4096),
        seed=whole_of(table, "seed", 0, 2**31),
        max_samples=whole_of(table, "max_samples", 64, 10**8),
        first_look=whole_of(table, "first_look", 1, 10**8),
        look_growth=number_of(table, "look_growth", 1.01, 100),
        confidence=number_of(table, "confidence", 0.5, 10),
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
    table = table_of(data, name, set(Thresholds.__annotations__))
    rules = table["give_up"]
    for rule in rules if isinstance(rules, list) else [rules]:
        if not (isinstance(rule, list) and len(rule) == 2 and all(map(is_number, rule))):
            raise LabError(f"give_up: {rule!r} is no pair [samples, accuracy]")
    return Thresholds(
        held_out_accuracy=number_of(table, "held_out_accuracy", 0, 1),
        give_up=tuple((int(samples), float(share)) for samples, share in rules),
        chance=number_of(table, "chance", 0, 1),
        loss_ratio=number_of(table, "loss_ratio", 0, 1),
    )


def _limits(data: dict[str, Any]) -> Limits:
    table = table_of(data, "limits", set(Limits.__annotations__))
    return Limits(
        seconds=number_of(table, "seconds", 1, 3600),
        memory_mb=whole_of(table, "memory_mb", 512, 10**6),
        output_kb=whole_of(table, "output_kb", 1, 10**4),
    )


def _points(table: Any, checks: list[str] | None, more: Iterable[str]) -> dict[str, float]:
    if not isinstance(table, dict):
        raise LabError("[points] must give a number for each check")
    if checks is not None:
        for name in table:
            if name not in checks and NAME.fullmatch(name):
                raise LabError(
                    f"[points] has no entry {name!r}: a question's points stand in its own table"
                )
        hold_names(table, set(), "[points]", {*checks, *more}, checks)
    if not table:
        raise LabError("[points] names no check: what stands there is examined")
    return {name: number_of(table, name, 0, 1000) for name in table}


def _written(table: Any) -> dict[str, float]:
    if not isinstance(table, dict):
        raise LabError("[written] must give a number for each written question that counts")
    hold_names(table, set(), "[written]", set(WRITTEN))
    return {name: number_of(table, name, 0, 1000) for name in WRITTEN if table.get(name, 0) != 0}


def _reveal(table: Any) -> Reveal:
    if not isinstance(table, dict):
        raise LabError("[part1] must be a table")
    hold_names(table, set(), "[part1]", {"reveal"})
    return one_of({"reveal": "always", **table}, "reveal", REVEALS)


def _late(table: Any) -> Late:
    if not isinstance(table, dict):
        raise LabError("[late] must be a table")
    given = {"due": "", "grace_minutes": 0, "percent_a_day": 0, "points_a_day": 0, **table}
    hold_names(given, set(Late.__annotations__) - {"cut_off_days"}, "[late]", {"cut_off_days"})
    if bool(given["percent_a_day"]) and bool(given["points_a_day"]):
        raise LabError("[late] has percent_a_day and points_a_day; it is one of them")
    return Late(
        due=_due(given["due"]),
        grace_minutes=number_of(given, "grace_minutes", 0, 10**5),
        percent_a_day=number_of(given, "percent_a_day", 0, 100),
        points_a_day=number_of(given, "points_a_day", 0, 1000),
        cut_off_days=number_of(given, "cut_off_days", 0, 1000) if "cut_off_days" in given else None,
    )


def _due(value: Any) -> str:
    """A time with its zone: 2026-11-20T17:00:00+11:00."""
    if value == "":
        return ""
    try:
        due = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise LabError(f"due is {value}; it is a time such as {_EXAMPLE}") from None
    if due.tzinfo is None:
        raise LabError(f"due is {value}, which hour of which zone? Write {_EXAMPLE}")
    return due.isoformat()


_EXAMPLE = "2026-11-20T17:00:00+11:00"


def _input_shape(value: Any) -> tuple[int, int, int]:
    sizes = value if isinstance(value, list) else []
    if len(sizes) != 3 or not all(type(s) is int and 1 <= s <= 4096 for s in sizes):
        raise LabError(f"input_shape is {value!r}; it is [channels, height, width]")
    return (sizes[0], sizes[1], sizes[2])

"""An experiment as CSV, one row a run, and as JSON with all that the page shows."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from grader.evidence import Trial
from grader.experiment.book import Book, Summary, summaries
from grader.experiment.compared import comparisons
from grader.experiment.figures import Mean
from grader.experiment.nouns import Variant
from grader.wire.records import to_json

SCHEMA = "cnngrade-experiment/1"
CSV, JSON, PAGE = "experiment.csv", "experiment.json", "experiment.html"
COLUMNS = (
    *("network", "file", "data", "recipe", "samples", "keep_size", "setting", "own", "seed"),
    *("parameters", "multiply_adds", "learning_rate", "batch_size"),
    *("held_out_accuracy", "test_accuracy", "cpu_seconds", "diverged", "trouble", "made_by"),
)


def as_csv(book: Book) -> str:
    """One row a run; a setting that cannot exist has one row that says why."""
    out = io.StringIO()
    axes = [f"axis_{name.replace('-', '_')}" for name in book.design.axes]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *axes])
    for variant in book.design.variants:
        trials: tuple[Trial | None, ...] = book.trials.get(variant.name, ())
        for trial in trials if trials or variant.made is not None else (None,):
            writer.writerow(_row(book, variant, trial))
    return out.getvalue()


def _row(book: Book, variant: Variant, trial: Trial | None) -> list[Any]:
    design, recipe = book.design, variant.recipe
    ran = trial is not None and not trial.trouble
    measured: list[Any] = ["", "", "", ""]
    if trial is not None and ran:
        tested = "" if trial.test_accuracy is None else repr(trial.test_accuracy)
        measured = [repr(trial.accuracy), tested]
        measured += [f"{trial.seconds:.3f}", "yes" if trial.diverged else "no"]
    return [
        *(design.network, _safe(design.file), book.data, book.recipe, book.samples),
        "yes" if design.keep_size else "no",
        *(variant.name, "yes" if variant.own else "no", "" if trial is None else trial.seed),
        *(("", "") if variant.made is None else (variant.parameters, variant.multiply_adds)),
        *(("", "") if recipe is None else (recipe.learning_rate, recipe.batch_size)),
        *measured,
        _safe(variant.trouble or (trial.trouble if trial is not None else "")),
        book.made_by,
        *(value for _, value in variant.values),
    ]


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_json(book: Book) -> str:
    """All of it, each run with its curve, confusion and filters."""
    found = summaries(book)
    told = {
        "schema": SCHEMA,
        "file": book.design.file,
        "network": book.design.network,
        "data": book.data,
        "recipe": book.recipe,
        "samples": book.samples,
        "seeds": list(book.seeds),
        "made_by": book.made_by,
        "notes": list(book.design.notes),
        "settings": [_setting(one) for one in found],
        "comparisons": [to_json(one, []) for one in comparisons(found)],
        "expected": [to_json(one, []) for one in book.expected],
    }
    return json.dumps(told, indent=1, ensure_ascii=False)


def _setting(one: Summary) -> dict[str, Any]:
    variant = one.variant
    return {
        "name": variant.name,
        "values": dict(variant.values),
        "own": variant.own,
        "trouble": one.trouble,
        "followed": list(variant.followed),
        "parameters": variant.parameters,
        "multiply_adds": variant.multiply_adds,
        "layers": [to_json(part, []) for part in variant.parts],
        "held_out": _mean(one.held_out),
        "test": _mean(one.test),
        "in_equal_time": _mean(one.in_time),
        "cpu_seconds": one.seconds,
        "runs": [to_json(trial, []) for trial in one.trials],
    }


def _mean(mean: Mean | None) -> dict[str, Any] | None:
    return None if mean is None else {"mean": mean.value, "half": mean.half, "of": mean.of}

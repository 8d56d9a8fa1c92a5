"""What is said of settings: no more than their seeds support."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from grader.experiment.book import summaries
from grader.experiment.compared import comparisons
from grader.experiment.figures import mean_of, quantile
from grader.experiment.files import as_csv, as_json
from grader.experiment.guesses import questions, said
from grader.experiment.ledger import get, key_of, put
from tests.experiment.books import LARGE, OWN, RECIPE, WIDE, book, trial


def test_a_difference_is_one_only_where_its_interval_leaves_out_zero() -> None:
    wide, large = comparisons(summaries(book()))
    assert wide.sentence == (
        "20/40 channels against 10/20 channels: +0.5 ± 1.0 points, no difference seen with 3 "
        "seeds, and 16,260 more parameters, because the fully connected layer fc1 grows."
    )
    assert not wide.seen
    assert large.sentence == (
        "Kernel 7 against kernel 5: −3.4 ± 0.1 points, and 6,810 fewer parameters, because the "
        "fully connected layer fc1 shrinks."
    )
    assert large.seen


def test_seeds_are_compared_in_pairs() -> None:
    """The seeds differ more than the settings do; each pair shows the same."""
    one = book()
    trials = {
        OWN.name: tuple(map(trial, (1, 2, 3), (0.90, 0.94, 0.97))),
        WIDE.name: tuple(map(trial, (3, 1, 2), (0.981, 0.910, 0.952))),
    }
    (found,) = comparisons(summaries(replace(one, trials=trials)))
    assert found.seen
    assert (round(found.points.value, 2), found.points.of) == (1.1, 3)


def test_one_seed_says_nothing_of_chance() -> None:
    one = book()
    trials = {name: runs[:1] for name, runs in one.trials.items()}
    assert all(
        "with one seed, which says nothing of chance" in found.sentence and not found.seen
        for found in comparisons(summaries(replace(one, trials=trials)))
    )


def test_equal_time_is_what_the_quickest_took() -> None:
    own, wide, large, none = summaries(book())
    assert own.in_time is not None
    assert own.in_time.value == pytest.approx(own.held_out.value)  # type: ignore[union-attr]
    assert wide.in_time is not None
    assert wide.in_time.value == pytest.approx(wide.held_out.value / 2)  # type: ignore[union-attr]
    assert large.seconds == 2.0
    assert none.held_out is None
    assert none.trouble.startswith("the maps shrink")


def test_csv_and_json_tell_the_same() -> None:
    one = book("=cmd.py")
    rows = list(csv.DictReader(io.StringIO(as_csv(one))))
    told = json.loads(as_json(one))
    assert rows[0]["file"] == "'=cmd.py"  # no formula in a spreadsheet
    runs = [(s["name"], r["seed"], r["accuracy"]) for s in told["settings"] for r in s["runs"]]
    assert runs == [
        (row["setting"], int(row["seed"]), float(row["held_out_accuracy"]))
        for row in rows
        if row["seed"]
    ]
    assert [row["trouble"] for row in rows if not row["seed"]] == [told["settings"][3]["trouble"]]
    assert [one["sentence"] for one in told["comparisons"]] == [
        found.sentence for found in comparisons(summaries(book()))
    ]


def test_guesses_stand_beside_what_came_out() -> None:
    one = book()
    assert [q.question for q in questions(one.design)] == [
        "channels 20/40 instead of 10/20",
        "kernel 7 instead of 5",
    ]
    assert said(one.expected[0], summaries(one)) == (
        "kernel 7 instead of 5: you expected better, and saw worse"
    )


def test_a_run_is_known_by_all_that_it_follows_from(tmp_path) -> None:
    assert OWN.made is not None
    assert LARGE.made is not None
    keys = {
        key_of(OWN.made, RECIPE, "here"),
        key_of(OWN.made, replace(RECIPE, seed=2), "here"),
        key_of(OWN.made, RECIPE, "elsewhere"),
        key_of(replace(OWN.made, graphs=b"[]"), RECIPE, "here"),
    }
    assert len(keys) == 4
    assert key_of(LARGE.made, RECIPE, "here") in keys  # the very same network
    put(tmp_path, "abc", trial(1, 0.9))
    assert get(tmp_path, "abc") == trial(1, 0.9)
    (tmp_path / "runs" / "abc.json").write_bytes(b'{"seed": "one"}')
    assert get(tmp_path, "abc") is None


@pytest.mark.slow
def test_the_quantile_is_never_too_small() -> None:
    """Against scipy's of Student's t, as scikit-learn brings it along."""
    stats = pytest.importorskip("scipy.stats")
    for degrees in (1, 2, 5, 29, 30, 31, 45, 100, 500):
        true = stats.t.ppf(0.975, degrees)
        assert true - 0.001 <= quantile(degrees) < true + 0.03
    assert mean_of([1.0, 1.0]).half == 0

"""The page of an experiment: the same numbers as the files, and nothing of a stranger's acts."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from grader.evidence import LOOKED_AT
from grader.experiment.book import chosen, summaries
from grader.experiment.compared import comparisons
from grader.experiment.files import as_csv
from grader.experiment.page.render import render
from grader.experiment.page.rows import percent
from grader.experiment.page.scale import Scale, around, powers
from grader.experiment.page.seen import banks_of, changes_of
from grader.experiment.words import recipe_words, words_of_test
from tests.experiment.books import LARGE, OWN, WIDE, book


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_page_and_csv_agree() -> None:
    page, rows = render(book()), list(csv.DictReader(io.StringIO(as_csv(book()))))
    for row in rows:
        assert row["setting"] in page
        if row["seed"]:
            said = f"seed {row['seed']}: {percent(float(row['held_out_accuracy']))}"
            assert f"<title>{said}</title>" in page
            assert f"{int(row['parameters']):,}" in page
        else:
            assert row["trouble"] in page
    for one in comparisons(summaries(book())):
        assert one.sentence in page


def test_the_test_images_are_told_of_two_settings_alone() -> None:
    """Of the others the column has a dash, and the table for a program nothing."""
    page = render(book())
    said = (
        "Of the 200 test images, looked at once, when all else was done, the network as handed in"
    )
    assert f"{said} reads 94.0 %, and with {WIDE.name} 95.0 %: chosen because" in page
    assert re.findall(r'data-name="test">([^<]*)<', page) == ["94.0 %", "95.0 %", "–"]
    rows = list(csv.DictReader(io.StringIO(as_csv(book()))))
    told = {row["setting"]: row["test_accuracy"] for row in rows}
    assert [told[one.name] for one in (OWN, WIDE, LARGE)] == ["0.94", "0.95", ""]
    early = book()
    untested = tuple(replace(one, test_accuracy=None) for one in early.trials[WIDE.name])
    assert not words_of_test(
        summaries(replace(early, trials={**early.trials, WIDE.name: untested}))
    )


def test_what_is_as_good_as_the_own_is_not_chosen() -> None:
    one = book()
    own = one.trials[OWN.name]
    assert chosen(summaries(one)).variant is WIDE  # type: ignore[union-attr]
    found = summaries(replace(one, trials={**one.trials, WIDE.name: own}))
    assert chosen(found).variant is OWN  # type: ignore[union-attr]
    assert "no setting reads more of the held-out ones" in words_of_test(found)
    assert chosen(summaries(replace(one, trials={}))) is None


def test_boxes_are_empty_and_guesses_stand_beside_what_came_out() -> None:
    page = render(book())
    assert re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S) == ["", "", ""]
    assert "kernel 7 instead of 5 better worse" in _plain(page)


def test_no_script_no_outside_address_and_names_are_escaped() -> None:
    evil = "<img src=x onerror=alert(1)>\u202e.py"
    page = render(book(evil))
    assert "<img src=x" not in page
    assert "⟨U+202E⟩" in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "default-src 'none'" in page


def test_runs_that_are_not_done_yet_are_said() -> None:
    one = book()
    page = _plain(render(replace(one, trials={OWN.name: one.trials[OWN.name][:2]})))
    assert "2 runs are done, 7 are not yet" in page
    assert "There is nothing to compare yet" in page
    nothing = _plain(render(replace(one, trials={})))
    assert "0 runs are done, 9 are not yet" in nothing


def test_every_place_is_within_its_frame() -> None:
    page = render(book())
    places = [float(x) for x in re.findall(r"(?:x|x1|x2|cx|y1|y2|cy)=\"(-?[\d.]+)%\"", page)]
    assert places
    assert all(0 <= place <= 102 for place in places)


@pytest.mark.parametrize("numbers", [[0.5], [0.91, 0.97], [0.0, 1.0], [0.995, 0.996]])
def test_an_axis_holds_its_numbers(numbers: list[float]) -> None:
    scale = around(numbers, (0.0, 1.0))
    assert 0 <= scale.low <= min(numbers) <= max(numbers) <= scale.high <= 1
    assert len(scale.ticks()) >= 2
    wide = powers([n * 1e5 for n in numbers])
    assert all(0 <= wide.at(n * 1e5) <= 100 for n in numbers)


def test_filters_are_of_the_setting_nearest_to_the_own() -> None:
    banks = banks_of(summaries(book()))
    assert [(bank.name, bank.size, len(bank.pictures)) for bank in banks] == [(OWN.name, "2×2", 2)]


def test_the_confusions_that_changed_most() -> None:
    changes = changes_of(summaries(book()))
    assert {one.setting for one in changes} == {LARGE.name}
    assert all(one.read == (one.label + 1) % 10 for one in changes)
    first = changes[0]
    assert (round(first.here, 3), round(first.own, 3)) == (0.073, 0.04)


def test_powers_of_ten_stand_equally_far_apart() -> None:
    scale = Scale(10, 1000, log=True)
    assert [scale.at(n) for n in (10, 100, 1000)] == [0, 50, 100]


def test_what_two_seeds_leave_open_is_said_and_where_curves_rest() -> None:
    assert "a third makes them less than a third as wide" not in render(book())
    assert "a third makes them less than a third as wide" in render(replace(book(), seeds=(1, 2)))
    assert f"Accuracy on the first {LOOKED_AT} held-out images" in render(book())


def test_many_intervals_are_said_to_miss_now_and_then() -> None:
    assert "one in twenty" not in render(book())
    one = book()
    more = {
        f"{n}/{2 * n}": replace(WIDE, name=f"{n}/{2 * n}", values=(("channels", f"{n}/{2 * n}"),
        ("kernel", "5"))) for n in (2, 3, 4)
    }  # fmt: skip
    many = replace(
        one,
        design=replace(one.design, variants=(*one.design.variants, *more.values())),
        trials={**one.trials, **dict.fromkeys(more, one.trials[WIDE.name])},
    )
    assert "Of 5 such intervals about one in twenty" in _plain(render(many))


def test_the_recipe_is_called_what_it_is() -> None:
    one = book()
    assert "with Adam (0.003), as the grader trains" in recipe_words(one)
    own = one.design.own
    assert own.recipe is not None
    by_descent = replace(own, recipe=replace(own.recipe, optimizer="sgd", learning_rate=0.05))
    lab = replace(one, design=replace(one.design, variants=(by_descent,)))
    assert "with SGD (0.05, momentum 0.5), as the grader trains" in recipe_words(lab)

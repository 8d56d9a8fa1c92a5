"""How an experiment was made, in words: the recipe and the images."""

from __future__ import annotations

from collections.abc import Sequence

from grader.experiment.book import Book, Summary, chosen
from grader.lab.words import one_of


def recipe_words(book: Book) -> str:
    """The recipe and what it means."""
    own = book.design.own.recipe
    assert own is not None
    batches = f"{book.samples:,} training images a run"
    if book.recipe == "sheet":
        return (
            f"{batches[:1].upper()}{batches[1:]}, with the lab sheet's SGD ({own.learning_rate:g}, "
            "momentum 0.5): it learns slowly, so that settings may differ in how fast they learn "
            "rather than in how well."
        )
    if own.optimizer == "sgd":
        return f"{batches}, with SGD ({own.learning_rate:g}, momentum 0.5), as the grader trains."
    return (
        f"{batches}, with Adam ({own.learning_rate:g}), as the grader trains; the sheet's own SGD "
        "(--recipe sheet) learns more slowly."
    )


def words_of_seeds(count: int) -> str:
    """What so few seeds leave open; "" for others."""
    if count != 2:
        return ""
    return "Two seeds leave wide intervals: a third makes them less than a third as wide."


def words_of_intervals(count: int) -> str:
    """What it means to look at many at once; "" of few."""
    if count <= 3:
        return ""
    return f"Of {count} such intervals about one in twenty misses the truth by chance."


_NAMES = {"mnist": "MNIST", "digits": "the digits that come along (cnngrade data: MNIST)"}


def thing_of(book: Book) -> str:
    """What one of the images shows."""
    return one_of(book.things)


def data_words(book: Book) -> str:
    """Which images settings are chosen by, and which they are tested with."""
    trials = [one for found in book.trials.values() for one in found if not one.trouble]
    name = _NAMES.get(book.data, f"{book.things} ({book.data})")
    if not trials:
        return f"Images: {name}."
    return f"Images: {name}; {trials[0].held_out:,} training images are kept back to choose by."


def words_of_test(found: Sequence[Summary]) -> str:
    """What was read of the test images; "" where they were not looked at yet."""
    own, best = next((one for one in found if one.variant.own), None), chosen(found)
    if own is None or best is None or own.test is None or best.test is None:
        return ""
    words = (
        f"Of the {own.trials[0].tested:,} test images, looked at once, when all else was done, the "
        f"network as handed in reads {100 * own.test.value:.1f} %"
    )
    if best is own:
        return f"{words}; no setting reads more of the held-out ones."
    return (
        f"{words}, and with {best.variant.name} {100 * best.test.value:.1f} %: chosen because it "
        "reads most of the held-out ones."
    )

"""How an experiment was made, in words: the recipe and the images."""

from __future__ import annotations

from grader.experiment.book import Book
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
    return (
        f"{batches}, with Adam ({own.learning_rate:g}), as the grader trains; the sheet's own SGD "
        "(--recipe sheet) learns more slowly."
    )


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
    one = trials[0]
    return (
        f"Images: {name}; {one.held_out:,} training images are kept back to choose by, "
        f"{one.tested:,} to test with."
    )

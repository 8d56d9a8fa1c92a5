"""Why are these the student's numbers? Search for the slip that produces exactly them.

One slip is tried before two; where several fit, all are named; where none does, the wrong cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from concepts.questions.given import Table, flat, same, same_table, shape
from concepts.questions.named import Diagnosis, named
from concepts.questions.pool_question import PoolQuestion, groups
from concepts.questions.pool_slips import Reduce, Slip, asked, window_slips
from concepts.questions.result_slips import finish_slips, mean, sum_slips
from concepts.written import by, count, listed


def diagnose_pool(question: PoolQuestion, given: Table) -> Diagnosis:
    """The slip, or slips, behind a wrong answer.

    >>> question = PoolQuestion(((4, 3, 5, 1), (2, 1, 3, 1), (1, 1, 2, 3), (0, 0, 1, 2)), "average")
    >>> diagnose_pool(question, ((10.0, 10.0), (2.0, 8.0))).sentence
    'It looks as if you added each window up and did not divide.'
    """
    windows = list(window_slips(question))
    sums = list(sum_slips(question))
    ends = list(finish_slips(question))
    found = fitting(question, given, ((slip,) for slip in chain(windows, sums, ends)))
    if found:
        return found
    local = rearranged(question, given) or few_cells(question, given, sums, most=1)
    if local:
        return local
    pairs = chain(product(windows, sums), product(windows, ends), product(sums, ends))
    return (
        fitting(question, given, pairs)
        or few_cells(question, given, sums, most=len(flat(given)))
        or nearly(question, given, windows)
        or unexplained(question, given)
    )


def product(ones: Iterable[Slip], others: Iterable[Slip]) -> Iterator[tuple[Slip, ...]]:
    """Each of these with each of those, but the rare ones."""
    kept = [other for other in others if not other.rare]
    return ((one, other) for one in ones for other in kept if not one.rare)


def fitting(
    question: PoolQuestion, given: Table, attempts: Iterable[tuple[Slip, ...]]
) -> Diagnosis | None:
    """The attempts that produce exactly the student's numbers."""
    sentences: dict[str, str] = {}
    fit = [slips for slips in attempts if fits(question, given, slips)]
    for slips in sorted(fit, key=lambda slips: any(slip.rare for slip in slips)):
        sentence = ", and ".join(slip.sentence for slip in slips)
        sentences.setdefault(sentence, "+".join(slip.name for slip in slips))
    return named(sentences) if sentences else None


def fits(question: PoolQuestion, given: Table, slips: tuple[Slip, ...]) -> bool:
    """Whether these slips together produce the student's numbers."""
    result = slipped(question, slips)
    if any(slip.loose for slip in slips):
        return len(flat(result)) == len(flat(given)) and same_table((flat(given),), (flat(result),))
    return same_table(given, result)


def slipped(question: PoolQuestion, slips: tuple[Slip, ...]) -> Table:
    """The answer that one reaches with these slips."""
    windows = groups(question.cells, asked(question))
    reduce: Reduce = max if question.method == "max" else mean
    for slip in slips:
        windows, reduce = slip.windows or windows, slip.reduce or reduce
    table: Table = tuple(tuple(float(reduce(group)) for group in row) for row in windows)
    for slip in slips:
        table = slip.finish(table) if slip.finish else table
    return table


def rearranged(question: PoolQuestion, given: Table) -> Diagnosis | None:
    """The right numbers in the wrong order or shape."""
    expected = question.expected
    if not same_table((tuple(sorted(flat(given))),), (tuple(sorted(flat(expected))),)):
        return None
    if shape(given) != shape(expected) and same_table((flat(given),), (flat(expected),)):
        sentence = "The numbers are right: set them out in rows, as the windows lie in the input."
        return Diagnosis(("set-out-wrongly",), sentence)
    sentence = (
        "The numbers are right, but some stand in the wrong place: compare where windows lie."
    )
    return Diagnosis(("wrong-order",), sentence)


def few_cells(
    question: PoolQuestion, given: Table, sums: Iterable[Slip], most: int
) -> Diagnosis | None:
    """Up to `most` wrong cells among right ones, and the one slip behind all of them, if any."""
    expected = question.expected
    if shape(given) != shape(expected):
        return None
    wrong = wrong_cells(given, expected)
    if len(wrong) > most or len(wrong) == len(flat(given)):
        return None
    where = listed(place(cell) for cell in wrong)
    if len(wrong) == 1:  # one number fits too much for a slip to be named
        sentence = f"All is right but {where}: work that window out once more."
        return Diagnosis(("one-cell",), sentence)
    windows = groups(question.cells, asked(question))
    likely = [slip for slip in sums if slip.reduce and not slip.rare]
    fit = [
        slip
        for slip in likely
        if all(same(given[r][c], float(slip.reduce(windows[r][c]))) for r, c in wrong)  # type: ignore[misc]
    ]
    if len(fit) != 1:
        return None
    sentence = f"All is right but {where}: there it looks as if {fit[0].sentence}."
    return Diagnosis((f"{fit[0].name}-in-places",), sentence, (fit[0].sentence,))


def nearly(question: PoolQuestion, given: Table, windows: Iterable[Slip]) -> Diagnosis | None:
    """Another shape than asked for, where most cells are those of other windows."""
    if shape(given) == shape(question.expected):
        return None
    for slip in windows:
        result = slipped(question, (slip,))
        if shape(result) != shape(given) or len(flat(result)) < 3:
            continue
        wrong = len(wrong_cells(given, result))
        if 3 * wrong <= len(flat(result)):
            sentence = f"It looks as if {slip.sentence}; {count(wrong, 'cell')} may be off besides."
            return Diagnosis((f"{slip.name}-nearly",), sentence)
    return None


def unexplained(question: PoolQuestion, given: Table) -> Diagnosis:
    """No slip fits: say what the shape should be, or which cells are wrong."""
    expected = question.expected
    if shape(given) != shape(expected):
        sentence = (
            f"Your answer is {by(shape(given))} and should be {by(shape(expected))}: count how"
            f" often a window of {by((question.kernel,) * 2)} fits along each side with a stride of"
            f" {question.stride}."
        )
        return Diagnosis((), sentence)
    wrong = wrong_cells(given, expected)
    if len(wrong) == len(flat(given)) > 1:
        return Diagnosis((), "None of the cells is right: mark the windows in the input first.")
    where = listed(place(cell) for cell in wrong)
    cells = count(len(wrong), "cell")
    return Diagnosis((), f"{cells} to look at again: {where}.")


def wrong_cells(given: Table, expected: Table) -> tuple[tuple[int, int], ...]:
    """(row, column) of each cell that is not right, from 0; both tables have one shape."""
    return tuple(
        (r, c)
        for r, row in enumerate(expected)
        for c, value in enumerate(row)
        if not same(given[r][c], value)
    )


def place(cell: tuple[int, int]) -> str:
    """A cell as one says it, counted from 1."""
    return f"row {cell[0] + 1}, column {cell[1] + 1}"

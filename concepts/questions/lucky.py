"""Slips that give a question's right answer by chance: then a right answer shows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from concepts.questions.asked import Asked, Counted, Figured, Pooled, Tabled
from concepts.questions.count_question import expected
from concepts.questions.count_slips import slips_of
from concepts.questions.diagnosis import fits
from concepts.questions.pool_question import PoolQuestion, groups
from concepts.questions.pool_slips import Slip, asked, window_slips
from concepts.questions.result_slips import finish_slips, sum_slips


def lucky(question: Asked) -> tuple[str, ...]:
    """What may be done wrongly, and leads to the right answer all the same."""
    if isinstance(question, Pooled):
        return tuple(slip.sentence for slip in lucky_slips(question.pool))
    if isinstance(question, Counted):
        right = expected(question.part, question.layer)
        slips = slips_of(question.part, question.layer)
        return tuple(did for _, numbers, did in slips if numbers == right)
    if isinstance(question, Figured | Tabled):
        return tuple(did for _, numbers, did in question.slips if numbers == question.expected)
    return ()


def lucky_slips(question: PoolQuestion) -> Iterator[Slip]:
    """Common slips that would give the right answer."""
    right = groups(question.cells, asked(question))
    slips = chain(window_slips(question), sum_slips(question), finish_slips(question))
    for slip in slips:
        other = not slip.rare and slip.windows != right  # where nothing hangs over, nothing differs
        if other and fits(question, question.expected, (slip,)):
            yield slip

"""Practice: the same seed gives the same questions, and no slip gives a right answer by luck."""

from typing import Any

import pytest

from concepts.questions.count_question import expected
from concepts.questions.count_slips import slips_of
from concepts.questions.diagnosis import fits
from concepts.questions.pool_question import PoolQuestion
from concepts.questions.practice import LEVELS, lucky_slips, questions
from concepts.questions.result_slips import sum_slips


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_seed_gives_the_same_questions(level):
    assert questions(7, level, 20) == questions(7, level, 20)
    assert questions(7, level, 20) != questions(8, level, 20)
    assert questions(7, level, 20)[:5] == questions(7, level, 5)


@pytest.mark.parametrize("level", LEVELS)
def test_right_answers_are_right_and_slips_are_wrong(level):
    for question in questions(3, level, 40):
        right: Any = question.mark(None).expected  # rows of a table, or a count
        assert question.mark([list(row) for row in right] if question.pool else right).right
        if question.pool:
            for slip in sum_slips(question.pool):
                if not slip.rare:
                    assert not fits(question.pool, question.pool.expected, (slip,))
        else:
            assert question.part is not None
            assert question.layer is not None
            numbers = expected(question.part, question.layer)
            assert all(found != numbers for _, found, _ in slips_of(question.part, question.layer))


def test_a_lucky_question_is_recognised():
    equal = PoolQuestion(((3.0,) * 4,) * 4, "max")
    assert {"average-for-max", "minimum", "mirrored"} <= {s.name for s in lucky_slips(equal)}


def test_levels_differ():
    assert all(q.pool.padding == 0 for q in questions(1, 2, 20) if q.pool)
    assert all(q.pool.padding == 1 for q in questions(1, 3, 20) if q.pool)

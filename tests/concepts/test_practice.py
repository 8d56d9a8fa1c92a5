"""Practice: the same seed gives the same questions, and no slip gives a right answer by luck."""

from random import Random
from typing import Any

import pytest

from concepts import ConceptError
from concepts.questions.asked import Counted, Figured, Pooled, Tabled, aligned
from concepts.questions.count_question import ConvQuestion, expected
from concepts.questions.count_slips import slips_of
from concepts.questions.diagnosis import fits
from concepts.questions.lucky import lucky, lucky_slips
from concepts.questions.net_questions import drawn_network
from concepts.questions.pool_question import PoolQuestion
from concepts.questions.practice import KINDS, LEVELS, questions
from concepts.questions.result_slips import sum_slips


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_seed_gives_the_same_questions(level):
    drawn = questions(7, level, 12)
    assert drawn == questions(7, level, 12)
    assert drawn != questions(8, level, 12)
    assert drawn[:5] == questions(7, level, 5)


@pytest.mark.parametrize("level", LEVELS)
def test_right_answers_are_right_and_slips_are_wrong(level):
    for question in questions(3, level, 24):
        right: Any = question.mark(None).expected  # rows of a table, numbers, or one
        assert question.mark(
            [list(row) for row in right] if question.asked.is_table else right
        ).right
        assert question.asked.hint.endswith(".")
        asked = question.asked
        if isinstance(asked, Pooled):
            for slip in sum_slips(asked.pool):
                if not slip.rare:
                    assert not fits(asked.pool, asked.pool.expected, (slip,))
        elif isinstance(asked, Counted):
            numbers = expected(asked.part, asked.layer)
            assert all(found != numbers for _, found, _ in slips_of(asked.part, asked.layer))
        elif isinstance(asked, Figured):
            for name, numbers, _ in asked.slips:
                mark = question.mark(list(numbers))
                assert not mark.right
                assert name in mark.slips
        elif isinstance(asked, Tabled):
            for name, cells, _ in asked.slips:
                mark = question.mark([list(row) for row in cells])
                assert not mark.right
                assert name in mark.slips


def test_the_kinds_that_are_asked_for():
    assert {q.asked.kind for q in questions(5, 1, 9, ["field"])} == {
        "field",
        "neighbours",
        "what a unit sees",
    }
    with pytest.raises(ConceptError, match="it must be one of pool, count, field"):
        questions(5, 1, 9, ["fields"])
    assert len(KINDS) == 7


def test_shapes_are_asked_where_they_are_asked_for():
    assert "shape" not in {question.asked.kind for question in questions(5, 1, 24)}
    assert {question.asked.kind for question in questions(5, 2, 9, ["shape"])} == {"shape"}


def test_a_lucky_question_is_recognised():
    equal = PoolQuestion(((3.0,) * 4,) * 4, "max")
    assert {"average-for-max", "minimum", "mirrored"} <= {s.name for s in lucky_slips(equal)}
    assert any("you averaged" in did for did in lucky(Pooled(equal)))
    counted = Counted(ConvQuestion(out_channels=5, kernel_size=5), "filters")
    assert any("size of a filter" in did for did in lucky(counted))
    assert not lucky(Counted(ConvQuestion(), "filters"))


def test_levels_differ():
    def paddings(level: int) -> set[int]:
        asked = [question.asked for question in questions(1, level, 4, ["pool"])]
        return {one.pool.padding for one in asked if isinstance(one, Pooled)}

    assert (paddings(2), paddings(3)) == ({0}, {1})


def test_what_a_unit_sees_is_what_the_region_says():

    for seed in range(20):
        drawn = drawn_network(Random(seed), 3)
        network, shape = drawn.network, drawn.image
        bounds = network.region(shape, (0, 0)).bounds
        assert bounds is not None
        field = network.fields(shape)[network.output].axes[0]
        assert bounds[0] == (0, min(field.size - (field.padding or 0), shape[1]) - 1)


def test_columns_stand_under_one_another():
    assert aligned(((-1, 2), (30, -4))) == ("-1   2", "30  -4")

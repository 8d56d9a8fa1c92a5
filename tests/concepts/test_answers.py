"""Marking Part 1: what is right, what is wrong, and the slip behind it. A row is a case."""

from itertools import product

import numpy as np
import pytest

from concepts.questions.answers import Q6_INPUT, mark_pool, mark_q6_average, mark_q6_max, mark_q7
from concepts.questions.diagnosis import slipped
from concepts.questions.named import named
from concepts.questions.pool_question import PoolQuestion
from concepts.questions.pool_slips import window_slips
from concepts.questions.result_slips import finish_slips, sum_slips

RIGHT_MAX = [[4, 5], [1, 3]]
RIGHT_AVERAGE = [[2.5, 2.5], [0.5, 2]]

MAX_SLIPS = {  # slip → what a student who makes it writes for Q6 a
    "average-for-max": RIGHT_AVERAGE,
    "sum-for-max": [[10, 10], [2, 8]],
    "minimum": [[1, 1], [0, 1]],
    "median": [[2.5, 2], [0.5, 2]],
    "second-largest": [[3, 3], [1, 2]],
    "stride-1": [[4, 5, 5], [2, 3, 3], [1, 2, 3]],
    "stride-3": [[4]],
    "padding-added": [[4, 5, 1], [2, 3, 3], [0, 1, 2]],
    "late-start": [[3]],
    "rows-for-windows": [[5, 3], [3, 2]],
    "columns-for-windows": [[4, 3], [5, 3]],
    "whole-input": 5,
    "transposed": [[4, 1], [5, 3]],
    "mirrored": [[5, 4], [3, 1]],
    "upside-down": [[1, 3], [4, 5]],
    "wrong-order": [[4, 3], [5, 1]],
    "set-out-wrongly": [4, 5, 1, 3],
    "top-left": [[4, 5], [1, 2]],
    "bottom-right": [[1, 1], [0, 2]],
    "one-cell": [[4, 5], [1, 9]],
    "minimum-in-places": [[4, 1], [0, 3]],
    "position": [[1, 1], [1, 2]],  # not "the bottom right number"
    "kernel-3-stride-1": [[5, 5], [3, 3]],
    "stride-1-of-rows": [[4, 5], [2, 3], [1, 3]],
    "kernel-3-of-columns": [[5], [2]],
}

AVERAGE_SLIPS = {  # the same for Q6 b
    "max-for-average": RIGHT_MAX,
    "sum-not-divided": [[10, 10], [2, 8]],
    "divided-by-2": [[5, 5], [1, 4]],
    "divided-by-3": [[3.33, 3.33], [0.67, 2.67]],
    "divided-by-9": [[1.11, 1.11], [0.22, 0.89]],
    "divided-by-16": [[0.625, 0.625], [0.125, 0.5]],
    "minimum": [[1, 1], [0, 1]],
    "rounded": [[3, 3], [1, 2]],
    "truncated": [[2, 2], [0, 2]],
    "zeros-not-counted": [[2.5, 2.5], [1, 2]],
    "stride-1": [[2.5, 3, 2.5], [1.25, 1.75, 2.25], [0.5, 1, 2]],
    "rows-for-windows": [[3.25, 1.75], [1.75, 0.75]],
    "transposed": [[2.5, 0.5], [2.5, 2]],
    "one-cell": [[2.5, 2.5], [0.5, 2.25]],
    "sum-not-divided-in-places": [[2.5, 10], [0.5, 8]],
    "max-for-average+transposed": [[4, 1], [5, 3]],
    "stride-1+max-for-average": [[4, 5, 5], [2, 3, 3], [1, 2, 3]],
}

COUNT_SLIPS = [  # part of Q7, what was written, the slip
    ("filters", 1, "input-channels"),
    ("filters", 25, "kernel-area"),
    ("filters", 260, "parameters"),
    ("block", [5, 5], "channels-left-out"),
    ("block", [5, 5, 1], "channels-last"),
    ("block", [1, 28, 28], "whole-input"),
    ("block", [10, 5, 5], "filters-for-channels"),
    ("block", 25, "number-of-cells"),
    ("applications", 24, "one-side"),
    ("applications", 784, "kernel-ignored"),
    ("applications", 529, "one-short"),
    ("applications", 625, "one-too-many"),
    ("applications", 36, "rounded-up"),
    ("applications", 1024, "full-padding"),
    ("applications", [24, 24], "two-sides"),
    ("block", [10, 1, 5, 5], "all-filters"),
    ("applications", 5760, "all-filters"),
    ("applications", 14400, "multiplications"),
    ("outputs_per_application", 25, "kernel-area"),
    ("outputs_per_application", 576, "whole-map"),
    ("outputs_per_application", 10, "all-filters"),
]


def test_the_sheets_answers_are_right():
    assert mark_q6_max(RIGHT_MAX).right
    assert mark_q6_average(RIGHT_AVERAGE).right
    assert mark_q6_average([["5/2", "2.5"], [0.5, 2.0]]).right
    answers = {
        "filters": 10,
        "block": [1, 5, 5],
        "applications": 576,
        "outputs_per_application": 1,
    }
    assert [mark.right for mark in mark_q7(answers)] == [True] * 4


@pytest.mark.parametrize("blank", [[], "", None, [[]], [[], []], "  "])
def test_blank_is_unanswered(blank):
    mark = mark_q6_max(blank)
    assert (mark.answered, mark.right, mark.diagnosis) == (False, False, "")
    assert not any(mark.answered for mark in mark_q7({"filters": blank}))


@pytest.mark.parametrize(("slip", "given"), MAX_SLIPS.items())
def test_max_slip_is_found(slip, given):
    check(mark_q6_max(given), slip, RIGHT_MAX)


@pytest.mark.parametrize(("slip", "given"), AVERAGE_SLIPS.items())
def test_average_slip_is_found(slip, given):
    check(mark_q6_average(given), slip, RIGHT_AVERAGE)


def check(mark, slip, answer):
    assert not mark.right
    assert slip in mark.slips
    assert mark.diagnosis.endswith(".")
    for number in {n for row in answer for n in row if n > 3 or n % 1}:
        assert str(number) not in mark.diagnosis  # it helps without giving the answer away


@pytest.mark.parametrize(("part", "given", "slip"), COUNT_SLIPS)
def test_count_slip_is_found(part, given, slip):
    mark = next(mark for mark in mark_q7({part: given}) if mark.answered)
    assert not mark.right
    assert slip in mark.slips
    assert "576" not in mark.diagnosis


@pytest.mark.parametrize("block", [1, [1], [1, 5], [1, 5, 5, 9]])
def test_a_block_has_three_sizes(block):
    mark = mark_q7({"block": block})[1]
    assert (mark.answered, mark.right) == (True, False)
    assert mark.diagnosis


def test_several_slips_are_said_to_be_several():
    mark = mark_q6_max([[4, 5], [1, 2]])
    assert {"kernel-1", "top-left"} <= set(mark.slips)
    assert mark.diagnosis.startswith("Several slips give these numbers")


def test_a_rounded_answer_is_said_to_be_rounded():
    question = PoolQuestion(((1.0, 0.0, 0.0),) * 3, "average", 3, 3)
    assert mark_pool("b", question, [[0.33]]).diagnosis == "It is rounded, which is right here."
    assert mark_pool("b", question, [[0.33]]).right
    assert mark_pool("b", question, [["1/3"]]).diagnosis == ""


def test_one_number_alone_names_no_slip():
    mark = mark_q6_average([[2.5, 10], [0.5, 2]])  # 10 is the window's sum, or anything
    assert mark.diagnosis.startswith("All is right but row 1, column 2: work that window out")


def test_stride_and_padding_left_out_together():
    layer = {"input_size": 32, "kernel_size": 3, "stride": 2, "padding": 1}
    mark = mark_q7({"applications": 900}, layer)[2]
    assert mark.slips == ("stride-and-padding-left-out",)


def test_of_many_slips_two_are_said():
    found = named({"you a": "a", "you b": "b", "you c": "c"})
    assert found.sentence.endswith("either you a; or you b; or something else was done.")
    assert (found.slips, found.said) == (("a", "b", "c"), ("you a", "you b"))


def test_unexplained_numbers_point_at_the_cells():
    mark = mark_q6_max([[4, 6], [1, 7]])
    assert mark.slips == ()
    assert mark.wrong_cells == ((0, 1), (1, 1))
    assert mark.right_cells == ((0, 0), (1, 0))
    assert "row 1, column 2 and row 2, column 2" in mark.diagnosis


def test_other_windows_with_an_error_besides():
    mark = mark_q6_max([[4, 5, 5], [2, 3, 3], [1, 2, 9]])
    assert mark.slips == ("stride-1-nearly",)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([["x", 1]], "'x' (row 1, column 1) is not a number"),
        ([[1, 2], [3]], "row 2 has 1 number and row 1 has 2"),
        ([[float("nan"), 2]], "nan (row 1, column 1) is not a number"),
        ([[True, 2]], "True (row 1, column 1) is not a number"),
        ([[{}, 2]], "is not a number"),
        ([[10**400, 2]], "is not a number"),
        ([[[1]]], "is not a number"),
    ],
)
def test_what_is_no_table_is_wrong_and_says_why(given, said):
    mark = mark_q6_max(given)
    assert (mark.answered, mark.right) == (True, False)
    assert said in mark.diagnosis


@pytest.mark.parametrize(
    "given",
    [
        "[[4,5],[1,3]]",
        "[[4 5]\n [1 3]]",
        "4 5; 1 3",
        "4, 5\n1, 3",
        ["4 5", "1 3"],
        [["4", "10/2"], ["1.0", 3]],
    ],
)
def test_a_table_is_understood_as_people_type_it(given):
    assert mark_q6_max(given).right


@pytest.mark.parametrize("given", ["2,5 2,5; 0,5 2", [["2,5", "5/2"], [".5", "2"]]])
def test_a_comma_may_be_a_point(given):
    assert mark_q6_average(given).right


@pytest.mark.parametrize(
    ("part", "given", "right"),
    [
        *[("applications", text, True) for text in ("24*24", "24x24", "24 × 24", "576 times")],
        *[("block", text, True) for text in ("1x5x5", "1 5 5", "(1, 5, 5)", "1×5×5")],
        ("applications", "24*25", False),
        ("applications", "about 576", False),
        ("block", "5x5", False),
        ("filters", "10 filters", True),
    ],
)
def test_a_count_is_understood_as_people_write_it(part, given, right):
    mark = next(mark for mark in mark_q7({part: given}) if mark.answered)
    assert mark.right is right


def test_q7_for_another_layer():
    layer = {"in_channels": 3, "out_channels": 8, "kernel_size": 3, "input_size": 32, "padding": 1}
    given = {
        "filters": 8,
        "block": [3, 3, 3],
        "applications": 1024,
        "outputs_per_application": 1,
    }
    assert all(mark.right for mark in mark_q7(given, layer))
    wrong = mark_q7({"applications": 900}, layer)[2]
    assert wrong.slips == ("padding-left-out",)


def test_every_slip_differs_from_what_was_asked_somewhere():
    """A slip that can never change an answer would never be found."""
    random = np.random.default_rng(0)
    cells = tuple(tuple(float(v) for v in row) for row in random.integers(-9, 10, (5, 5)))
    tried, changing = set(), set()
    for method, padding in product(("max", "average"), (0, 1)):
        question = PoolQuestion(cells, method, padding=padding)
        for slip in (*window_slips(question), *sum_slips(question), *finish_slips(question)):
            tried.add(slip.name)
            if slipped(question, (slip,)) != question.expected:
                changing.add(slip.name)
    assert tried == changing


def test_reveal_shows_every_window():
    assert mark_q6_average([]).working[0] == "row 1, column 1: (4 + 3 + 2 + 1) / 4 = 2.5"
    assert len(mark_q6_max([]).working) == 4
    assert Q6_INPUT[0] == (4, 3, 5, 1)

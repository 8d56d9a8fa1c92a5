"""What follows from the facts alone."""

from __future__ import annotations

from grader.evidence import LAID_OUT, Edit, Mend, Mended, Observation, ProcessFate, Trouble

STOPPED = Trouble("forward", "RuntimeError", "shapes", 3)


def test_a_number_that_was_wrong_before_in_silence_is_no_second_mistake() -> None:
    silent = Mend("flatten", "x.view(-1, 500)", 3, 500, 320, None)
    same = Mend("in_features", "fc1", 4, 500, 320, STOPPED)
    other = Mend("in_features", "fc2", 5, 60, 50, STOPPED)
    assert Observation(mends=(silent, same, other)).crashes == (other,)
    assert Observation(mends=(same, other)).crashes == (same, other)


def test_what_was_put_right_is_said_in_words() -> None:
    assert Mend("flatten", "x.view(-1, 500)", 3, 500, 320, None).change == "320 in place of 500"
    assert "a row for each image" in Mend(LAID_OUT, "fc1", 3, 4, 2, STOPPED).change


def test_only_with_every_required_layer_a_process_was_confined() -> None:
    assert not ProcessFate("finished", 1.0, 0, confinement=("network namespace",)).confined
    assert ProcessFate("finished", 1.0, 0, confinement=("system-call filter",)).confined


def test_an_edit_ends_where_the_students_words_end() -> None:
    edit = Edit("name-misspelt", 2, 10, "abc", "abcde")
    assert edit.end == 13
    assert Mended(None, (edit,)).kind == "name-misspelt"

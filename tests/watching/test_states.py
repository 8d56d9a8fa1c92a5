"""What saves, results and keys come to, without a file, a process or a screen."""

from __future__ import annotations

import pytest

from grader.watching.states import (
    CallOff,
    Do,
    Event,
    Failed,
    Gone,
    Heard,
    Key,
    Order,
    Run,
    Saved,
    Stamp,
    State,
    Woke,
    mended_and_new,
    step,
)
from tests.watching.glances import glance, told


def _after(*events: Event, state: State | None = None) -> tuple[State, list[Order]]:
    state = state or State("net.py")
    orders: list[Order] = []
    for event in events:
        state, more = step(state, event)
        orders += more
    return state, orders


FIRST = Stamp("a", 1)


def test_a_save_is_graded_and_its_verdict_shown() -> None:
    state, orders = _after(Saved("a"))
    assert orders == [Run(FIRST)]
    assert (state.phase, state.glance) == ("working", None)
    early, whole = glance(told(), whole=False), glance(told())
    state, _ = _after(Heard(FIRST, early), state=state)
    assert (state.phase, state.glance) == ("working", early)
    state, _ = _after(Heard(FIRST, whole), state=state)
    assert (state.phase, state.glance) == ("done", whole)


def test_ten_saves_in_a_second_have_one_verdict() -> None:
    saves = [Saved(name) for name in "abcdefghij"]
    state, orders = _after(*saves)
    stamps = [order.stamp for order in orders if isinstance(order, Run)]
    assert [stamp.digest for stamp in stamps] == list("abcdefghij")
    for stamp in stamps[:-1]:
        state, _ = _after(Heard(stamp, glance(told())), state=state)
        assert state.glance is None
    state, _ = _after(Heard(stamps[-1], glance()), state=state)
    assert state.glance == glance()


@pytest.mark.parametrize("late", [Heard(FIRST, glance(told())), Failed(FIRST, "lost")])
def test_what_comes_of_an_older_text_is_never_shown(late: Event) -> None:
    state, _ = _after(Saved("a"), Saved("b"), late)
    assert (state.phase, state.glance, state.sentence) == ("working", None, "")


def test_the_same_text_once_more_is_another_grading() -> None:
    state, orders = _after(Saved("a"), Saved("b"), Saved("a"))
    assert orders[-1] == Run(Stamp("a", 3))
    assert _after(Heard(FIRST, glance()), state=state)[0].glance is None


def test_a_verdict_stands_whatever_comes_behind_it() -> None:
    state, _ = _after(Saved("a"), Heard(FIRST, glance()), Failed(FIRST, "the page cannot be drawn"))
    assert state.phase == "done"


def test_a_deleted_file_is_said_and_comes_back() -> None:
    state, orders = _after(Saved("a"), Heard(FIRST, glance(told())), Gone())
    assert state.phase == "gone"
    assert orders[-1] == CallOff()
    assert step(state, Key("r")) == (state, ())  # there is nothing to grade
    state, orders = _after(Saved("a"), state=state)
    assert orders == [Run(Stamp("a", 2))]
    assert state.before == glance(told())  # the mark before is known still
    assert _after(Heard(Stamp("a", 2), glance()), state=state)[0].phase == "done"


def test_who_wakes_grades_again_what_was_under_way() -> None:
    state, orders = _after(Saved("a"), Woke())
    assert orders[-1] == Run(Stamp("a", 2))
    assert _after(Failed(FIRST, "took longer than 60 s"), state=state)[0].phase == "working"
    done, _ = _after(Heard(Stamp("a", 2), glance()), state=state)
    assert step(done, Woke()) == (done, ())


def test_what_is_mended_and_what_is_new() -> None:
    old = glance(told(), told("log-probabilities", "softmax-without-log"))
    new = glance(told(), told("q7-counts", "other"), log_probabilities="passed")
    assert mended_and_new(old, new) == (("softmax-without-log is so",), ("other is so",))
    assert mended_and_new(None, new) == ((), ())


def test_what_was_not_known_yet_is_no_news() -> None:
    early = glance(told(), whole=False, loss_goes_down="pending", q7_counts="passed")
    now = glance(told("loss-goes-down", "slow"), told("q7-counts", "new"))
    assert mended_and_new(early, now) == (("relu-missing is so",), ("new is so",))
    state, _ = _after(Saved("a"), Heard(FIRST, early), Saved("b"))
    assert state.before == early


@pytest.mark.parametrize("state_of_it", ["blocked", "pending"])
def test_what_cannot_be_judged_is_not_mended(state_of_it: str) -> None:
    new = glance(relu_on_hidden_layers=state_of_it)  # type: ignore[arg-type]
    assert mended_and_new(glance(told()), new) == ((), ())


def test_hints_come_one_by_one_and_stay_with_their_cause() -> None:
    state, _ = _after(Saved("a"), Heard(FIRST, glance(told())), Key("h"), Key("h"))
    assert state.rung == 3
    more, _ = _after(Key("h"), Key("h"), state=state)
    assert (more.rung, more.note) == (4, "That was the last hint.")
    same, _ = _after(Saved("b"), Heard(Stamp("b", 2), glance(told())), state=state)
    assert same.rung == 3
    other, _ = _after(Saved("b"), Heard(Stamp("b", 2), glance(told("q7-counts"))), state=state)
    assert other.rung == 1


def test_keys() -> None:
    state, _ = _after(Saved("a"), Heard(FIRST, glance(told())))
    assert _after(Key("a"), state=state)[0].view == "all"
    assert _after(Key("a"), Key("a"), state=state)[0].view == "first"
    assert _after(Key("e"), state=state)[0].view == "explain"
    assert _after(Key("e"), Key("h"), state=state)[0].view == "first"
    assert _after(Key("r"), state=state)[1] == [Run(Stamp("a", 2))]
    assert _after(Key("o"), state=state)[1] == [Do("open the page")]
    assert _after(Key("x"), state=state)[1] == [Do("explore")]
    assert _after(Key("q"), state=state)[1] == [Do("quit")]
    assert _after(Key("down"), Key("up"), Key("up"), state=state)[0].top == 0
    assert _after(Key("z"), state=state) == (state, [])


def test_keys_for_a_finding_say_nothing_where_there_is_none() -> None:
    state, orders = _after(Key("h"), Key("e"), Key("r"))
    assert (state, orders) == (State("net.py"), [])

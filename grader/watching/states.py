"""What saves, results and keys come to: a function from one state and an event to the next.

Beside the state come orders, which whoever calls carries out. A result is stamped with the text
that it is of, and counts only while that is the text that was saved last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from grader.judging.glance import Glance

View = Literal["first", "all", "explain"]
Phase = Literal["waiting", "working", "done", "gone", "failed"]


@dataclass(frozen=True)
class Stamp:
    """One grading of one text."""

    digest: str
    number: int


@dataclass(frozen=True)
class State:
    """All that the screen is a function of."""

    file: str
    phase: Phase = "waiting"
    stamp: Stamp = Stamp("", 0)
    glance: Glance | None = None  # of the text that was saved last, as far as it is known
    before: Glance | None = None  # what was known last of an earlier text
    sentence: str = ""  # why there is none
    view: View = "first"
    rung: int = 1  # hints that are shown
    top: int = 0  # lines that are scrolled away
    page: str = ""  # where the page is
    note: str = ""  # what is said of a key, or of this system


@dataclass(frozen=True)
class Saved:
    """A new text lies there, whole."""

    digest: str


@dataclass(frozen=True)
class Gone:
    """The file is deleted."""


@dataclass(frozen=True)
class Heard:
    """What is known of a text."""

    stamp: Stamp
    glance: Glance


@dataclass(frozen=True)
class Failed:
    """There is no verdict on a text, and why."""

    stamp: Stamp
    sentence: str


@dataclass(frozen=True)
class Woke:
    """The computer slept: clocks ran out meanwhile that measured nothing."""


@dataclass(frozen=True)
class Key:
    """A key was pressed: a letter, or "up", "down", "page down", "page up"."""

    name: str


Event = Saved | Gone | Heard | Failed | Woke | Key


@dataclass(frozen=True)
class Run:
    """Have the text graded that was saved last; one that is under way is called off."""

    stamp: Stamp


@dataclass(frozen=True)
class CallOff:
    """Nobody wants to know any more."""


@dataclass(frozen=True)
class Do:
    """Something beside the grading."""

    what: Literal["open the page", "explore", "quit"]


Order = Run | CallOff | Do
SCROLLED = {"up": -1, "down": 1, "page up": -10, "page down": 10, " ": 10}


def step(state: State, event: Event) -> tuple[State, tuple[Order, ...]]:
    """The state that comes of an event, and what is to be done."""
    if isinstance(event, Key):
        return _key(state, event.name)
    if isinstance(event, Saved):
        return _run(state, event.digest)
    if isinstance(event, Gone):
        gone = replace(_remembering(state), phase="gone", glance=None, sentence="", note="")
        return replace(gone, stamp=Stamp("", state.stamp.number)), (CallOff(),)
    if isinstance(event, Woke):
        return _run(state, state.stamp.digest) if state.phase == "working" else (state, ())
    if event.stamp != state.stamp or state.phase != "working":
        return state, ()  # of an older text
    if isinstance(event, Failed):
        return replace(state, phase="failed", sentence=event.sentence, glance=None), ()
    return _heard(state, event.glance), ()


def _remembering(state: State) -> State:
    """With what is known of the text so far as what was before."""
    known = state.glance is not None and not state.glance.no_mark
    return replace(state, before=state.glance) if known else state


def _run(state: State, digest: str) -> tuple[State, tuple[Order, ...]]:
    """Grade this text; nothing of an older one is shown as if it were of this."""
    stamp = Stamp(digest, state.stamp.number + 1)
    state = replace(_remembering(state), phase="working", stamp=stamp, glance=None)
    return replace(state, sentence="", note="", top=0), (Run(stamp),)


def _heard(state: State, glance: Glance) -> State:
    """The first thing may be another one now: its hints begin anew."""
    same = _first(state.glance or state.before) == _first(glance)
    return replace(
        state,
        phase="done" if glance.whole else "working",
        glance=glance,
        rung=state.rung if same else 1,
        top=state.top if same else 0,
        view=state.view if same or state.view == "all" else "first",
    )


def _first(glance: Glance | None) -> tuple[str, str]:
    told = glance.told[0] if glance is not None and glance.told else None
    return (told.check, told.diagnosis) if told is not None else ("", "")


def _key(state: State, name: str) -> tuple[State, tuple[Order, ...]]:
    state = replace(state, note="")
    told = state.glance.told[0] if state.glance is not None and state.glance.told else None
    if name == "q":
        return state, (Do("quit"),)
    if name == "r" and state.stamp.digest:
        return _run(state, state.stamp.digest)
    if name == "o":
        return state, (Do("open the page"),)
    if name == "x":
        return state, (Do("explore"),)
    if name == "a":
        return replace(state, view="first" if state.view == "all" else "all", top=0), ()
    if name == "e" and told is not None:
        return replace(state, view="first" if state.view == "explain" else "explain", top=0), ()
    if name == "h" and told is not None:
        more = min(state.rung + 1, len(told.rungs))
        note = "That was the last hint." if state.rung >= len(told.rungs) else ""
        return replace(state, view="first", rung=more, note=note), ()
    if name in SCROLLED:
        return replace(state, top=max(state.top + SCROLLED[name], 0)), ()
    return state, ()


def mended_and_new(before: Glance | None, now: Glance) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headlines of what is mended since, and of what is new."""
    if before is None:
        return (), ()
    old = {(told.check, told.diagnosis): told.headline for told in before.told}
    new = {(told.check, told.diagnosis): told.headline for told in now.told}
    states, were = dict(now.checks), dict(before.checks)
    mended = (words for key, words in old.items() if key not in new and states[key[0]] == "passed")
    # what was not known yet of the text before is no news
    told = (key for key in new if key not in old and (before.whole or were[key[0]] == "passed"))
    return tuple(mended), tuple(new[key] for key in told)

"""What is to be seen of a `State`: lines of styled words, for a terminal of any size."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from grader.judging.glance import Glance, Told
from grader.watching.states import State, mended_and_new

Words = tuple[str, str]  # style, text
Line = tuple[Words, ...]
SIGNS = {
    "passed": "✓", "failed": "✕", "blocked": "–", "broken": "!", "absent": "•", "pending": "·",
}  # fmt: skip
STYLES = {
    "passed": "green", "failed": "red", "blocked": "dim", "broken": "yellow", "absent": "dim",
    "pending": "dim",
}  # fmt: skip
LEAST = 20  # columns that a line is wrapped to at least
# words that begin a sentence, and are no names
ORDINARY = frozenset({"a", "an", "the", "no", "not", "two", "several", "fewer", "some", "lines"})


def screen(state: State, width: int, height: int) -> list[Line]:
    """The lines from top to bottom, no more than `height`; keys stand in the last ones."""
    width = max(width, LEAST)
    body = list(_body(state, width))
    feet = list(_feet(state, width))
    room = max(height - len(feet), 1)
    top = max(min(state.top, len(body) - room), 0)
    shown = body[top : top + room]
    if top + room < len(body):
        shown[-1] = (("dim", f"… {len(body) - top - room + 1} more lines: ↓"),)
    return [*shown, *[()] * (room - len(shown)), *feet][:height]


def plain(lines: list[Line]) -> str:
    """The same without styles."""
    return "\n".join("".join(text for _, text in line).rstrip() for line in lines)


def _body(state: State, width: int) -> Iterator[Line]:
    glance = state.glance
    if glance is None:
        yield from _without(state, width)
        return
    yield _mark(glance)
    yield from _changed(state, glance, width)
    yield tuple((STYLES[status], SIGNS[status]) for _, status in glance.checks)
    if not glance.told:
        yield from _nothing(glance, width)
    elif state.view == "all":
        yield from _all(glance, width)
    elif state.view == "explain":
        yield from _explained(glance.told[0], width)
    else:
        yield from _first(state, glance, width)


def _without(state: State, width: int) -> Iterator[Line]:
    said = {
        "waiting": "Waiting for the first look …",
        "working": "Checking …",
        "gone": f"{state.file} is not there: it is waited for.",
        "failed": f"No verdict: {state.sentence}",
    }.get(state.phase, "")
    yield (("bold", state.file),)
    yield from _wrapped(said, width)
    if state.before is not None and state.before.points:
        before = f"before: {state.before.points} / {state.before.most}"
        yield from _wrapped(before, width, "dim")


def _mark(glance: Glance) -> Line:
    name: Words = ("", f"   {glance.name}")
    if glance.no_mark:
        return (("bold", "no mark"), name)
    if not glance.whole:
        return (("bold", "… / " + glance.most if glance.most else "…"), name)
    return (("good" if glance.full else "bold", f"{glance.points} / {glance.most}"), name)


def _changed(state: State, glance: Glance, width: int) -> Iterator[Line]:
    if glance.no_mark:
        yield from _wrapped(glance.no_mark, width)
        return
    mended, new = mended_and_new(state.before, glance)
    if mended or new:
        told = f"mended: {_some(mended)}; new: {_some(new)}"
        yield from _wrapped(told, width, "good" if mended and not new else "")
    if not glance.whole:
        nothing = "" if glance.told else " nothing to mend"
        yield (("dim", f"So far{nothing}; {glance.waits} …"),)
    elif not (mended or new):
        yield from _wrapped(glance.summary, width, "dim")


def _some(headlines: tuple[str, ...]) -> str:
    if not headlines:
        return "none"
    rest = f" and {len(headlines) - 1} more" if len(headlines) > 1 else ""
    first, blank, others = headlines[0].partition(" ")
    small = first.lower() if first.lower() in ORDINARY else first
    return small + blank + others + rest


def _nothing(glance: Glance, width: int) -> Iterator[Line]:
    yield ()
    if glance.whole and not glance.no_mark:
        yield from _wrapped("Nothing to mend.", width, "good" if glance.full else "")
    yield from _wrapped(glance.learned, width)
    for note in glance.notes:
        yield from _wrapped(f"· {note}", width, "dim", "  ")
    for one in glance.next:
        yield from _wrapped(f"Next: {one}", width, indent="  ")


def _first(state: State, glance: Glance, width: int) -> Iterator[Line]:
    told = glance.told[0]
    yield ()
    yield from _headline(told, width)
    yield from _wrapped(told.sentence, width, indent="  ", first="  ")
    yield from _code(told, width)
    if told.words:
        yield from _wrapped(told.words, width, "dim", "  ", "  ")
    if told.steps:
        yield ()
        for one in told.steps:
            sign = ("green", "  ✓ ") if one.done else ("", "  – ")
            yield from _wrapped(one.text, width, "dim" if one.done else "", "    ", sign=sign)
    yield ()
    for number, rung in enumerate(told.rungs[: state.rung], 1):
        of = f"hint {number} of {len(told.rungs)}: "
        yield from _wrapped(rung, width, "", "  ", sign=("dim", f"  {of}"))
    more = len(glance.told) - 1
    if more:
        yield ()
        yield (("dim", f"… and {more} more behind it (a shows all)"),)


def _headline(told: Told, width: int) -> Iterator[Line]:
    where = ", ".join(word for word in (told.place, told.points) if word)
    head = told.headline + (f" ({where})" if where else "")
    yield from _wrapped(head, width, "bold", "  ", sign=("red", "✕ "))


def _code(told: Told, width: int) -> Iterator[Line]:
    """Three lines with their numbers, cut where the terminal ends, and a caret under the call."""
    wide = max((len(line.number) for line in told.code), default=0)
    for line in told.code:
        margin = f"  {line.number.rjust(wide)} │ "
        room = max(width - len(margin), 1)
        start, end = line.caret
        left = max(end - room, 0) if end > room else 0  # what is meant must be seen
        left = min(left, start)
        yield (("dim", margin), ("code", line.text[left : left + room]))
        if end > start:
            signs = "^" * max(min(end, left + room) - start, 1)
            yield (("dim", " " * (2 + wide) + " │ "), ("red", " " * (start - left) + signs))


def _all(glance: Glance, width: int) -> Iterator[Line]:
    for told in glance.told:
        yield ()
        yield from _headline(told, width)
        yield from _wrapped(told.sentence, width, indent="  ", first="  ")
    for note in glance.notes:
        yield ()
        yield from _wrapped(f"· {note}", width, "dim", "  ")
    if glance.learned:
        yield ()
        yield from _wrapped(glance.learned, width, "dim")


def _explained(told: Told, width: int) -> Iterator[Line]:
    yield ()
    yield from _headline(told, width)
    yield from _wrapped(told.why, width, indent="  ", first="  ")
    if told.more:
        yield ()
        yield from _wrapped(told.more, width, "dim", "  ", "  ")


def _feet(state: State, width: int) -> Iterator[Line]:
    yield ()
    if state.note:
        yield from _wrapped(state.note, width, "yellow")
    if state.page:
        yield from _wrapped(f"page: {state.page}", width, "dim")
    keys = ["h hint", "a all", "e explain", "o page", "x explore", "r again", "q quit"]
    yield from _wrapped("   ".join(keys), width, "dim")


def _wrapped(
    text: str,
    width: int,
    style: str = "",
    indent: str = "",
    first: str = "",
    sign: Words | None = None,
) -> Iterator[Line]:
    """A sentence over as many lines as it takes, broken at words; `sign` begins the first."""
    if not text:
        return
    begins = sign[1] if sign is not None else first
    lines = textwrap.wrap(
        text, width, initial_indent=begins, subsequent_indent=indent, break_on_hyphens=False
    )
    for number, line in enumerate(lines):
        if number == 0 and sign is not None:
            yield (sign, (style, line[len(begins) :]))
        else:
            yield ((style, line),)


def one_line(state: State) -> str:
    """What is said where there is no terminal: one line for each verdict, "" where none is due."""
    glance = state.glance
    if state.phase == "failed":
        return f"no verdict: {state.sentence}"
    if state.phase == "gone":
        return f"{state.file} is gone"
    if glance is None or not glance.whole:
        return ""
    if glance.no_mark:
        return f"no mark: {glance.no_mark}"
    mark = f"{glance.points} / {glance.most}"
    if not glance.told:
        return f"{mark}  {glance.summary}"
    first = glance.told[0]
    where = f" ({first.place})" if first.place else ""
    more = f"; {len(glance.told) - 1} more" if len(glance.told) > 1 else ""
    return f"{mark}  {first.headline}{where}{more}"

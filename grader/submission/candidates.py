"""The one file to grade of several: one rule for a folder, a zip, a class and Gradescope.

What a file is goes before its date (`ranking.claim`); of those that are alike the newest is taken
that can be read, and the others are rivals: somebody may have meant them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader.lab import Lab
from grader.submission.notebook import MOST_CODE
from grader.submission.ranking import Claim, bare, claim

Attempt = Literal["latest", "best", "first"]
ATTEMPTS: tuple[Attempt, ...] = ("latest", "best", "first")
MOST_TRIED = 5  # attempts of one person that are graded where the best is asked for
_MOST_READ = 2**21  # bytes of one person that are parsed to see which defines the network
_NAMED = 5  # files that a sentence names before it counts the rest

Reads = Callable[[str, bytes], bool]  # name, bytes: whether there is a network to be graded


@dataclass(frozen=True)
class Candidate:
    """A file that may be the one."""

    name: str  # as its author called it, with the folders above it
    data: bytes
    order: tuple[float, ...] = ()  # later is newer


@dataclass(frozen=True)
class Choice:
    """The file that is graded, by its place among the candidates."""

    taken: int
    why: str  # "the newest of 2 that define Net"
    others: tuple[int, ...]  # all the rest, the oldest first
    rivals: tuple[int, ...]  # those of them that may have been meant: other work that defines it
    attempts: tuple[int, ...]  # all that are alike and differ, the newest first

    def without(self, tried: Sequence[int]) -> Choice:
        """The same where these are graded as well."""
        others = tuple(i for i in self.others if i not in tried)
        rivals = tuple(i for i in self.rivals if i not in tried)
        return replace(self, others=others, rivals=rivals)


def choose(
    candidates: Sequence[Candidate], lab: Lab, reads: Reads, attempt: Attempt = "latest"
) -> Choice:
    """Choose among them; there must be one at least."""
    by_name = sorted(range(len(candidates)), key=lambda i: candidates[i].name, reverse=True)
    ascending = sorted(by_name, key=lambda i: (candidates[i].order, -_depth(candidates[i])))
    claims = {i: claim(candidates[i].name, candidates[i].data, lab) for i in ascending}
    best = max(claims.values())
    alike = [i for i in ascending if claims[i] == best]
    readable = _readable(candidates, alike, reads)
    taken = (readable or alike)[0 if attempt == "first" else -1]
    others = tuple(i for i in ascending if i != taken)
    texts = {i: bare(candidates[i].name, candidates[i].data) for i in _real(claims, best)}
    rivals = tuple(i for i in others if i in texts and texts[i] != texts.get(taken))
    tried = {texts.get(i, ""): i for i in readable if i in texts}
    return Choice(
        taken,
        _why(best, len(alike), lab, attempt),
        others,
        rivals,
        tuple(sorted(tried.values(), key=ascending.index, reverse=True))[:MOST_TRIED],
    )


def named(candidates: Sequence[Candidate], places: Sequence[int]) -> str:
    """A few of them as a sentence names them."""
    names = [candidates[i].name for i in places]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _depth(candidate: Candidate) -> int:
    return candidate.name.count("/")


def _real(claims: dict[int, Claim], best: Claim) -> list[int]:
    """Work that defines the class; where nothing does, what comes as near as the best."""
    mine = [i for i, one in claims.items() if one[1]]
    return mine or [i for i, one in claims.items() if one == best and one[2]]


def _readable(candidates: Sequence[Candidate], alike: Sequence[int], reads: Reads) -> list[int]:
    """Those with a network in them: as many are read as a person may have written."""
    if len(alike) == 1:
        return list(alike)
    left, found = _MOST_READ, list[int]()
    for i in reversed(alike):
        left -= min(len(candidates[i].data), MOST_CODE)  # a notebook's pictures are not parsed
        if left < 0:
            break
        if reads(candidates[i].name, candidates[i].data):
            found.insert(0, i)
    return found


def _why(best: Claim, alike: int, lab: Lab, attempt: Attempt) -> str:
    and_called, mine, network, blank, _, _ = best
    if blank and not mine:
        return f"{lab.class_name} is still blank in it, and no other defines a network"
    if mine and alike > 1:
        age = "oldest" if attempt == "first" else "newest"
        return f"the {age} of {alike} that define {lab.class_name}"
    if and_called:
        return f"it defines {lab.class_name} and is called {lab.file_name}"
    if mine:
        return f"it defines {lab.class_name}"
    nearest = "defines another network" if network else "comes nearest"
    return f"none defines {lab.class_name}, and it {nearest}"

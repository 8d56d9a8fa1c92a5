"""Whose a line is: by number, login or address, and by name where only one has it."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from grader.batch.judgement.judgements import Judgement, JudgementError
from grader.batch.nouns import Handed
from grader.batch.people import straight
from grader.batch.sheets.nouns import Place

_MOST = 12  # that are named


class People:
    """The people of a class, to be asked for by what a tutor calls them."""

    def __init__(
        self, handed: Iterable[Handed], places: Mapping[str, Sequence[Place]] | None = None
    ) -> None:
        """`places`: who a worksheet says that they are, by key."""
        self._by_number: dict[str, set[str]] = defaultdict(set)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for one in handed:
            for number in (one.key, one.id, *(p for q in one.people for p in (q.sid, q.email))):
                if bare(number):
                    self._by_number[bare(number)].add(one.key)
            theirs = (place.name for place in (places or {}).get(one.key, ()))
            for name in (one.name, *(person.name for person in one.people), *theirs):
                if bare(name):
                    self._by_name[bare(name)].add(one.key)
                    self._by_name[bare(straight(name))].add(one.key)

    def keys(self, who: str) -> frozenset[str]:
        """Who may be meant: one key, none, or several."""
        found = self._by_number.get(bare(who)) or self._by_name.get(bare(who))
        return frozenset(found or ())


def assigned(
    judgements: Sequence[Judgement], people: People
) -> Mapping[str, tuple[Judgement, ...]]:
    """The judgements by key. Raises `JudgementError` where one is nobody's, or contradicted."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    nobody = []
    for one in judgements:
        keys = people.keys(one.who)
        if len(keys) > 1:
            raise JudgementError(
                f"{one.where}: {one.who!r} could be any of {', '.join(sorted(keys))}; "
                "write one of these"
            )
        if keys:
            found[next(iter(keys))].append(one)
        else:
            nobody.append(one.where)
    if nobody:
        more = f" and {len(nobody) - _MOST} more" if len(nobody) > _MOST else ""
        raise JudgementError(
            f"nobody in this class is called so: {'; '.join(nobody[:_MOST])}{more}; write the "
            "number or the name as index.html has it"
        )
    for mine in found.values():
        _refuse_two(mine)
    return {key: tuple(mine) for key, mine in found.items()}


def bare(text: str) -> str:
    """As it is compared: no matter how it is spaced, put together or capitalised."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _refuse_two(mine: Sequence[Judgement]) -> None:
    """Two marks for one thing contradict each other; what is added may be added twice."""
    said: dict[str, str] = {}
    for one in mine:
        if one.points is None and not one.exempt:
            continue
        if one.part in said:
            what = one.part or "the whole"
            raise JudgementError(f"{one.where} and {said[one.part]} both say what {what} is worth")
        said[one.part] = one.where

"""Compares a class: runs in the judge, for it reads what strangers wrote."""

from __future__ import annotations

import time
from collections.abc import Sequence

from grader.batch.likeness.nouns import Compared, Pair, Stretch, Text
from grader.batch.likeness.page import render_pair
from grader.batch.likeness.rarity import Near, Shared, given_by, nearest, shared
from grader.batch.likeness.stretches import stretches
from grader.batch.likeness.words import Words, words_of
from grader.submission.ranking import code_in

SECONDS = 60.0  # to read earlier years; what is left then is said
_MOST_RARE = 16  # names that a pair is shown with


def compare(texts: Sequence[Text], known: Sequence[Text], title: str) -> Compared:
    """The pairs that stand out, each with its page. `known` are the hand-outs."""
    until = time.monotonic() + SECONDS
    read: list[Text] = []
    words: list[Words] = []
    for text in sorted(texts, key=lambda one: one.earlier):
        if text.earlier and time.monotonic() > until:
            break
        read.append(text)
        words.append(words_of(code_in(text.file, text.data)))
    hand_outs = [words_of(code_in(one.file, one.data)) for one in known]
    earlier = [one.earlier for one in read]
    found = shared(words, hand_outs, earlier)
    given = given_by(hand_outs)
    pairs, pages = [], []
    for number, near in enumerate(nearest(found, earlier), 1):
        one, other = words[near.one], words[near.other]
        common = stretches(one, other, found.having, given)
        pair = _pair(near, read, one, other, found, common, f"{number}.html")
        pairs.append(pair)
        pages.append(
            (pair.page, render_pair(pair, read[near.one], read[near.other], common, title))
        )
    return Compared(tuple(pairs), tuple(pages), _notes(texts, read, words))


def _pair(
    near: Near,
    read: Sequence[Text],
    one: Words,
    other: Words,
    found: Shared,
    common: Sequence[Stretch],
    page: str,
) -> Pair:
    names = [said for said in one.chosen & other.chosen if said in found.having]
    names.sort(key=lambda said: (len(found.having[said]), -len(said), said))
    lines = {line for stretch in common for line in range(stretch.one[0], stretch.one[1] + 1)}
    them = read[near.other]
    rare = tuple(names[:_MOST_RARE])
    mine = read[near.one].key
    return Pair(mine, them.key, them.name, them.earlier, near.bits, len(lines), rare, page)


def _notes(texts: Sequence[Text], read: Sequence[Text], words: Sequence[Words]) -> tuple[str, ...]:
    said = []
    if len(read) < len(texts):
        said.append(
            f"{len(texts) - len(read)} files of earlier years were not compared: reading them "
            f"takes more than {SECONDS:.0f} s."
        )
    cut = [text.name for text, one in zip(read, words, strict=True) if not one.whole]
    if cut:
        who = ", ".join(cut[:5]) + (f" and {len(cut) - 5} more" if len(cut) > 5 else "")
        said.append(f"Only the first part was compared of what is very long: {who}.")
    return tuple(said)

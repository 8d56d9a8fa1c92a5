"""What may have gone wrong in a text: its slips, those that are likelier and nearer first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from grader.evidence import Edit
from grader.repair import slips_sizes as sizes
from grader.repair.edits import Source
from grader.repair.slips_known import AFTER, HABITS, After, Slip

MOST = 160  # texts that are tried for one thing that stopped a file
MOST_OF_ONE = 40
SHEET_IMAGE = (1, 28, 28)


def candidates(
    source: Source, batch: int, after: After, image: tuple[int, ...] = SHEET_IMAGE
) -> list[tuple[Edit, ...]]:
    """What may have gone wrong, each as the edits that undo it; those near the stop first.

    One edit, or the same one wherever it can be made. `batch`: how many images the probe gives,
    of which sizes: `image`; `after`: what they are looked for behind.
    """
    found: dict[tuple[Edit, ...], None] = {}
    told: dict[Slip, Slip] = {
        sizes.batch_size_written: partial(sizes.batch_size_written, batch=batch),
        sizes.image_of_another_size: partial(sizes.image_of_another_size, image=image),
    }
    slips = [told.get(slip, slip) for slip in AFTER[after]]
    for slip in slips:
        made = [one for one in slip(source) if _may_give(source.name, one)]
        single = [one for one in made if isinstance(one, Edit)]
        ordered = sorted(single, key=lambda edit: source.far(edit.line))[:MOST_OF_ONE]
        found.update(dict.fromkeys((edit,) for edit in ordered))
        found.update(dict.fromkeys(_everywhere(ordered)))
        found.update(dict.fromkeys(one for one in made if isinstance(one, tuple)))
        if slip in HABITS:
            found.update(dict.fromkeys(_each_in_its_place(ordered)))
    return list(found)[:MOST]


_WHOLE = ("class-twice", "method-twice")  # they change which text is run


def _may_give(name: str, edits: Edit | tuple[Edit, ...]) -> bool:
    """Whether a name that was not found may be there with an edit, or be read no more."""
    every = (edits,) if isinstance(edits, Edit) else edits
    return any(name in one.was or name in one.now or one.kind in _WHOLE for one in every)


def _everywhere(edits: Sequence[Edit]) -> Iterator[tuple[Edit, ...]]:
    """The same change in all places where it can be made."""
    alike: dict[tuple[str, str, str], list[Edit]] = {}
    for edit in edits:
        alike.setdefault((edit.kind, edit.was, edit.now), []).append(edit)
    for group in alike.values():
        apart = sorted(set(group), key=lambda one: one.start)
        if len(apart) > 1 and all(a.end <= b.start for a, b in pairwise(apart)):
            yield tuple(apart)


def _each_in_its_place(edits: Sequence[Edit]) -> Iterator[tuple[Edit, ...]]:
    """The likeliest change in each of the places where one can be made."""
    apart = list[Edit]()
    for edit in edits:
        if all(edit.end <= one.start or one.end <= edit.start for one in apart):
            apart.append(edit)
    if len({(edit.was, edit.now) for edit in apart}) > 1:
        yield tuple(sorted(apart, key=lambda one: one.start))

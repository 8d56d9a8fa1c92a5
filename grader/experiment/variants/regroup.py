"""Sizes of a view behind another input: which axes it laid together, it lays together again."""

from __future__ import annotations

from math import prod

Shape = tuple[int, ...]


def regrouped(old_in: Shape, old_out: Shape, new_in: Shape) -> Shape | None:
    """What `old_out` becomes where `old_in` becomes `new_in`; None where that is not plain.

    >>> regrouped((64, 20, 4, 4), (64, 320), (64, 10, 5, 5))
    (64, 250)
    >>> regrouped((64, 20), (64, 2, 10), (64, 40))
    (64, 2, 20)
    >>> regrouped((64, 20), (64, 2, 10), (64, 5)) is None
    True
    """
    groups = _groups(old_in, old_out)
    if groups is None or len(new_in) != len(old_in):
        return None
    found: list[int] = []
    for before, after in groups:
        was = [old_in[i] for i in before]
        now = [new_in[i] for i in before]
        out = [old_out[i] for i in after]
        if was == now:
            found += out
        elif was == out:
            found += now
        else:
            # of several axes the last that is no 1 has to follow
            at = max((i for i, size in enumerate(out) if size != 1), default=len(out) - 1)
            others, rest = prod([*out[:at], *out[at + 1 :]]), prod(now)
            if not out or others == 0 or rest % others:
                return None
            found += [*out[:at], rest // others, *out[at + 1 :]]
    return tuple(found)


def _groups(a: Shape, b: Shape) -> list[tuple[list[int], list[int]]] | None:
    """The least runs of axes of both that hold equally many numbers."""
    groups: list[tuple[list[int], list[int]]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        left, right = [i], [j]
        p, q = a[i], b[j]
        i, j = i + 1, j + 1
        while p != q:
            if p < q and i < len(a):
                p, left, i = p * a[i], [*left, i], i + 1
            elif q < p and j < len(b):
                q, right, j = q * b[j], [*right, j], j + 1
            else:
                return None
        groups.append((left, right))
    if prod(a[i:]) != 1 or prod(b[j:]) != 1 or not groups:
        return None
    left, right = groups[-1]
    groups[-1] = ([*left, *range(i, len(a))], [*right, *range(j, len(b))])
    return groups

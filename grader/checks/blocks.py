"""Residual blocks: what goes into some layers is added to what they give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.checks.doors import forward_runs
from grader.checks.layers import convolutions
from grader.checks.verdict import (
    Check,
    Verdict,
    called,
    cannot_be_judged,
    check,
    fails,
    holds,
    same_mistake,
)
from grader.checks.words import LAYER, capital, layers
from grader.evidence import Evidence
from grader.lab import Asked, Lab
from grader.lab.words import count
from grader.reading.blocks import Block, blocks_of, stopped_at
from grader.reading.flow import Flow
from grader.reading.reading import Reading


@check(requires=[forward_runs])
def residual_blocks(reading: Reading, evidence: Evidence, lab: Lab) -> Verdict:
    """Values go round layers, and are added to what these give."""
    flow, asked = reading.run, lab.asked
    if flow is None or not flow.layers:
        return cannot_be_judged(convolutions, "There is no layer yet.")
    found = blocks_of(flow, evidence.observation.tensors)
    if _as_asked(found, asked):
        names = ", ".join(f"{one.inside[0].name} to {one.inside[-1].name}" for one in found)
        return holds(f"{names}.")
    if _lacks_layers(found, flow):
        return same_mistake(convolutions, "Counted where the layer is missing.", unmet=False)
    if _as_asked(stopped := given_up(reading, evidence), asked):
        line = stopped[-1].join.line
        return same_mistake(forward_runs, f"Its sum, at line {line}, stops forward; counted there.")
    number = asked.blocks
    seen = ", ".join(
        f"{one.join.spelled} at line {one.join.line} goes round "
        f"{count(len(one.inside))} layer{'s' if len(one.inside) != 1 else ''}"
        for one in found
    )
    lacking = "Nothing goes" if not found else f"Only {seen}; nothing else goes"
    enough = len(found) >= number
    message = f"{capital(seen)}." if enough else f"{lacking} round a layer and is added behind it."
    return fails(
        message,
        line=found[-1].join.line if found else flow.layers[-1].op.line,
        expected=f"{count(number)} residual block{'s' if number > 1 else ''}, each round "
        f"{_round(asked)}",
        observed=seen or "no sum of two ways, one of which goes round the layers",
    )


def given_up(reading: Reading, evidence: Evidence) -> list[Block]:
    """The blocks of a file that stopped at the sum of one, which the edit of ours did not keep.

    It lets the file run, with another sum or none, and is not what was meant.
    """
    if evidence.repair is None or reading.run is None:
        return []
    found = stopped_at(evidence.repair.before)
    lines = {one.join.line for one in found}
    still = [
        one
        for one in blocks_of(reading.run, evidence.observation.tensors)
        if one.join.line in lines
    ]
    kept = _as_asked(still, reading.asked) if reading.asked.blocks else len(still) >= len(found)
    return [] if kept else found


def _as_asked(found: Sequence[Block], asked: Asked) -> bool:
    """Whether these are so many blocks, each round so many layers."""
    wanted = sorted(_sizes(asked), reverse=True)
    long_enough = sorted((len(one.inside) for one in found), reverse=True)
    return len(found) >= len(wanted) and all(
        have >= need for have, need in zip(long_enough, wanted, strict=False)
    )


def _lacks_layers(found: Sequence[Block], flow: Flow) -> bool:
    """Whether the blocks lack no more layers than are missing in all, and are charged there."""
    asked = flow.asked
    roles = {part.role for part in asked.parts if part.block}
    there = {role: len(flow.of_role(role)) for role in roles}
    missing = sum(max(0, len(asked.of(role)) - there[role]) for role in roles)
    lacking = sum(_sizes(asked)) - sum(len(one.inside) for one in found)
    return len(found) >= asked.blocks and 0 < lacking <= missing


def _sizes(asked: Asked) -> list[int]:
    return [sum(p.block == block for p in asked.parts) for block in range(1, asked.blocks + 1)]


def _round(asked: Asked) -> str:
    first = [part for part in asked.parts if part.block == 1]
    return layers(len(first), first[0].role)


def joining(asked: Asked) -> Iterator[Check]:
    """The check of the residual blocks, where one is asked for."""
    number = asked.blocks
    if not number:
        return
    first = next(part for part in asked.parts if part.block)
    what = f"{LAYER[first.role]}s" if max(_sizes(asked)) > 1 else LAYER[first.role]
    several = "s" if number > 1 else ""
    yield called(
        residual_blocks,
        f"{'' if number == 1 else count(number) + '-'}residual-block{several}",
        capital(f"{count(number)} residual block{several} add{'' if number > 1 else 's'} what goes "
                "in to what the layers give"),
        f"Keep what goes into the {what} under a name, and add it to what they give: "
        "`x = x + y`. The shapes of both must be the same; where they are not, a 1×1 convolution "
        "may stand on the way round.",
        "No residual block adds what goes in to what its layers give"
        if number == 1
        else f"Fewer than {count(number)} residual blocks add what goes in to what the layers give",
    )  # fmt: skip

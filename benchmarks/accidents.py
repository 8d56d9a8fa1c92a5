"""How often the grader is right about mistakes that know nothing of its catalogue.

    python -m benchmarks.accidents [--each N] [--seed N] [--files N] [--kind WORD] [--show]

Right files (`tests/submissions/right_*`, the solutions) get small random edits of their text:
a statement, an argument, a call, a bracket deleted, doubled, exchanged, misspelt or moved
(`tests/mutants/accidents.py`). Those that compute what the right file computes, and get full
marks, are no mistakes and are left out; so are those that make the same calls but for what is a
student's own business (`sameness.program`): another share of a dropout, other first weights, a
dropout or an activation twice in a row. By kind:

seen      some check failed, or a remark was made
line      the line that a finding or a remark names first is one of the statement that was edited;
          or one where the edit that the grader found makes of it what the right file computes
place     the same, or one of the further lines that it names
one       one check failed, no more
lost      points, of 17
mended    what stopped it was put right in the text or its numbers
undone    of these, the share that computes what the right file does: the very mistake was found
claims    sentences that running the text can contradict (`tests/mutants/claims.py`)
false     of these, those that it does contradict

A statement that is gone has no line. It counts where it can be missed: the lines next to the gap,
and those that name the same layer; before, `pass` stood in its place, which nobody writes, and a
finding had to name that.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from random import Random

from tests.mutants import grading
from tests.mutants.accidents import Accident, accidents
from tests.mutants.claims import false_claims, works
from tests.mutants.grading import Outcome, grade, in_a_child

ROOT = Path(__file__).parents[1]
_LEAVES_TORCH = re.compile(r"\.item\(\)|numpy|tolist")  # trained in the sandbox: half a minute each
COLUMNS = ("seen", "line", "place", "one", "lost", "mended", "undone", "claims", "false")
MUCH = 3  # points: more than the checks that one mistake breaks are worth
_LINE = re.compile(r"\(line (\d+)\) \[")
_NO_PYTHON = ("drop-token", "indent-line")  # nearly always: nothing of the network is seen


def main() -> int:
    """Print the table; 1 where something was not seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--each", type=int, default=15, help="edits of each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="", help="only kinds whose name holds this")
    parser.add_argument("--files", type=int, default=0, help="so many files, by chance")
    parser.add_argument("--show", action="store_true", help="what was missed")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    chance, tables = (
        Random(asked.seed),
        defaultdict[str, Counter[str]](Counter),
    )
    files = chance.sample(_right(), asked.files) if asked.files else _right()
    made = [one for name in files for one in accidents(name, _text(name), asked.each, chance)]
    made = [one for one in made if asked.kind in one.kind]
    try:
        with ThreadPoolExecutor(2) as pool:
            for one, outcome in zip(made, pool.map(lambda one: grade(one.text), made), strict=True):
                for line in _count(tables[one.kind], one, outcome):
                    if asked.show:
                        print(line, flush=True)
    finally:
        grading.close()
    for line in _table(tables):
        print(line)
    return 0


@cache
def _right() -> tuple[str, ...]:
    found = [
        *(ROOT / "tests" / "submissions").glob("right_*.py"),
        *(ROOT / "solutions").glob("*.py"),
    ]
    names = sorted(path.relative_to(ROOT).as_posix() for path in found)
    return tuple(name for name in names if not _LEAVES_TORCH.search(_text(name)))


@cache
def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def _works(name: str) -> bool:
    """Whether claims can be held against a file by running it: not one that asks for a GPU."""
    try:
        return in_a_child(lambda: works(_text(name)))
    except Exception:
        return False


@cache
def _as_it_was(name: str) -> Outcome:
    return grade(_text(name))


def _count(table: Counter[str], one: Accident, outcome: Outcome) -> Iterator[str]:
    """Enter one mistake; what was not seen or not placed is given back in words."""
    right = _as_it_was(one.origin)
    same = bool(outcome.computed) and outcome.computed == right.computed
    if (same or outcome.program == right.program) and not outcome.lost:
        return
    lines = {*outcome.noted, *(int(n) for told in outcome.told for n in _LINE.findall(told))}
    undone = outcome.mended and same  # what was found undoes it, be it in another place
    placed = bool(lines & one.lines) or undone
    told = outcome.told if _works(one.origin) else ()
    # in a child: what torch locks here, a child that is forked meanwhile would wait for
    false, claims = in_a_child(lambda: false_claims(one.text, outcome.text, told))
    seen = bool(outcome.failed or outcome.notes)
    table.update(made=1, seen=seen, line=placed, one=len(outcome.failed) <= 1)
    table.update(mended=outcome.mended, undone=undone)
    table.update(place=placed or bool(outcome.places & one.lines), claims=claims, false=len(false))
    table["lost"] += round(outcome.lost * 2)
    missed = {
        "not seen": not seen,
        "line": not placed,
        "several": len(outcome.failed) > 1,
        "much": outcome.lost > MUCH and one.kind not in _NO_PYTHON,
        "mended otherwise": outcome.mended and not same,
        "false": bool(false),
    }
    words = ", ".join(word for word, so in missed.items() if so)
    if words:
        code = one.text.split("\n")[min(one.lines) - 1].strip()[:80]
        where = f"{words}: {one.kind} in {one.origin}, lines {sorted(one.lines)}: `{code}`"
        yield f"{where}: -{outcome.lost}: {outcome.told}{' FALSE ' if false else ''}{false or ''}"


def _table(tables: dict[str, Counter[str]]) -> Iterator[str]:
    names = "".join(f"{name:>7}" for name in COLUMNS)
    yield f"{'':22}{'made':>6}{names}"
    read, every = Counter[str](), Counter[str]()
    for kind, table in sorted(tables.items()):
        every.update(table)
        if kind not in _NO_PYTHON:
            read.update(table)
        yield _row(kind, table)
    yield _row("all that Python reads", read)
    yield _row("all", every)


def _row(name: str, table: Counter[str]) -> str:
    made = max(table["made"], 1)
    shares = "".join(f"{table[column] / made:7.0%}" for column in COLUMNS[:4])
    undone = table["undone"] / max(table["mended"], 1)
    lost, told = table["lost"] / 2 / made, f"{table['claims']:7}{table['false']:7}"
    return f"{name:22}{table['made']:6}{shares}{lost:7.1f}{table['mended']:7}{undone:7.0%}{told}"


if __name__ == "__main__":
    sys.exit(main())

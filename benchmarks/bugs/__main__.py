"""Forty bugs, put in one at a time: does the suite catch them?

    python -m benchmarks.bugs [--only ID ...] [--suite "pytest arguments"] [--near-only]
                              [--tree DIR] [--out FILE]

Each bug goes into a copy of the tree, with an environment that imports the copy. First the tests
run that one would try first (`near` in the lists beside this file), and where these pass the
suite, both until the first test that fails. `--suite` says what "the suite" is ("" is all of it),
`--near-only` leaves it out, `--tree` takes another checkout: so two suites can be held against
each other. `--clean` puts no bug in: then nothing may be caught. The table goes to FILE as well,
anew after each bug.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bugs.bugs import BugError, read_bugs
from benchmarks.bugs.trying import Tried, try_bug

ROOT = Path(__file__).parents[2]
LONGEST = 140  # characters of a test's name that are shown


def main() -> int:
    """Exit status: 0 every bug was caught (with --clean none), 1 not so, 2 some do not fit."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the copy goes, and what runs in it
    bugs = read_bugs()
    unknown = set(asked.only or ()) - {bug.id for bug in bugs}
    if unknown:
        sys.exit(f"no such bug: {', '.join(sorted(unknown))}")
    suite = None if asked.near_only else asked.suite
    tried: list[Tried] = []
    broken: list[str] = []
    for bug in bugs:
        if asked.only and bug.id not in asked.only:
            continue
        try:
            one = try_bug(bug, asked.tree.resolve(), suite, plant=not asked.clean)
        except BugError as error:
            broken.append(str(error))
            print(f"! {error}", flush=True)
        else:
            tried.append(one)
            print(f"{bug.id}: {_said(one)}, {one.seconds:.0f} s", flush=True)
        if asked.out is not None:
            asked.out.write_text(table(tried, broken), encoding="utf-8")
    print("\n" + table(tried, broken))
    return 2 if broken else int(any(bool(one.by) == asked.clean for one in tried))


def table(tried: Sequence[Tried], broken: Sequence[str]) -> str:
    """Markdown: a line for each bug, and below it what could not be tried."""
    lines = ["| bug | room | what it breaks | caught by | s |", "|---|---|---|---|---:|"]
    for one in tried:
        cells = (one.bug.id, one.bug.room, one.bug.breaks, _said(one), f"{one.seconds:.0f}")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    caught = sum(bool(one.by) for one in tried)
    seconds = sum(one.seconds for one in tried)
    lines += ["", f"{caught} of {len(tried)} caught, in {seconds / 60:.0f} minutes of tests."]
    notes = [f"- {one.bug.id}: {note}" for one in tried for note in one.notes]
    notes += [f"- not put in: {sentence}" for sentence in broken]
    return "\n".join(lines + (["", *notes] if notes else [])) + "\n"


def _said(one: Tried) -> str:
    by = one.by if len(one.by) <= LONGEST else one.by[: LONGEST - 1] + "…"
    return f"{by} ({one.where})" if by else "**nothing**"


def _arguments() -> argparse.Namespace:
    about, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.bugs",
        description=about + "\n" + rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", metavar="ID", help="these bugs alone")
    parser.add_argument("--suite", default="", help="pytest's arguments for the whole suite")
    parser.add_argument("--near-only", action="store_true", help="no suite behind the near tests")
    parser.add_argument("--clean", action="store_true", help="the tests without the bugs")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout to copy")
    parser.add_argument("--out", type=Path, help="file for the table")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

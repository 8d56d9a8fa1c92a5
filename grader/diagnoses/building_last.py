"""Building: what is left to say when forward stops and no other cause fits; the last in rank."""

from __future__ import annotations

import ast

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.ran import with_article
from grader.script.nodes import constant

STAGES = ("defines-net", "net-constructs", "forward-runs")


@diagnosis(*STAGES, hint="Look for a loop whose end is never reached.")
def time_runs_out(case: Case) -> Seen | None:
    """The file runs too long

    A batch of 64 images goes through such a network in a fraction of a second.
    """
    fate = case.evidence.fate
    ran_out = case.trouble is not None and case.trouble.type == "TimeoutError"
    if fate.outcome != "timed out" and not ran_out:
        return None
    line = case.trouble.line if case.trouble is not None else None
    return Seen(f"It was still running after {fate.seconds:.0f} s.", line=line)


@diagnosis(*STAGES, hint="How many numbers does the largest layer hold?")
def memory_runs_out(case: Case) -> Seen | None:
    """The file needs too much memory

    A layer from n to m neurons has n × m weights, at four bytes each.
    """
    fate = case.evidence.fate
    trouble = case.trouble
    line = trouble.line if trouble is not None else None
    size = _weights(case, line)
    failed = trouble is not None and trouble.type in ("MemoryError", "RuntimeError")
    refused = trouble is not None and (trouble.type == "MemoryError" or "alloc" in trouble.message)
    if fate.outcome != "out of memory" and not refused and not (failed and size > 1e9):
        return None
    return Seen(
        "It asked for more memory than there is.",
        line=line,
        arithmetic=f"{size:,} weights at 4 bytes each are {size * 4 / 1e9:.3g} GB" if size else "",
    )


def _weights(case: Case, line: int | None) -> int:
    """How many weights the fully connected layer has that a line makes; 0 where it is not told."""
    for call in case.script.calls_at(line):
        if case.script.dotted(call.func).endswith("Linear") and len(call.args) > 1:
            sizes = [_number(argument) for argument in call.args[:2]]
            if all(sizes):
                return sizes[0] * sizes[1]
    return 0


def _number(node: ast.expr) -> int:
    """The value of a whole number or a product of such; 0 for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _number(node.left) * _number(node.right)
    value = constant(node)
    return value if isinstance(value, int) else 0


@diagnosis(*STAGES, hint="Let the program come to its end by itself.")
def program_ends_itself(case: Case) -> Seen | None:
    """The file ends the program

    After `exit()` nothing more runs: neither the training nor the grader.
    """
    trouble = case.trouble
    if trouble is None or trouble.type not in ("SystemExit", "KeyboardInterrupt"):
        return None
    return Seen("The program is ended here.", line=trouble.line)


@diagnosis(
    "net-constructs", hint="Follow the line from the inside out: what is it given?", general=True
)
def init_stops(case: Case) -> Seen | None:
    """__init__ stops with an error

    Whatever fails while the layers are made leaves no network to run.
    """
    trouble = case.raised("construct")
    if trouble is None:
        return None
    code = case.script.line(trouble.line).strip()[:60] or f"{case.lab.class_name}()"
    return Seen(f"`{code}` stops with {with_article(trouble.type)}.", line=trouble.line)


@diagnosis(
    "forward-runs",
    hint="Read the error's last words: what does this line look for, and what was it given?",
    general=True,
)
def forward_stops(case: Case) -> Seen | None:
    """forward stops with an error

    The images go through forward line by line. The line that stops names the step that cannot
    work on what the lines above give it.
    """
    trouble = case.raised("forward")
    if trouble is None:
        return None
    code = case.script.line(trouble.line).strip()[:60]
    where = f"`{code}`" if code else "forward"
    return Seen(f"{where} stops with {with_article(trouble.type)}.", line=trouble.line)

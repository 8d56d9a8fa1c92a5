"""Building: what is left to say when forward stops and no other cause fits; the last in rank."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis

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
    ran_out = case.trouble is not None and case.trouble.type == "MemoryError"
    if fate.outcome != "out of memory" and not ran_out:
        return None
    line = case.trouble.line if case.trouble is not None else None
    return Seen("It asked for more memory than there is.", line=line)


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
    code = case.script.line(trouble.line).strip()[:60]
    return Seen(f"`{code}` stops with a {trouble.type}.", line=trouble.line)


@diagnosis(
    "forward-runs",
    hint="Print the shape of x before this line, and read torch's words below.",
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
    return Seen(f"`{code}` stops with a {trouble.type}.", line=trouble.line)

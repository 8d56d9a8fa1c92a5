"""What somebody who waits is told on the way to the verdict; nothing where nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from grader.checks import examine
from grader.evidence import Environment, Evidence, Observation, ProcessFate
from grader.finding import Grade
from grader.grade.running import can_learn
from grader.grade.saying import judge, judge_as_it_stopped, not_tried_yet
from grader.lab import Lab
from grader.reading.output import choose_output
from grader.reading.reading import reading_of
from grader.script import Submission

Under = Literal["mending", "learning"]  # what is under way meanwhile
Tell = Callable[[Grade, Under], None]
RUNS = ProcessFate("finished", 0.0, None)  # of a network that has shown its calls


@dataclass
class Early:
    """Of one submission. No mark hangs on any of it."""

    submission: Submission
    lab: Lab
    environment: Callable[[], Environment]  # asked for only where something is told
    tell: Tell | None
    _stopped: bool = field(default=False, init=False)  # it is told that it does
    _runs: bool = field(default=False, init=False)  # and what its calls show

    def calls(self, known: Evidence, seen: Observation) -> None:
        """What the calls show, while the network is still being tried."""
        seen = choose_output(seen, self.lab)
        if not can_learn(seen):
            return
        if seen.mends:
            self.stop(known, seen, RUNS)
            return
        self._runs = True
        known = replace(known, observation=seen, fate=RUNS)
        self._judged(known, "learning", tried=False)

    def stop(self, known: Evidence, seen: Observation, fate: ProcessFate) -> None:
        """Where it stops, before changes of its text are tried."""
        if self.tell is None or self._stopped:
            return
        self._stopped = True
        known = replace(known, observation=seen, fate=fate)
        first = judge_as_it_stopped(self.submission, self.lab, known, self.environment())
        self.tell(first, "mending")

    def all_but_learning(self, known: Evidence) -> None:
        """What is known before the network is trained, where it will be, or cannot be read."""
        if self._runs and known.fate.outcome == "finished" and not known.observation.troubles:
            return  # it shows no more than its calls did
        if self.submission.trouble is not None:
            self._judged(known, "mending")
        elif can_learn(known.observation):
            self._judged(known, "learning")

    def _judged(self, known: Evidence, under: Under, tried: bool = True) -> None:
        if self.tell is None:
            return
        findings = examine(reading_of(known, self.lab.asked), known, self.lab)
        findings = findings if tried else not_tried_yet(findings)
        self.tell(judge(self.submission, self.lab, known, findings, self.environment(), ""), under)

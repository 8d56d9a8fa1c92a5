"""What the probe has seen so far; the answer is made from it, whenever the run ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from grader.evidence import Attempt, Ending, Escape, Layer, Loading, Mend, Proof, Stage, Trouble
from grader.graph import Graph, Mode
from grader.probe.holdings import Holdings

MOST_NOTES = 100


@dataclass
class Seen:
    """Grows step by step, so that what was seen before a crash is kept."""

    tell: Callable[[Stage], None] = lambda _stage: None  # the parent, who may have to stop it
    stage: Stage = "load"  # of what runs now
    outcome: Ending = "finished"
    detail: str = ""
    loading: Loading | None = None
    layers: tuple[Layer, ...] = ()
    holdings: Holdings | None = None
    graphs: dict[Mode, Graph] = field(default_factory=dict)  # by mode
    attempts: list[Attempt] = field(default_factory=list)
    mends: list[Mend] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    escapes: list[Escape] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    uses: list[bytes] = field(default_factory=list)  # what came out, in the order of the plan
    returned: str = ""
    numbers_wanted: bool = True  # whether the weights are sent, not their shapes alone
    notes: list[str] = field(default_factory=list)

    def enter(self, stage: Stage) -> None:
        """A stage begins."""
        self.stage = stage
        self.tell(stage)

    def replace(self, fresh: Seen) -> None:
        """Another run counts, in place of all this; whoever holds `self` goes on with it."""
        for one in fields(self):
            setattr(self, one.name, getattr(fresh, one.name))

    def trouble(self, trouble: Trouble) -> None:
        """Keep a trouble, once."""
        if trouble not in self.troubles:
            self.troubles.append(trouble)

    def escape(self, told: list[Escape]) -> None:
        """Keep escapes, each once, not without end."""
        for one in told:
            if one not in self.escapes and len(self.escapes) < MOST_NOTES:
                self.escapes.append(one)

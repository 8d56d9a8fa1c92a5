"""`Reading`: the two runs of a network, read once for all who look at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from grader.evidence import Behaviour, Effects, Evidence, Layer, Observation
from grader.graph import Graph, Operation
from grader.lab import SHEET, Asked
from grader.reading.active import activates, layers_without
from grader.reading.blocks import flow_of
from grader.reading.called import called_out_of_sight, not_called
from grader.reading.dropping import drops
from grader.reading.felt import Unfelt, unfelt_layers
from grader.reading.flow import Flow
from grader.reading.instead import Instead, with_image
from grader.reading.relus import Steps, hidden_layers, idle_relus, never_negative, relu_steps
from grader.reading.weighted import Weighted


@dataclass(frozen=True, eq=False)
class Reading:
    """Both runs of forward as steps, and what is true of the two together.

    It is made once for a submission and handed to checks, diagnoses and report; each fact is
    worked out when it is first asked for. Which run is looked at is decided here alone:

    - `run`, by all who do not say otherwise: in train mode, where dropouts act, as far as it came;
    - `eval`, for what shows when the network is tested: its answers, and randomness that stays;
    - `barest`, for activations: the run that lacks one.
    """

    observation: Observation
    behaviour: Behaviour | None  # measured: what equals max(0, x), which weights the loss reaches
    train: Flow | None
    eval: Flow | None
    learned: bool  # as well as the lab asks
    effects: Effects | None  # measured: what is dropped and cut, which layers the loss feels
    asked: Asked = SHEET
    instead: Instead | None = None  # what goes into it in both runs where the image is meant to

    @property
    def run(self) -> Flow | None:
        """The run to look at: in train mode as far as it came; in eval mode for want of one."""
        return self.train or self.eval

    @property
    def graph(self) -> Graph | None:
        """The same run as calls."""
        return self.run.graph if self.run is not None else None

    @property
    def last_line(self) -> int | None:
        """The student's line that made the last call of that run; None where none is known."""
        return self.graph.last_line if self.graph is not None else None

    @property
    def both(self) -> tuple[Flow, ...]:
        """The runs that there were, that in train mode first."""
        return tuple(flow for flow in (self.train, self.eval) if flow is not None)

    @property
    def has_layers(self) -> bool:
        """Whether there is a network at all: some layer with weights between input and output."""
        return self.run is not None and bool(self.run.layers)

    @cached_property
    def relus(self) -> Steps:
        """Steps that equal max(0, an earlier one), however they are spelled."""
        return relu_steps(self.both, self.behaviour)

    def activates(self, op: Operation, flow: Flow, word: str) -> bool:
        """Whether a step of a run is an activation, however it is spelled."""
        return activates(flow, word, self.relus, ())(op)

    @cached_property
    def barest(self) -> Flow | None:
        """For activations: the run in eval mode where only that lacks one, else `run`."""
        return next((flow for flow in self.both if self.bare_in(flow)), self.run)

    @cached_property
    def bare(self) -> tuple[Weighted, ...]:
        """The hidden layers without their activation on every path of the barest run, in order."""
        return () if self.barest is None else self.bare_in(self.barest)

    def bare_in(self, flow: Flow) -> tuple[Weighted, ...]:
        """The same of one of the two runs."""
        return layers_without(flow, self.asked, self.relus, self.idle(flow))

    def idle(self, flow: Flow) -> dict[int, float]:
        """The ReLUs of a run that cut nothing, by index, with the share that they cut."""
        return idle_relus(flow, self.relus, self.effects)

    def never_negative(self, flow: Flow) -> frozenset[int]:
        """The layers of a run whose ReLU cuts nothing for want of negative numbers, by index."""
        return never_negative(flow, self.idle(flow))

    def drops(self, flow: Flow) -> Callable[[Operation], bool]:
        """A test for steps that drop numbers at random in a run, and so many that it matters."""
        return drops(flow, self.effects)

    @cached_property
    def unfelt(self) -> tuple[Unfelt, ...]:
        """The layers that are called, and whose weights make no difference to the loss.

        Of a network that learned: in one that does not, a narrow or dead place further on hides
        every layer before it, and that is another mistake.
        """
        if not self.learned:
            return ()
        return unfelt_layers(self.run, self.observation, self.behaviour, self.effects)

    @property
    def bare_in_one_mode(self) -> bool:
        """Whether one is missing in one mode alone: it is tested otherwise than trained."""
        return len({bool(self.bare_in(flow)) for flow in self.both}) == 2

    @property
    def never_bends(self) -> bool:
        """Whether an activation is asked for behind hidden layers, and none of them has one.

        They compute together what a single layer could, and what that cannot they cannot learn.
        """
        hidden = hidden_layers(self.barest) if self.barest is not None else ()
        return 0 < len(self.bare) == len(hidden)

    @cached_property
    def unused(self) -> tuple[Layer, ...]:
        """Registered layers none of whose tensors is read on the way to the output."""
        return tuple(one for one in self._not_called if one not in self.out_of_sight)

    @cached_property
    def out_of_sight(self) -> tuple[Layer, ...]:
        """Layers that no call shows, yet the loss reached them: in a closed part, in vmap."""
        return called_out_of_sight(self._not_called, self.behaviour)

    @cached_property
    def _not_called(self) -> tuple[Layer, ...]:
        return not_called(self.observation, [flow.graph for flow in self.both])


def reading_of(evidence: Evidence, asked: Asked = SHEET) -> Reading:
    """Read what was seen of one submission. Nothing is worked out yet, so it costs nothing."""
    seen = evidence.observation
    runs = {run.mode: run for run in (seen.train, seen.eval) if run is not None}
    fed = {mode: with_image(run, seen.tensors) for mode, run in runs.items()}
    others = [one for _, one in fed.values()]
    if all(others):  # in one mode alone it is noise, or a slip of that mode
        runs = {mode: run for mode, (run, _) in fed.items()}
    flows = {mode: flow_of(run, asked, seen.tensors) for mode, run in runs.items()}
    return Reading(
        observation=seen,
        behaviour=evidence.behaviour,
        train=flows.get("train"),
        eval=flows.get("eval"),
        learned=evidence.training is not None and evidence.training.outcome == "reached",
        effects=evidence.training.effects if evidence.training is not None else None,
        asked=asked,
        instead=next(iter(others), None) if all(others) else None,
    )

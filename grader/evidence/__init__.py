"""What was seen of one submission: plain facts, no judgement."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.evidence.explored import Explored, Moment
from grader.evidence.learned import (
    Behaviour,
    DataName,
    DeviceName,
    Effects,
    Felt,
    Filters,
    Gradient,
    Look,
    MeasuredBy,
    Misread,
    OutputMend,
    Point,
    Share,
    Training,
    TrainingOutcome,
    TrainingWay,
)
from grader.evidence.observed import (
    LAID_OUT,
    Attempt,
    Escape,
    Layer,
    Loading,
    LoadingWay,
    Mend,
    MendedNumber,
    Observation,
    Passage,
    Proof,
)
from grader.evidence.ran import (
    NOT_STARTED,
    REQUIRED_LAYERS,
    Ending,
    ProcessFate,
    Reached,
    Stage,
    Trouble,
)
from grader.evidence.rehearsal import Rehearsal
from grader.evidence.remedied import Remedied, Remedy
from grader.evidence.repaired import Edit, Mended, Repair, Reread, Shared, Tried
from grader.evidence.rewired import (
    ACTIVATIONS,
    FOLLOWS,
    INPUT,
    LAYERS,
    OF_NET,
    OUTPUTS,
    OWN,
    POOLINGS,
    Asked,
    Change,
    Place,
    Rewired,
    Verb,
    places_of,
)
from grader.evidence.tried_out import LOOKED_AT, Beginning, Begins, Made, Trial, Waypoint

__all__ = [
    "ACTIVATIONS",
    "FOLLOWS",
    "INPUT",
    "LAID_OUT",
    "LAYERS",
    "LOOKED_AT",
    "NOT_STARTED",
    "OF_NET",
    "OUTPUTS",
    "OWN",
    "POOLINGS",
    "REQUIRED_LAYERS",
    "Asked",
    "Attempt",
    "Beginning",
    "Begins",
    "Behaviour",
    "Change",
    "DataName",
    "DeviceName",
    "Edit",
    "Effects",
    "Ending",
    "Environment",
    "Escape",
    "Evidence",
    "Explored",
    "Felt",
    "Filters",
    "Gradient",
    "Layer",
    "Loading",
    "LoadingWay",
    "Look",
    "Made",
    "MeasuredBy",
    "Mend",
    "Mended",
    "MendedNumber",
    "Misread",
    "Moment",
    "Observation",
    "OutputMend",
    "Passage",
    "Place",
    "Point",
    "ProcessFate",
    "Proof",
    "Reached",
    "Rehearsal",
    "Remedied",
    "Remedy",
    "Repair",
    "Reread",
    "Rewired",
    "Share",
    "Shared",
    "Stage",
    "Training",
    "TrainingOutcome",
    "TrainingWay",
    "Trial",
    "Tried",
    "Trouble",
    "Verb",
    "Waypoint",
    "places_of",
]


@dataclass(frozen=True)
class Environment:
    """Where the grading ran."""

    python: str
    torch: str
    platform: str
    grader: str  # version of cnngrade
    code: str = ""  # digest of its code, which changes before the version does
    data_from: str = ""  # how the digits were found: "--data", "the cache folder", "embedded"


@dataclass(frozen=True)
class Evidence:
    """All that was seen of one submission."""

    observation: Observation = field(default_factory=Observation)
    fate: ProcessFate = NOT_STARTED
    read_trouble: Trouble | None = None  # the text could not be parsed
    repair: Repair | None = None  # without which nothing could have been observed
    reread: Reread | None = None  # the sign that keeps it from being read, and what the rest is
    shared: Shared | None = None  # what several findings have in common
    rewired: tuple[Rewired, ...] = ()  # what mends a finding in the network that ran
    behaviour: Behaviour | None = None
    training: Training | None = None
    remedied: Remedied | None = None  # with which it learns, or learns by the sheet's descent too
    taught: tuple[str, ...] = ()  # checks that one change of its steps mends: it learns with it
    rehearsal: Rehearsal | None = None  # of the whole script; None where there is none to run
    declared: tuple[tuple[str, int], ...] = ()  # `self.NAME = ...` in the class, with its line
    answers: dict[str, object] | None = None  # the parsed answer sheet
    sheet_trouble: str = ""  # why one was handed in of which nothing can be read

"""The job as the probe reads it. It comes from the parent, and is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from grader.graph import Mode


@dataclass(frozen=True)
class Job:
    """What to run, and how."""

    kind: Literal["observe", "trace", "train", "try", "rehearse"]
    name: str  # file name of the submission
    text: str  # its source
    class_name: str
    line: int  # where the class starts
    other_name: bool
    arguments: str  # the literal of a tuple: what it is built with, "()" as a rule
    keywords: str  # the literal of a dict
    statements: tuple[int, ...]  # indices of ast.parse(text).body
    modules: tuple[str, ...]  # top-level packages that these statements import
    all_modules: tuple[str, ...]  # that the whole file imports
    main_guard: bool  # run the whole file as `__main__`, where it must be run whole
    input_shape: tuple[int, ...]  # (channels, height, width)
    classes: int
    batch: int  # samples, for the graphs and the proofs
    batches: tuple[int, ...]  # samples, for the other attempts
    seed: int
    proofs: tuple[tuple[Mode, int, int], ...]  # (mode, torch's seed, seed of the inputs)
    images: str  # that look like the data: uint8 (n, *input_shape), base64; or ""
    mean: tuple[float, ...]  # of each channel; inputs are (value / 255 − mean) / std
    std: tuple[float, ...]
    seconds: float  # wall clock, from "ready" on
    memory_mb: int  # beyond what the imports took
    required: tuple[str, ...]  # layers of confinement without which nothing is run
    mend: bool = True  # put numbers right that do not fit
    show: bool = False  # send what the calls show, before the network is tried
    handed: str = ""  # "rehearse": the lab's own file of images, or folder of pictures
    handed_arrays: tuple[tuple[str, tuple[int, ...], str], ...] = ()  # name, shape, kind
    handed_classes: tuple[str, ...] = ()  # subfolders
    others: tuple[dict[str, Any], ...] = ()  # "try": changed texts, each with what its plan says

    @property
    def file(self) -> str:
        """The name under which the code is compiled: frames of the student's carry it."""
        return self.name.replace("\\", "/").rpartition("/")[2] or "submission.py"


def job_from(record: dict[str, Any]) -> Job:
    """The job of a record that `grader.sandbox.job` wrote."""
    return Job(
        **{n: _frozen(record[n]) for n in Job.__dataclass_fields__ if n in record},
    )


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value

"""`Outside`: the bench of a judge, which runs and trains nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grader.data import Source
from grader.evidence import (
    Behaviour,
    Environment,
    Explored,
    Made,
    Observation,
    ProcessFate,
    Rehearsal,
    Training,
    Trial,
    Tried,
)
from grader.judge.channel import Channel
from grader.judging.errands import (
    ended_from_json,
    environment_from,
    first_from,
    handed_from,
    likeness_from,
)
from grader.lab import Lab, Limits, Recipe
from grader.sandbox import observe_in_use
from grader.sandbox.attempt import attempt
from grader.sandbox.job import job_record
from grader.sandbox.observe import first_of, trace_by
from grader.sandbox.process import Ended
from grader.sandbox.rehearsed import rehearsal_job, rehearsal_of
from grader.script import Changed, Submission
from grader.training import Trainer, TrainerFailed
from grader.training.process import TrainerLost
from grader.wire.frame import Frame
from grader.wire.records import from_json, to_json


class Outside:
    """A `Bench`: each step is an errand of the parent's; what comes back is read here."""

    def __init__(
        self, channel: Channel, source: Source, allow_unconfined: bool, fresh: bool = False
    ) -> None:
        """`fresh`: probes are not forked from a warm process, which may be what went wrong."""
        self._channel = channel
        self._fresh = fresh
        self._trainer = FarTrainer(channel, source)
        self._allow_unconfined = allow_unconfined

    def observe(self, submission: Submission, lab: Lab) -> tuple[Observation, ProcessFate]:
        """Have it run in the sandbox."""
        told = self._channel.send("likeness", {"shape": list(lab.input_shape)})
        likeness = likeness_from(*told)
        return observe_in_use(self._run, submission, lab, self._allow_unconfined, likeness)

    def observe_showing(
        self, submission: Submission, lab: Lab, show: Callable[[Observation], None]
    ) -> tuple[Observation, ProcessFate]:
        """The same; `show` is told what the calls show while the network is still being tried."""
        likeness = likeness_from(*self._channel.send("likeness", {"shape": list(lab.input_shape)}))

        def run(job: bytes, limits: Limits) -> Ended:
            number = self._begin(job, limits, shows=True)
            frame = first_from(*self._channel.send("first", {"number": number}))
            seen = first_of(frame, submission.plan) if frame and submission.plan else None
            if seen is not None:
                show(seen)
            return ended_from_json(*self._channel.send("end", {"number": number}))

        return observe_in_use(self._run, submission, lab, self._allow_unconfined, likeness, run)

    def trace(
        self, submission: Submission, lab: Lab, shape: tuple[int, ...]
    ) -> tuple[Observation, ProcessFate]:
        """Have its forward run there on inputs of that shape, with nothing mended."""
        return trace_by(self._run, submission, lab, shape)

    def attempt(
        self, submission: Submission, texts: Sequence[Changed], lab: Lab, mend: bool
    ) -> tuple[Tried, ...]:
        """Have changed texts of it tried there."""
        return attempt(self._run, submission, texts, lab, self._allow_unconfined, mend)

    def rehearse(self, submission: Submission, lab: Lab) -> Callable[[], Rehearsal]:
        """Have its whole script run beside what is asked for next."""
        handed = handed_from(self._channel.send("handed", {})[0])
        job, limits = rehearsal_job(submission, lab, self._allow_unconfined, handed)
        number = self._begin(job, limits)

        def ended() -> Rehearsal:
            return rehearsal_of(
                ended_from_json(*self._channel.send("end", {"number": number})), lab
            )

        return ended

    def _begin(self, job: bytes, limits: Limits, shows: bool = False) -> int:
        told = {"limits": to_json(limits, []), "fresh": self._fresh, "shows": shows}
        return int(self._channel.send("begin", told, [job])[0]["number"])

    def _run(self, job: bytes, limits: Limits) -> Ended:
        told = {"limits": to_json(limits, []), "fresh": self._fresh}
        return ended_from_json(*self._channel.send("run", told, [job]))

    def train(self, observation: Observation, lab: Lab) -> tuple[Behaviour | None, Training]:
        """Have the trainer asked."""
        return self._trainer.train(observation, lab)

    def explore(
        self, observation: Observation, lab: Lab, shares: Sequence[float], wanted: Sequence[int]
    ) -> Explored:
        """Have it trained for a fixed length, with its numbers kept on the way."""
        return self._trainer.explore(observation, lab, shares, wanted)

    def try_out(self, made: Made, recipe: Recipe, lab: Lab) -> Trial:
        """Have one setting of an experiment trained."""
        return self._trainer.try_out(made, recipe, lab)

    def train_inside(
        self, submission: Submission, lab: Lab, refused: Training
    ) -> tuple[Behaviour | None, Training | None]:
        """Have it trained in the sandbox, and scored."""
        assert submission.plan is not None
        blobs: list[bytes] = []
        told = {
            "job": job_record(submission, submission.plan, lab, self._allow_unconfined),
            "lab": to_json(lab, blobs),
            "refused": to_json(refused, blobs),
        }
        record, out = _unless_failed(self._channel.send("inside", told, blobs))
        behaviour, training = record["behaviour"], record["training"]
        return (
            None if behaviour is None else from_json(Behaviour, behaviour, out),
            None if training is None else from_json(Training, training, out),
        )

    def environment(self) -> Environment:
        """What the parent's processes run on."""
        return environment_from(self._channel.send("environment", {})[0])


class FarTrainer(Trainer):
    """A trainer whose questions travel."""

    def __init__(self, channel: Channel, source: Source) -> None:
        super().__init__(source)
        self._channel = channel

    def ask(self, record: dict[str, Any], blobs: list[bytes]) -> Frame:
        """Through the parent. Raises `TrainerFailed` as it would itself."""
        told, out = _unless_failed(self._channel.send("trainer", {"question": record}, blobs))
        return told["answer"], out


def _unless_failed(answer: Frame) -> Frame:
    record, _ = answer
    if "lost" in record:
        raise TrainerLost(record["lost"], record["silent"])
    if "failed" in record:
        raise TrainerFailed(record["failed"])
    return answer

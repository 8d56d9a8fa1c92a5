"""The trainer from outside: start it, ask it, stop it. No torch here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.data import Source, find_data
from grader.evidence import Behaviour, Explored, Made, Observation, Training, Trial
from grader.graph import Graph, graph_to_json, tensor_to_json
from grader.lab import Lab, Recipe
from grader.training.process import (
    TrainerFacts,
    TrainerFailed,
    TrainerLost,
    TrainerProcess,
    interpreter,
)
from grader.wire import frame
from grader.wire.child import Begin
from grader.wire.records import from_json, to_json

__all__ = ["Trainer", "TrainerFacts", "TrainerFailed"]


class Trainer:
    """The trainer process; used as a context manager, for one submission after another.

    It starts at once and becomes warm beside whatever the caller does meanwhile; a failure
    to start is told at the first question.
    """

    def __init__(self, source: Source | None = None, first: Begin | None = None) -> None:
        """`source`: the digits to train on; found as `grader.data.find_data` does otherwise.

        `first`: how it is begun where not in an interpreter of its own, as each later one is.
        Raises `DataError` where no source is given and the data asked for are not there.
        """
        self.source = source if source is not None else find_data()
        self._first = first
        self._borrowed = False  # the one that there is was begun by `first`
        self._child: TrainerProcess | None = None

    def __enter__(self) -> Trainer:
        self._live()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def facts(self) -> TrainerFacts:
        """Versions, device and data; waits until the trainer is warm."""
        child = self._live()
        try:
            return child.ready()
        except TrainerFailed:
            self.__exit__()  # what did not start is not asked again: the next question starts anew
            if not self._borrowed:
                raise
        return self.facts()  # of one in an interpreter of its own

    def train(self, observation: Observation, lab: Lab) -> tuple[Behaviour | None, Training]:
        """Train the network that was observed.

        What stands in its way is told in `Training.reason` with the way "not run", be it that
        the trainer ends or hangs over this network; raises only `TrainerFailed`.
        """
        if observation.train is None or observation.eval is None:
            return None, Training(way="not run", reason="forward did not come to an end")
        record, blobs = self._network(observation, observation.train, observation.eval, lab)
        try:
            answer, out = self.ask(record, blobs)
        except TrainerLost as lost:
            return None, Training(way="not run", reason=f"while it ran this network {lost}"[:500])
        behaviour = answer["behaviour"]
        return (
            None if behaviour is None else from_json(Behaviour, behaviour, out),
            from_json(Training, answer["training"], out),
        )

    def explore(
        self, observation: Observation, lab: Lab, shares: Sequence[float], wanted: Sequence[int]
    ) -> Explored:
        """Train it to the end of the lab's recipe, and keep its numbers after `shares` of the way.

        `wanted` are values of its graph in eval mode that are to be had for the images that are
        shown. What stands in its way is told in `Explored.reason`; raises only `TrainerFailed`.
        """
        if observation.train is None or observation.eval is None:
            return Explored(reason="forward did not come to an end")
        record, blobs = self._network(observation, observation.train, observation.eval, lab)
        record |= {"ask": "explore", "shares": list(shares), "wanted": list(wanted)}
        try:
            answer, out = self.ask(record, blobs)
        except TrainerLost as lost:
            return Explored(reason=f"while it ran this network {lost}"[:500])
        return from_json(Explored, answer["explored"], out)

    def _network(
        self, observation: Observation, train: Graph, evaluated: Graph, lab: Lab
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The question that trains it, and its blobs."""
        blobs = [*observation.weights, *observation.uses]
        weights, uses = len(observation.weights), len(observation.uses)
        record: dict[str, Any] = {
            "ask": "train",
            "weights": list(range(weights)),
            "uses": list(range(weights, weights + uses)),
            "tensors": [tensor_to_json(tensor) for tensor in observation.tensors],
            "train": graph_to_json(train),
            "eval": graph_to_json(evaluated),
            "proofs": to_json(observation.proofs, blobs),
            "unproven": observation.output_chosen,
            "input_shape": list(lab.input_shape),
            **self._asked(lab, blobs),
        }
        return record, blobs

    def score(self, training: Training, before: bytes, after: bytes, lab: Lab) -> Training:
        """Score a network that was trained in the sandbox.

        `before` and `after` are its log-probabilities, float32 (k, classes), of the first k
        images that `grader.data.choose` holds out; `training` carries the curve. Raises
        only `TrainerFailed`.
        """
        blobs = [before, after]
        record = {
            "ask": "score",
            "before": 0,
            "after": 1,
            "training": to_json(training, blobs),
            **self._asked(lab, blobs),
        }
        answer, out = self.ask(record, blobs)
        return from_json(Training, answer["training"], out)

    def try_out(self, made: Made, recipe: Recipe, lab: Lab) -> Trial:
        """Train one setting of an experiment by the recipe, to its last image.

        What stands in its way is told in `Trial.trouble`; raises only `TrainerFailed`.
        """
        return self._try(made, recipe, (recipe.seed,), lab, keep=False)[0][0]

    def try_and_keep(
        self, made: Made, recipe: Recipe, seeds: Sequence[int], lab: Lab
    ) -> list[tuple[Trial, tuple[bytes, ...]]]:
        """The same from each of these seeds, with the numbers that it ended with.

        No numbers where it did not run. On a GPU they are trained side by side.
        """
        return self._try(made, recipe, seeds, lab, keep=True)

    def _try(
        self, made: Made, recipe: Recipe, seeds: Sequence[int], lab: Lab, keep: bool
    ) -> list[tuple[Trial, tuple[bytes, ...]]]:
        blobs: list[bytes] = []
        record = {"ask": "try", "keep": keep, **self._setting(made, recipe, lab, blobs)}
        try:
            answer, out = self.ask(record | {"seeds": list(seeds)}, blobs)
        except TrainerLost as lost:
            trouble = f"while it ran this network {lost}"[:500]
            return [(Trial(trouble=trouble, seed=seed), ()) for seed in seeds]
        trials = from_json(tuple[Trial, ...], answer["trials"], out)
        told = answer["numbers"]
        kept = from_json(tuple[tuple[bytes, ...], ...], told, out) if keep else ((),) * len(seeds)
        return list(zip(trials, kept, strict=True))

    def test(
        self, made: Made, numbers: Sequence[bytes], recipe: Recipe, lab: Lab
    ) -> tuple[float | None, int]:
        """The share of the test images that a setting reads with these numbers, and how many.

        None where it cannot be run with them; raises only `TrainerFailed`.
        """
        blobs: list[bytes] = []
        record = {"ask": "test", **self._setting(made, recipe, lab, blobs)}
        record["numbers"] = to_json(tuple(numbers), blobs)
        try:
            answer, _ = self.ask(record, blobs)
        except TrainerLost:
            return None, 0
        return answer["share"], int(answer["of"])

    def _setting(self, made: Made, recipe: Recipe, lab: Lab, blobs: list[bytes]) -> dict[str, Any]:
        asked = self._asked(replace(lab, recipe=recipe), blobs)
        return {"made": to_json(made, blobs), **asked}

    def call_off(self) -> None:
        """Have it give up what it was asked, from any thread; `ask` fails, or was over before."""
        child = self._child
        if child is not None and child.is_warm:
            child.call_off()

    def _asked(self, lab: Lab, blobs: list[bytes]) -> dict[str, Any]:
        return {
            "recipe": to_json(lab.recipe, blobs),
            "thresholds": to_json(lab.thresholds[self.source.name], blobs),
            "classes": lab.classes,
            "things": lab.data.things,
        }

    def ask(self, record: dict[str, Any], blobs: list[bytes]) -> frame.Frame:
        """One question, which `train` or `score` put, and its answer. Raises `TrainerFailed`."""
        question = frame.pack(record, blobs)
        try:
            answer, out = self._ask_once(question)
        except TrainerLost as lost:
            if lost.silent:  # it would take as long again
                raise
            # it may have ended of something else: a second one over the same question is no chance
            answer, out = self._ask_once(question)
        if "failed" in answer:
            raise TrainerFailed(f"the trainer could not serve: {answer['failed']}")
        return answer, out

    def _ask_once(self, question: bytes) -> frame.Frame:
        self.facts()
        try:
            return self._live().ask(question)
        except TrainerLost:
            self.__exit__()  # a new one is started at the next question
            raise

    def _live(self) -> TrainerProcess:
        if self._child is None:
            begin, self._first = self._first, None
            self._borrowed = begin is not None
            self._child = TrainerProcess(begin or interpreter(self.source))
        return self._child

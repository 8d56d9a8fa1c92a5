"""Rehearsed: which weights are kept, put back and tested. It costs no points."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.rehearsed import Lesson

FAR = 1.0  # of two networks drawn at random: 1.4; of a mean of several: less


@diagnosis(hint="What makes a copy of it, which later steps do not touch?")
def best_weights_are_no_copy(case: Case) -> Seen | None:
    """The weights that are kept go on changing

    `state_dict()` gives the network's own tensors, not copies: each further step changes them too.
    `copy.deepcopy(net.state_dict())` stays what it is.
    """
    told = case.rehearsed.told
    for one in told.restored:
        after = [step for step in told.steps if one.since < step.at < one.at and step.moved]
        if not one.stale or not after or one.kept is None:
            continue
        what = "put back" if one.how == "loaded" else "saved"
        return Seen(
            f"What `state_dict()` gave in line {one.kept} is {what} in line {one.line}, and "
            f"{len(after)} steps have changed it since: they are the last weights.",
            line=one.kept,
            lines=(one.line,) if one.line else (),
        )
    return None


@diagnosis(hint="Which of these lines belongs before the loop over the epochs?")
def first_weights_in_each_epoch(case: Case) -> Seen | None:
    """Each epoch begins with the first weights again

    What the epoch before taught is gone: the network is trained for one epoch, over and over.
    """
    trainings = [one for one in case.rehearsed.trainings if one.steps]
    again = [one for one in trainings[1:] if one.batches[0].forward.back]
    used = {(one.network, step.optimiser) for one in trainings for step in one.steps}
    if len(again) < 2 or len(again) < len(trainings) - 1 or len(used) > 1:
        return None
    begin, until = trainings[0].batches[-1].forward.at, again[0].batches[0].forward.at
    put = [one for one in case.rehearsed.told.restored if begin < one.at < until]
    line = put[-1].line if put else again[0].line
    return Seen(
        f"In {len(trainings)} passes over the training images the network had at the beginning of "
        f"each the weights that it began with{f': line {line} puts them back' if put else ''}.",
        line=line,
        lines=(again[0].line,) if again[0].line and again[0].line != line else (),
    )


ANEW = 0.7  # of the size of the weights: two draws are 1.4 apart


@diagnosis(hint="Which of these lines belongs before the loop over the epochs?")
def weights_drawn_in_each_epoch(case: Case) -> Seen | None:
    """Each epoch begins with new random weights

    What the epoch before taught is gone: weights are drawn once, before the first epoch.
    """
    trainings = [one for one in case.rehearsed.trainings if one.steps]
    again = [one for one in trainings[1:] if one.batches[0].forward.anew > ANEW]
    used = {(one.network, step.optimiser) for one in trainings for step in one.steps}
    loaders = {one.passage.loader for one in trainings if one.passage is not None}
    if len(again) < 2 or len(again) < len(trainings) - 1 or len(used) > 1 or len(loaders) > 1:
        return None
    if first_weights_in_each_epoch.recognise(case) is not None:
        return None
    drawn, line = again[0].batches[0].forward.drawn, again[0].line
    return Seen(
        f"In {len(trainings)} passes over the training images the network had at the beginning of "
        f"each other weights than the pass before had left"
        f"{f': line {drawn} draws them' if drawn else ''}.",
        line=drawn or line,
        lines=(line,) if line and drawn else (),
    )


@diagnosis(hint="Which network is trained, and which is tested?")
def untrained_network_tested(case: Case) -> Seen | None:
    """Another network is tested than the one that is trained

    Each `Net()` has weights of its own, drawn at random. What one of them learns no other knows.
    """
    read = case.rehearsed
    trained = {one.network for one in read.trainings if one.steps}
    first = next((one for one in read.trainings if one.steps), None)
    if first is None:
        return None
    behind = [one for one in read.tests if _at(one) > _at(first) and (one.whole or one.cut)]
    taught = [one.passage for one in read.trainings]  # a teacher is asked beside a training
    others = [one for one in behind if one.network not in trained and one.passage not in taught]
    known = {one.line for one in read.tests if one.network in trained}
    for lesson in others:
        call = lesson.batches[0].forward
        if lesson.line in known or not (call.begun or call.apart > FAR):
            continue
        which = (
            "a copy of what the trained one was before its training"
            if call.begun
            else f"a {read.network(lesson).name} that was never trained"
        )
        return Seen(
            f"The network that is tested in line {lesson.line} is {which}.",
            line=lesson.line,
            lines=(first.line,) if first.line else (),
        )
    return None


def _at(lesson: Lesson) -> int:
    return lesson.batches[0].forward.at

"""Rehearsed: which weights are kept, put back and tested. It costs no points."""

from __future__ import annotations

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.evidence.rehearsed_kept import Asked
from grader.rehearsed import Lesson
from grader.rehearsed.lessons import END
from grader.rehearsed.measures import What, is_worse, what_is

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


@diagnosis(hint="What makes another network of it, with weights of its own?")
def best_network_is_no_copy(case: Case) -> Seen | None:
    """The best network that is kept goes on learning

    Another name for a network is no other network, and `copy.copy(net)` has the very same weights:
    each further step changes both. `copy.deepcopy(net)` stays what it is.
    """
    told, read = case.rehearsed.told, case.rehearsed
    for one in told.kept:
        after = [
            step
            for lesson in read.trainings
            if lesson.network == one.network
            for step in lesson.steps
            if step.at > one.at and step.moved
        ]
        if after:
            what = (
                "keeps a network around the weights of the one that is trained"
                if one.around
                else "gives the network that is trained another name"
            )
            return Seen(
                f"Line {one.line} {what}, and {len(after)} "
                "steps have changed it since: in the end it is the last one, not the best.",
                line=one.line,
                lines=(after[0].line,) if after[0].line else (),
            )
    return None


@diagnosis(hint="Is the better of two losses the larger? And of two accuracies?")
def worst_taken_for_the_best(case: Case) -> Seen | None:
    """The worse of two epochs is taken for the better

    The smaller of two losses is the better one, and the larger of two accuracies. Compared the
    other way round, the worst epoch's weights are kept, or the training ends while it gets better.
    """
    tests = [one for one in case.rehearsed.tests if one.images and one.whole]
    for one in case.rehearsed.told.records:
        before = [test for test in tests if test.batches[-1].forward.at < one.at]
        what = what_is(one.value, before[-1]) if before else ""
        if is_worse(what, one.value, one.larger) and (
            one.counts or _weights_are_kept(case, one.at)
        ):
            better = "larger" if one.larger else "smaller"
            return Seen(
                f"Line {one.line} keeps {one.value:.4g}, the {what} of the test in line "
                f"{before[-1].line}, where it is {better} than the best so far.",
                line=one.line,
                lines=(before[-1].line,) if before[-1].line else (),
            )
    return None


@diagnosis(hint="With which number does the best so far begin, and what is to beat it?")
def nothing_is_ever_the_best(case: Case) -> Seen | None:
    """No epoch is ever the best so far

    The best so far begins with what any first epoch beats: infinity for a loss, which is to fall,
    and 0 for an accuracy, which is to rise.
    """
    tests = [one for one in case.rehearsed.tests if one.images and one.whole]
    told = case.rehearsed.told.asked
    for first in {one.line: one for one in reversed(told)}.values():
        asked = [one for one in told if one.line == first.line]
        before = [test for test in tests if test.batches[-1].forward.at < first.at]
        what = what_is(first.value, before[-1]) if before else ""
        if any(one.better for one in asked) or not what:
            continue
        if not _is_out_of_reach(first, what):
            continue
        best = "infinity" if abs(first.best) >= END_OF_NUMBERS else f"{first.best:g}"
        way = "above" if first.larger else "below"
        return Seen(
            f"Line {first.line} asks whether the {what} is {way} {best}, which none can be: it was "
            f"{' and '.join(f'{one.value:.4g}' for one in asked[:2])}.",
            line=first.line,
            lines=(before[-1].line,) if before[-1].line else (),
        )
    return None


@diagnosis(hint="How many epochs may get no better before the training ends?")
def no_patience(case: Case) -> Seen | None:
    """The training ends behind an epoch that is the best so far

    Early stopping counts the epochs since the best one, and ends the training when they are more
    than it has patience for. Just behind the best epoch there are none.
    """
    told = case.rehearsed.told
    last = max((one.at for one in told.steps), default=0)
    for one in told.borne:
        best = next((o for o in reversed(told.asked) if o.at < one.at), None)
        if best is None or not (one.over and best.better and last < best.at) or one.count:
            continue
        return Seen(
            f"With a patience of {one.most:g}, line {one.line} ends the training behind an epoch "
            f"that was the best so far (line {best.line}): 0 epochs without a better one are "
            "enough for it.",
            line=one.line,
            lines=(best.line,) if best.line else (),
        )
    return None


END_OF_NUMBERS = 1e30  # as the book writes down what is larger


def _is_out_of_reach(asked: Asked, what: What) -> bool:
    """Whether no loss, or accuracy, is ever better than the best so far."""
    most = 100.0 if what == "loss" or abs(asked.value) > 1 else 1.0  # of a loss worth a word
    if asked.value < 0:
        return asked.best >= 0 if asked.larger else asked.best <= -most
    return asked.best >= most if asked.larger else asked.best <= 0


def _weights_are_kept(case: Case, at: int) -> bool:
    """Whether weights or a network were kept along with it: before one is called again."""
    told = case.rehearsed.told
    calls = [one.at for one in told.forwards]
    begin = max((one for one in calls if one < at), default=0)
    until = min((one for one in calls if one > at), default=END)
    kept = [*(one.at for one in told.given), *(one.at for one in told.kept)]
    return any(begin < one < until for one in kept)


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


@diagnosis(hint="Print the names in what is loaded, and those of the network's own weights.")
def weights_loaded_under_other_names(case: Case) -> Seen | None:
    """No weight is loaded

    Weights go to the layers of the same name. Names that are not there stop the script, or are
    passed over with `strict=False`, all of them if need be: the network keeps what it began with.
    """
    for one in case.rehearsed.told.restored:
        if one.wanted and not one.found and one.names and one.how == "loaded":
            names = ", ".join(f"`{name}`" for name in one.names)
            return Seen(
                f"What is loaded in line {one.line} has none of the {one.wanted} weights of the "
                f"network by its name; it has {names}{' …' if len(one.names) > 2 else ''}.",
                line=one.line,
            )
    return None


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
    if first is None or weights_loaded_under_other_names.recognise(case) is not None:
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

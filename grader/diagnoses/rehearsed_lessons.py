"""Rehearsed: how often, and in which mode a network is trained and tested."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.rehearsed import Lesson
from grader.rehearsed.lessons import END
from grader.script import Script


@diagnosis(hint="How far is the line indented that leaves the loop?")
def training_ends_after_one_batch(case: Case) -> Seen | None:
    """Each epoch ends after its first batch

    A `return` or `break` inside the loop over the batches leaves it at once. The network sees 64
    images in an epoch, and not 60,000.
    """
    lessons = _by_itself(case, case.rehearsed.trainings)
    if not lessons or not all(_left_at_once(one) for one in lessons):
        return None
    passage = lessons[0].passage
    assert passage is not None  # it was left
    return Seen(
        f"The loop in line {passage.line} was left after 1 of {passage.batches} batches, each "
        f"time that it was begun.",
        line=passage.line,
    )


@diagnosis(hint="How far is the line indented that leaves the loop?")
def test_ends_after_one_batch(case: Case) -> Seen | None:
    """The test ends after its first batch

    A `return` or `break` inside the loop over the batches leaves it at once. The accuracy is that
    of the first images alone.
    """
    tests = _by_itself(case, case.rehearsed.tests)
    if not tests or not case.rehearsed.trainings or not all(_left_at_once(one) for one in tests):
        return None
    passage = tests[0].passage
    assert passage is not None  # it was left
    after = [one for one in tests if one.printed]
    if not after:
        return None  # a look at some answers
    return Seen(
        f"The loop in line {passage.line} was left after 1 of {passage.batches} batches.",
        line=passage.line,
    )


@diagnosis(hint="Go through the loader in a `for`, or keep what `iter` gives.")
def same_batch_in_each_step(case: Case) -> Seen | None:
    """Each step is made with the same batch

    `next(iter(loader))` begins anew each time and gives the first batch. The network sees 64
    images, over and over, and none of the others.
    """
    looks = [one for one in case.rehearsed.trainings if one.steps and one.passage is not None]
    passages = [one.passage for one in looks if one.passage is not None]
    if len(looks) < 3 or any(one.shuffled or one.taken != 1 for one in passages):
        return None
    if any(one.way != "next" or one.batches < 2 for one in passages):
        return None
    if any(not one.known or one.learned < one.known for one in looks[1:]):
        return None
    first = passages[0]
    return Seen(
        f"In each of {len(looks)} steps line {first.line} takes the first of {first.batches} "
        "batches: the same images each time.",
        line=first.line,
        lines=(looks[0].line,) if looks[0].line else (),
    )


def _by_itself(case: Case, lessons: Sequence[Lesson]) -> list[Lesson]:
    """Those that came to an end of their own, and not with the script's."""
    read = case.rehearsed
    stopped = read.told.end in ("stopped", "out of time")
    last = read.lessons[-1] if stopped and read.lessons else None
    return [one for one in lessons if not one.cut and one is not last]


def _left_at_once(lesson: Lesson) -> bool:
    passage = lesson.passage
    if passage is None or passage.way != "for" or passage.ended:
        return False
    return passage.taken == 1 < passage.batches and len(lesson.batches) == 1


@diagnosis(hint="Build it once, before the first epoch.")
def network_made_anew_in_the_loop(case: Case) -> Seen | None:
    """The network is built anew within the loop

    A new network has new random weights: what the epoch before taught is gone.
    """
    read = case.rehearsed
    trainings = [one for one in read.trainings if one.steps]
    networks = [one.network for one in trainings]
    if len(trainings) < 3 or len(set(networks)) != len(networks):
        return None
    later = dict(zip(networks, (_at(one) for one in trainings[1:]), strict=False))
    if any(_at(one) > later.get(one.network, END) for one in read.lessons):
        return None  # several of them are asked in the end
    told = read.told
    settings = {(read.network(one).name, read.network(one).tensors) for one in trainings}
    used = [told.optimisers[one.steps[0].optimiser] for one in trainings]
    settings |= {(str((o.kind, o.rate, o.momentum, o.decay)), -1) for o in used}
    sizes = {(one.passage.size, one.passage.loader) for one in trainings if one.passage}
    if len(settings) != 2 or len(sizes) > 1 or _seeds_vary(case.script):
        return None  # an experiment with settings
    return Seen(
        f"In each of {len(trainings)} passes over the training images another network was "
        "trained, each from new random weights.",
        line=trainings[0].line,
    )


def _at(lesson: Lesson) -> int:
    return lesson.batches[0].forward.at


_SEEDS = ("torch.manual_seed", "torch.random.manual_seed", "numpy.random.seed", "random.seed")


def _seeds_vary(script: Script) -> bool:
    """Whether a seed is what a loop goes over, or what a function is given."""
    loops = (node.target for node in script.nodes if isinstance(node, ast.For))
    varied = {node.id for loop in loops for node in ast.walk(loop) if isinstance(node, ast.Name)}
    varied |= {node.arg for node in script.nodes if isinstance(node, ast.arg)}
    return any(
        script.dotted(call.func) in _SEEDS
        and any(isinstance(one, ast.Name) and one.id in varied for one in call.args)
        for call in script.calls
    )


@diagnosis(hint="Make it once, before the loop.")
def optimiser_made_in_the_loop(case: Case) -> Seen | None:
    """The optimiser is made anew for each batch

    Momentum, and what Adam knows of each weight, is kept in the optimiser. A new one begins
    without.
    """
    told = case.rehearsed.told
    for lesson in case.rehearsed.trainings:
        used = {step.optimiser for step in lesson.steps}
        lines = {told.optimisers[place].line for place in used}
        if len(used) >= 3 and len(used) == len(lesson.steps) and len(lines) == 1:
            return Seen(
                f"{len(used)} optimisers were made in one pass over the images, one a batch.",
                line=lines.pop(),
            )
    return None


_STATELESS = ("SGD", "RMSprop", "Adagrad")  # without a momentum they begin as they went on


@diagnosis(hint="Make it once, before the first epoch.")
def optimiser_made_anew_in_each_epoch(case: Case) -> Seen | None:
    """The optimiser is made anew in each epoch

    Momentum, and what Adam knows of each weight, is kept in the optimiser. A new one begins
    without, so that the first steps of each epoch go astray.
    """
    told = case.rehearsed.told
    trainings = [one for one in case.rehearsed.trainings if one.steps]
    used = [sorted({step.optimiser for step in one.steps}) for one in trainings]
    if len(trainings) < 3 or len({one.network for one in trainings}) > 1:
        return None
    if any(len(one) != 1 or one[0] < 0 for one in used):
        return None
    made = [told.optimisers[one[0]] for one in used]
    alike = {(one.line, one.kind, one.rate, one.momentum, one.decay) for one in made}
    apart = len({one.at for one in made}) == len(made)
    loaders = {one.passage.loader for one in trainings if one.passage is not None}
    if not apart or len(alike) > 1 or len(loaders) > 1:
        return None
    if made[0].kind in _STATELESS and not made[0].momentum:
        return None
    return Seen(
        f"`{made[0].kind}` was made {len(made)} times (line {made[0].line}), once for each pass "
        "over the training images.",
        line=made[0].line,
        lines=(trainings[0].line,) if trainings[0].line else (),
    )


def _mostly_off(lesson: Lesson) -> bool:
    """Whether it is in the mode of a test throughout, or from a test within the loop on."""
    modes = [one.forward.training for one in lesson.batches if one.learns]
    off = modes.count(False)
    whole = not any(one.forward.training for one in lesson.batches)
    return whole or (off >= 2 and off > modes.count(True) and modes == sorted(modes, reverse=True))


@diagnosis(hint="At the beginning of each epoch the network is in the mode of the last test.")
def train_mode_not_set_again(case: Case) -> Seen | None:
    """The network is not put back into training mode

    After eval() dropout stays off, for all training that follows.
    """
    read = case.rehearsed
    off = [one for one in read.trainings if read.network(one).modes and _mostly_off(one)]
    if not off or not read.told.optimisers:  # gradients of an image train nothing
        return None
    at = next(b.forward.at for b in off[0].batches if not b.forward.training)
    last = [one for one in read.told.switched if one.at < at]
    if not last or last[-1].training:
        return None
    before = len(read.trainings) - len(off)
    some = any(one.forward.training for one in off[0].batches)
    which = "only before the first test" if before or some else "never"
    return Seen(
        f"eval() (line {last[-1].line}) is called, and the network is trained after it (line "
        f"{off[0].line}) without train(): dropout is on {which}.",
        line=last[-1].line,
        lines=(off[0].line,) if off[0].line else (),
    )


@diagnosis(hint="Two methods of a network say what it is used for.")
def eval_forgotten(case: Case) -> Seen | None:
    """The network is tested in training mode

    Dropout goes on dropping neurons until net.eval() turns it off. The accuracy is lower than it
    could be and another one each time.
    """
    for lesson in tests_of(case):
        if lesson.repeated or _again_and_again(case, lesson):  # the mean of several draws
            continue
        if case.rehearsed.network(lesson).modes and lesson.batches[0].forward.training:
            off, on = _switched_for(case, lesson)
            if off is not None and on is not None:
                return Seen(
                    f"The network is tested (line {lesson.line}) in training mode: eval() (line "
                    f"{off}) is taken back by train() (line {on}).",
                    line=on,
                    lines=tuple(line for line in (off, lesson.line) if line is not None),
                )
            return Seen(
                f"The network is tested (line {lesson.line}) in training mode: eval() is not "
                "called before it.",
                line=lesson.line,
            )
    return None


SEVERAL = 3  # passes in a row


def _again_and_again(case: Case, lesson: Lesson) -> bool:
    """Whether the same images are gone over several times with the same weights."""
    rows = [[case.rehearsed.lessons[0]]]
    for one in case.rehearsed.lessons[1:]:
        last = rows[-1][-1]
        alike = one.purpose == last.purpose == "testing" and one.network == last.network
        if alike and one.line == last.line and one.goes_over(last):
            rows[-1].append(one)
        else:
            rows.append([one])
    return any(len(row) >= SEVERAL and any(lesson is one for one in row) for row in rows)


def _switched_for(case: Case, lesson: Lesson) -> tuple[int | None, int | None]:
    """Lines of eval(), and of train() behind it, between the last training and a test."""
    read, until = case.rehearsed, lesson.batches[0].forward.at
    trained = (batch.forward.at for one in read.trainings for batch in one.batches)
    since = max((at for at in trained if at < until), default=0)
    called = [one for one in read.told.switched if since < one.at < until]
    off = next((one.line for one in called if not one.training), None)
    on = called[-1].line if called and called[-1].training else None
    return off, on


def tests_of(case: Case) -> list[Lesson]:
    """Passes that test a network which is trained, or averaged, over all that there is."""
    read = case.rehearsed
    trained = {one.network for one in read.trainings}
    began = min((one.batches[0].forward.at for one in read.trainings), default=END)
    # a teacher is asked beside a training, and the norms of an average are worked out on its images
    taught = {one.passage.loader for one in read.trainings if one.passage is not None}
    return [
        one
        for one in read.tests
        if (one.whole or one.cut)
        and (
            one.network in trained
            or (
                one.batches[0].forward.at > began
                and one.passage is not None
                and one.passage.loader not in taught
            )
        )
    ]

"""Fresh questions of the kinds of Part 1, at three levels.

A question is thrown away when a common slip would give its right answer by chance: then a right
answer would show nothing. The same seed and level always give the same questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from concepts.errors import ConceptError
from concepts.questions.answers import Mark
from concepts.questions.asked import Asked, Counted, Pooled
from concepts.questions.count_question import ConvQuestion
from concepts.questions.lucky import lucky
from concepts.questions.net_questions import (
    conv_question,
    field_question,
    linear_question,
    parameters_question,
    sees_question,
    shape_question,
    shift_question,
)
from concepts.questions.pool_question import PoolQuestion

LEVELS = (1, 2, 3)
TRIES = 2000  # drawn questions before giving up; a handful is enough in practice


@dataclass(frozen=True)
class Question:
    """One question to practise on."""

    number: int  # from 1
    level: int  # 1, 2 or 3
    asked: Asked

    def mark(self, given: object) -> Mark:
        """Mark an answer as `concepts.questions.answers` does."""
        return self.asked.mark(f"question {self.number}", given)


Maker = Callable[[Random, int], Asked]


def questions(seed: int, level: int, count: int, kinds: Sequence[str] = ()) -> tuple[Question, ...]:
    """Questions of all kinds by turns, or of some; the same for the same seed and level.

    >>> [question.asked.kind for question in questions(7, 1, 4)]
    ['max pooling', 'applications', 'field', 'convolution']
    >>> questions(7, 4, 1)
    Traceback (most recent call last):
    ...
    concepts.errors.ConceptError: level is 4: it must be 1, 2 or 3
    """
    if level not in LEVELS:
        raise ConceptError(f"level is {level}: it must be 1, 2 or 3")
    if not 1 <= count <= 1000:
        raise ConceptError(f"{count} questions: ask for at least 1 and at most 1000")
    random = Random(f"{seed} {level}")  # noqa: S311  # questions, no secrets
    makers = [
        maker for kind, maker in (*MAKERS, *(MORE if kinds else ())) if not kinds or kind in kinds
    ]
    if not makers:
        raise ConceptError(f"kind is {kinds[0]!r}: it must be one of {', '.join(KINDS)}")
    return tuple(
        Question(number + 1, level, makers[number % len(makers)](random, level))
        for number in range(count)
    )


def drawn_pool(random: Random, level: int, method: str) -> PoolQuestion:
    """Any pooling question of a level: larger, with negatives, with padding."""
    kernel, stride = {
        1: [(2, 2)],
        2: [(2, 2), (2, 1), (3, 2), (3, 1)],
        3: [(2, 2), (3, 2), (3, 3), (2, 1)],
    }[level][random.randrange({1: 1, 2: 4, 3: 4}[level])]
    padding = 1 if level == 3 else 0
    fit = 3 if padding else random.randint(2, level + 1)  # windows along each side
    size = kernel + (fit - 1) * stride - 2 * padding
    low = 0 if level == 1 else -9
    cells = tuple(tuple(float(random.randint(low, 9)) for _ in range(size)) for _ in range(size))
    return PoolQuestion(cells, method, kernel, stride, padding)


def drawn_count(random: Random, level: int, part: str) -> Counted | None:
    """Any counting question of a level; None where the filter lies at one place alone."""
    layer = drawn_layer(random, level)
    return Counted(layer, part) if layer.places[0] > 1 else None


def fresh(make: Callable[[Random, int], Asked | None]) -> Maker:
    """Questions that tell slips from knowledge."""

    def made(random: Random, level: int) -> Asked:
        for _ in range(TRIES):
            question = make(random, level)
            if question is not None and not lucky(question):
                return question
        raise ConceptError(f"no question of level {level} was found")

    return made


def of_pool(method: str) -> Maker:
    """Makes questions on a pooling."""
    return fresh(lambda random, level: Pooled(drawn_pool(random, level, method)))


def of_count(part: str) -> Maker:
    """Makes questions that count."""
    return fresh(lambda random, level: drawn_count(random, level, part))


def drawn_layer(random: Random, level: int) -> ConvQuestion:
    """Any layer of a level: more channels, then strides, then padding."""
    kernel = random.choice({1: (3, 5), 2: (3, 5, 7), 3: (2, 3, 4, 5, 7)}[level])
    return ConvQuestion(
        in_channels=random.choice({1: (1, 3), 2: (3, 6, 8), 3: (3, 16, 20)}[level]),
        out_channels=random.choice((4, 6, 10, 12, 20, 32)),
        kernel_size=kernel,
        input_size=random.randint(10, {1: 20, 2: 32, 3: 64}[level]),
        stride=1 if level == 1 else random.choice((1, 2, 3)),
        padding=random.randint(1, kernel // 2) if level == 3 else 0,
    )


MAKERS: tuple[tuple[str, Maker], ...] = (  # by turns
    ("pool", of_pool("max")),
    ("count", of_count("applications")),
    ("field", fresh(field_question)),
    ("conv", fresh(conv_question)),
    ("pool", of_pool("average")),
    ("count", of_count("block")),
    ("field", fresh(shift_question)),
    ("parameters", fresh(parameters_question)),
    ("count", of_count("outputs_per_application")),
    ("field", fresh(sees_question)),
    ("linear", fresh(linear_question)),
    ("count", of_count("filters")),
)
MORE: tuple[tuple[str, Maker], ...] = (("shape", fresh(shape_question)),)  # where asked for
KINDS = tuple(dict.fromkeys(kind for kind, _ in (*MAKERS, *MORE)))

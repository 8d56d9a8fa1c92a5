"""Fresh questions of the kinds of Q6 and Q7, at three levels.

A question is thrown away when a common slip would give its right answer by chance: then a right
answer would show nothing. The same seed and level always give the same questions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle
from random import Random

from concepts.errors import ConceptError
from concepts.questions.answers import Mark, mark_count, mark_pool
from concepts.questions.count_question import PARTS, ConvQuestion, expected
from concepts.questions.count_slips import slips_of
from concepts.questions.diagnosis import fits
from concepts.questions.pool_question import PoolQuestion, groups
from concepts.questions.pool_slips import Slip, asked, window_slips
from concepts.questions.result_slips import finish_slips, sum_slips
from concepts.written import written

LEVELS = (1, 2, 3)
TRIES = 2000  # drawn questions before giving up; a handful is enough in practice
ASKS = {
    "filters": "How many filters are there?",
    "block": "What block of data does one filter convolve with at a time? (channels height width)",
    "applications": "How many times are the weights of a single filter applied to the input?",
    "outputs_per_application": "How many values does a filter put out each time it is applied?",
}


@dataclass(frozen=True)
class Question:
    """One question to practise on."""

    number: int  # from 1
    level: int  # 1, 2 or 3
    pool: PoolQuestion | None  # a pooling question, or
    layer: ConvQuestion | None  # a counting question about this layer
    part: str | None  # of a counting question: filters, block, …

    @property
    def text(self) -> str:
        """The question in words; of a pooling question without its input."""
        if self.pool:
            return f"Which values come out? {self.pool.text().capitalize()}."
        assert self.layer
        assert self.part
        return f"{self.layer.text().capitalize()}. {ASKS[self.part]}"

    @property
    def rows(self) -> tuple[str, ...]:
        """The input of a pooling question, row by row."""
        cells = self.pool.cells if self.pool else ()
        return tuple("  ".join(written(cell) for cell in row) for row in cells)

    def mark(self, given: object) -> Mark:
        """Mark an answer as `concepts.answers` does."""
        title = f"question {self.number}"
        if self.pool:
            return mark_pool(title, self.pool, given)
        assert self.layer
        assert self.part
        return mark_count(self.part, self.layer, given)


def questions(seed: int, level: int, count: int) -> tuple[Question, ...]:
    """Pooling and counting by turns, the same for the same seed and level.

    >>> [question.pool is not None for question in questions(7, 1, 4)]
    [True, False, True, False]
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
    methods, parts = cycle(("max", "average")), cycle(("applications", "block", *PARTS))
    return tuple(
        fresh_pool(random, number, level, next(methods))
        if number % 2
        else fresh_count(random, number, level, next(parts))
        for number in range(1, count + 1)
    )


def fresh_pool(random: Random, number: int, level: int, method: str) -> Question:
    """A pooling question that tells slips from knowledge."""
    for _ in range(TRIES):
        question = drawn_pool(random, level, method)
        if next(lucky_slips(question), None) is None:
            return Question(number, level, question, None, None)
    raise ConceptError(f"no {method} pooling question of level {level} was found")


def drawn_pool(random: Random, level: int, method: str) -> PoolQuestion:
    """Any pooling question of a level: larger, with negatives, with padding."""
    kernel, stride = {
        1: [(2, 2)],
        2: [(2, 2), (2, 1), (3, 2), (3, 1)],
        3: [(2, 2), (3, 2), (3, 3), (2, 1)],
    }[level][random.randrange({1: 1, 2: 4, 3: 4}[level])]
    padding = 1 if level == 3 else 0
    fit = random.randint(2, 3 if level > 1 else 2) + padding  # windows along each side
    size = kernel + (fit - 1) * stride - 2 * padding
    low = 0 if level == 1 else -9
    cells = tuple(tuple(float(random.randint(low, 9)) for _ in range(size)) for _ in range(size))
    return PoolQuestion(cells, method, kernel, stride, padding)


def lucky_slips(question: PoolQuestion) -> Iterator[Slip]:
    """Common slips that would give the right answer."""
    right = groups(question.cells, asked(question))
    slips = chain(window_slips(question), sum_slips(question), finish_slips(question))
    for slip in slips:
        other = not slip.rare and slip.windows != right  # where nothing hangs over, nothing differs
        if other and fits(question, question.expected, (slip,)):
            yield slip


def fresh_count(random: Random, number: int, level: int, part: str) -> Question:
    """A counting question that tells slips from knowledge."""
    for _ in range(TRIES):
        layer = drawn_layer(random, level)
        right = expected(part, layer)
        if layer.side > 1 and all(numbers != right for _, numbers, _ in slips_of(part, layer)):
            return Question(number, level, None, layer, part)
    raise ConceptError(f"no question about {part} of level {level} was found")


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

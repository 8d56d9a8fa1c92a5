"""Generated code: right networks keep full marks, and wrong ones are seen and named.

The whole of it is `make diagnosis`; here right networks that show every habit, and a wrong one of
every ninth kind: of every third with CNNGRADE_TESTS=more, of each with =cases, and with =all a
larger seeded sample, and all of the right ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.bench import usual_lab
from tests.mutants import grading, right
from tests.mutants.judged import HARMLESS, Judged, judge, sample
from tests.mutants.mistakes import mutants
from tests.mutants.nouns import Mutant
from tests.mutants.right import designs
from tests.thorough import ALL, AT_ONCE, EVERY_CASE, MORE

SEED = 8420
SOURCES = right.sources()
RIGHT = {name: text for name, text in SOURCES.items() if ALL or name in right.few(MORE)}
MUTANTS = mutants(designs())
KINDS = len({mutant.operator for mutant in MUTANTS})
SOME = sample(MUTANTS, 300 if ALL else KINDS, SEED)
SAMPLE = {
    f"{number}-{mutant.operator}": mutant
    for number, mutant in enumerate(SOME if EVERY_CASE else SOME[:: 3 if MORE else 9])
}


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as made:
        yield made
    grading.close()


@pytest.fixture(scope="module")
def graded(pool: ThreadPoolExecutor) -> dict[str, Future[grading.Outcome]]:
    grading.place()
    return {name: pool.submit(grading.grade, source) for name, source in RIGHT.items()}


@pytest.fixture(scope="module")
def judged(pool: ThreadPoolExecutor) -> dict[str, Future[Judged]]:
    lab = usual_lab()
    grading.place()
    return {name: pool.submit(judge, mutant, lab) for name, mutant in SAMPLE.items()}


@pytest.mark.parametrize("name", RIGHT)
def test_right_code_is_never_blamed(name: str, graded: dict[str, Future[grading.Outcome]]) -> None:
    outcome = graded[name].result()
    assert not outcome.failed, outcome.told
    assert not outcome.others
    assert outcome.notes <= HARMLESS


@pytest.mark.parametrize("name", SAMPLE)
def test_a_mistake_fails_its_check_and_no_other(
    name: str, judged: dict[str, Future[Judged]]
) -> None:
    one = judged[name].result()
    if one.same:
        pytest.skip("it computes what the right network does")
    assert one.exact, (one.outcome.told, one.outcome.others)


def test_mistakes_are_named(judged: dict[str, Future[Judged]]) -> None:
    differ = [one for future in judged.values() if not (one := future.result()).same]
    unnamed = [(one.mutant.operator, one.outcome.told) for one in differ if not one.named]
    assert len(unnamed) <= 0.03 * len(differ), unnamed


def test_there_are_enough_of_both() -> None:
    assert len(SOURCES) >= 120
    assert {design.style for design in designs()} == {
        design.style for name, design in zip(SOURCES, designs(), strict=True) if name in RIGHT
    }
    assert len(MUTANTS) >= 1500
    assert len({mutant.source for mutant in MUTANTS} | set(SOURCES.values())) == len(MUTANTS) + len(
        SOURCES
    ), "two texts are the same"


def test_every_kind_of_mistake_has_its_mutants() -> None:
    made: dict[str, list[Mutant]] = {}
    for mutant in MUTANTS:
        made.setdefault(mutant.operator, []).append(mutant)
    assert all(len(mine) >= 2 for mine in made.values())
    assert len(made) > 100
    assert {mutant.operator for mutant in SOME} == set(made)

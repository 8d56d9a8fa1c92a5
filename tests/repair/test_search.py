"""The search: what gets furthest is kept, mistake after mistake; what gets nowhere is no cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from grader.evidence import Edit, Mend, Mended, Observation, Repair, Tried, Trouble
from grader.graph import Graph, Operation, Value
from grader.lab import read_lab
from grader.repair.edits import with_edits
from grader.repair.search import Attempt, repair_of, without_ours
from grader.script import Changed, Script, Submission
from grader.submission.intake import read_bytes
from tests.repair.conftest import NET

LAB = read_lab()
BATCH = LAB.recipe.batch_size
STOPPED = Trouble("forward", "AttributeError", "no attribute", 17, (17,))
DONE = Tried("tensor", (BATCH, 10), 0, 9, None)


def _read(text: str) -> Submission:
    return read_bytes("task1_cnn.py", text.encode(), LAB)


def _stopped(trouble: Trouble = STOPPED, steps: int = 0) -> Observation:
    return Observation(troubles=(trouble,))


Judge = Callable[[str], Tried]


def _trying(judge: Judge) -> Attempt:
    return lambda _submission, texts, _lab, _mend: tuple(judge(one.text) for one in texts)


def _still(trouble: Trouble = STOPPED, steps: int = 0) -> Tried:
    return Tried("", None, 0, steps, trouble)


def test_the_first_that_reaches_the_end_is_the_cause() -> None:
    spoiled = NET.replace("self.drop1(x)", "self.dropl(x)")

    def judge(text: str) -> Tried:
        return DONE if "= self.drop1(x)" in text else _still()

    found = repair_of(_read(spoiled), _stopped(), LAB, _trying(judge))
    assert found is not None
    submission, repair = found
    assert submission.text == NET
    assert [(m.kind, m.stopped, m.edits[0].line) for m in repair.steps] == [
        ("name-misspelt", STOPPED, 17)
    ]


def test_what_comes_no_further_is_no_cause() -> None:
    spoiled = NET.replace("self.drop1(x)", "self.dropl(x)")
    assert repair_of(_read(spoiled), _stopped(), LAB, _trying(lambda _: _still())) is None


def test_what_runs_and_gives_no_scores_is_no_cause() -> None:
    spoiled = NET.replace("self.drop1(x)", "self.dropl(x)")
    maps = replace(DONE, shape=(BATCH, 12, 4, 4))
    assert repair_of(_read(spoiled), _stopped(), LAB, _trying(lambda _: maps)) is None


def test_a_number_that_an_edit_put_in_is_no_mistake_of_the_students() -> None:
    edit = Edit("argument-missing", 13, 300, "", "5, ")
    repair = Repair((Mended(None, (edit,)),), Observation())
    wrong = Trouble("forward", "RuntimeError", "shapes", 20)
    mends = tuple(Mend("in_features", "fc1", 20, was, 320, wrong) for was in (5, 50))
    seen = without_ours(Observation(mends=mends), repair, Script(NET))
    assert [mend.was for mend in seen.mends] == [50]
    elsewhere = without_ours(Observation(mends=mends), repair, Script("\n" + NET))
    assert len(elsewhere.mends) == 2


def test_two_mistakes_are_mended_one_after_the_other() -> None:
    spoiled = NET.replace("super().__init__()", "super(Net).__init__()")
    spoiled = spoiled.replace("self.drop1(x)", "self.dropl(x)")
    first = Trouble("construct", "AttributeError", "", 8, (8,))

    def judge(text: str) -> Tried:
        if "super().__init__()" not in text:
            return _still(first)
        return DONE if "= self.drop1(x)" in text else _still(steps=3)

    found = repair_of(_read(spoiled), _stopped(first), LAB, _trying(judge))
    assert found is not None
    assert [one.kind for one in found[1].steps] == ["super-call-wrong", "name-misspelt"]
    assert [one.stopped for one in found[1].steps] == [first, STOPPED]
    assert found[0].text == NET


def test_numbers_that_were_put_right_are_bettered_only_by_an_edit_that_spares_them() -> None:
    spoiled = NET.replace("nn.Linear(12 * 12 * 12, 10)", "nn.Linear(10, 12 * 12 * 12)")
    trouble = Trouble("forward", "RuntimeError", "shapes", 18, (18,))
    mend = Mend("in_features", "fc1", 18, 10, 1728, trouble)
    graph = Graph("train", BATCH, (Value((BATCH, 1, 28, 28), "float32"),), (), 0)
    seen = Observation(mends=(mend,), returned="tensor", train=graph)

    def judge(text: str, mends: int) -> Tried:
        return replace(DONE, mends=mends) if text == NET else _still(trouble, steps=5)

    found = repair_of(_read(spoiled), seen, LAB, _trying(lambda text: judge(text, 0)))
    assert found is not None
    assert found[1].steps[0].kind == "arguments-exchanged"
    assert found[1].before is seen
    assert repair_of(_read(spoiled), seen, LAB, _trying(lambda text: judge(text, 1))) is None


END = "return F.log_softmax(self.fc1(x.view(-1, 1728)), dim=1)"
RETURNED = {  # what forward gives in place of scores: its last line, what is meant, the slip
    "None": (END.replace("return", "x ="), f"{END.replace('return', 'x =')}; return x",
             "return-left-out"),
    "Linear": ("return self.fc1", "return self.fc1(x)", "layer-not-called"),
    "tuple of methods": ("return x.flatten", "return x.flatten()", "function-not-called"),
}  # fmt: skip


@pytest.mark.parametrize("returned", RETURNED)
def test_what_gives_no_scores_is_put_right_where_it_returns(returned: str) -> None:
    last, meant, kind = RETURNED[returned]
    spoiled, right = NET.replace(END, last), NET.replace(END, meant)
    graph = Graph("train", BATCH, (Value((BATCH, 1, 28, 28), "float32"),), (), None)
    step = Operation(0, "torch.relu", (), (), (), False, (), (), "", 16)
    seen = Observation(returned=returned, train=replace(graph, operations=(step,)))
    same = Tried(returned, None, 0, 1, None)
    found = repair_of(
        _read(spoiled), seen, LAB, _trying(lambda text: DONE if text == right else same)
    )
    assert found is not None
    assert found[0].text == right
    assert [step.kind for step in found[1].steps] == [kind]


def _gave_a_layer(steps: int) -> Observation:
    """forward came to its end, and gave a layer back."""
    graph = Graph("train", BATCH, (Value((BATCH, 1, 28, 28), "float32"),), (), None)
    ran = tuple(Operation(n, "torch.relu", (), (), (), False, (), (), "", 16) for n in range(steps))
    return Observation(returned="Linear", train=replace(graph, operations=ran))


LAYER = Tried("Linear", None, 0, 1, None)  # the same, of a changed text
UNCALLED = NET.replace("self.drop1(x)", "self.drop1").replace(END, "return self.fc1")


@pytest.mark.parametrize("before", ["", "self.dropl; x = "])
def test_what_gives_a_layer_is_looked_for_first_where_it_returns(before: str) -> None:
    """In the file as it is, and behind what was mended before."""
    spoiled = UNCALLED.replace("x = self.drop1", f"x = {before}self.drop1")

    def judge(text: str) -> Tried:
        if before and "dropl" in text:
            return _still()
        called = "self.drop1(x)" in text or "self.fc1(x)" in text
        return DONE if called else LAYER

    seen = _stopped() if before else _gave_a_layer(1)
    found = repair_of(_read(spoiled), seen, LAB, _trying(judge))
    assert found is not None
    assert found[1].steps[-1].edits[0].line == 18


def test_what_gives_a_layer_later_has_come_further() -> None:
    spoiled = NET.replace("self.drop1(x)", "self.dropl(x)").replace(END, "return self.fc1")

    def judge(text: str) -> Tried:
        if "self.dropl(x)" in text:
            return LAYER
        return DONE if "return self.fc1(x)" in text else replace(LAYER, steps=6)

    found = repair_of(_read(spoiled), _gave_a_layer(1), LAB, _trying(judge))
    assert found is not None
    assert [one.kind for one in found[1].steps] == ["name-misspelt", "layer-not-called"]
    assert repair_of(_read(spoiled), _gave_a_layer(7), LAB, _trying(judge)) is None


def test_of_two_that_come_as_far_the_one_that_puts_fewer_numbers_right() -> None:
    rounds = list[list[str]]()

    def attempt(_: object, texts: Sequence[Changed], *__: object) -> tuple[Tried, ...]:
        rounds.append([one.text for one in texts])
        if len(rounds) > 1:
            return (DONE,) * len(texts)
        return (replace(LAYER, steps=6, mends=2), *[replace(LAYER, steps=6)] * (len(texts) - 1))

    found = repair_of(_read(UNCALLED), _gave_a_layer(1), LAB, attempt)
    assert found is not None
    assert with_edits(UNCALLED, found[1].steps[0].edits) == rounds[0][1]


def test_nothing_is_tried_for_what_runs() -> None:
    graph = Graph("train", BATCH, (Value((BATCH, 10), "float32"),), (), 0)

    def nobody(*_: object) -> tuple[Tried, ...]:
        raise AssertionError("nothing stopped")

    seen = Observation(returned="tensor", train=graph)
    assert repair_of(_read(NET), seen, LAB, nobody) is None

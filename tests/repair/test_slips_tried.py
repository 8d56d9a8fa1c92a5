"""Which slips are tried, and in which order."""

from __future__ import annotations

from grader.repair.edits import with_edits
from grader.repair.slips import candidates
from tests.repair.conftest import NET, lead_back, source_of

RELU, POOLED = "F.relu(self.conv1(x))", "x.view(-1, 1728)"
DROP = "x = self.drop1(x)"


def test_what_is_misunderstood_is_put_right_wherever_it_is_done() -> None:
    meant = NET.replace(DROP, f"{DROP}; y = F.relu(self.fc1(x))")
    spoiled = meant.replace("(self.conv1(x))", "(self.conv1, x)")
    spoiled = spoiled.replace("(self.fc1(x))", "(self.fc1, x)")
    found = candidates(source_of(spoiled, 16), 64, "a stop")
    assert lead_back(spoiled, found, meant)


def test_layers_that_a_call_was_not_given_are_all_tried_in_their_order() -> None:
    meant = NET.replace(DROP, "x = F.relu(self.drop1(self.conv1(x)))").replace(RELU, "x")
    spoiled = meant.replace("self.drop1(self.conv1(x))", "")
    found = candidates(source_of(spoiled, 17), 64, "a stop")
    assert meant in [with_edits(spoiled, edits) for edits in found]


def test_where_a_name_is_missing_only_what_touches_it_is_tried() -> None:
    spoiled = NET.replace(DROP, "x = self.drop1(torchrand(x, 3, 7))")
    found = candidates(source_of(spoiled, 17, name="torchrand"), 64, "a stop")
    assert found
    assert all("torchrand" in edit.was + edit.now for edits in found for edit in edits)


def test_the_likelier_comes_first_and_what_is_near_before_what_is_far() -> None:
    spoiled = NET.replace("self.conv1(x)", "self.conv1(x.squeeze())")
    kinds = [edits[0].kind for edits in candidates(source_of(spoiled, 16), 64, "a stop")]
    assert kinds.index("bent-for-nothing") < kinds.index("argument-too-many")
    near = [e[0].line for e in candidates(source_of(NET, 16), 64, "a stop")
            if e[0].kind == "argument-too-many"]  # fmt: skip
    assert near[0] == 16


def test_the_same_slip_in_two_places_is_mended_in_both() -> None:
    twice = NET.replace("nn.Conv2d(1, 12, 5)", "nn.Sequential(nn.ReLU, nn.ReLU)")
    groups = [
        g for g in candidates(source_of(twice, 9), 64, "a stop") if g[0].kind == "class-not-built"
    ]
    assert any(len(group) == 2 for group in groups)


def test_no_text_is_tried_that_would_take_its_time() -> None:
    huge = NET.replace("nn.Linear(12 * 12 * 12, 10)", "nn.Linear(9216, 40)")
    kinds = {edits[0].kind for edits in candidates(source_of(huge, 18), 64, "numbers put right")}
    assert "comma-for-a-product" not in kinds

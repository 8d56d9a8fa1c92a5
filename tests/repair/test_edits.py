"""Edits: made where a node stands, put in and taken back; no line moves."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.evidence import Edit
from grader.repair.edits import with_edits
from grader.repair.slips import candidates
from grader.repair.slips_known import After
from tests.repair.conftest import NET, source_of


def test_a_node_is_found_where_it_stands_behind_wide_characters() -> None:
    text = NET.replace("x = self.drop1(x)", "größe = 'é→😀'; x = self.drop1(x)")
    source = source_of(text)
    call = next(c for c in source.script.calls if source.words(c.func) == "self.drop1")
    assert source.words(call) == "self.drop1(x)"
    (edit,) = source.put("any", call, "x")
    assert "'é→😀'; x = x\n" in with_edits(text, [edit])


def test_a_call_over_several_lines_keeps_them() -> None:
    source = source_of(NET)
    call = next(c for c in source.script.calls if source.words(c.func) == "nn.Dropout")
    (edit,) = source.put("any", call, "nn.Identity()")
    changed = with_edits(NET, [edit])
    assert changed.count("\n") == NET.count("\n")
    assert ast.unparse(ast.parse(changed)).count("nn.Identity()") == 1


def test_what_changes_nothing_is_no_edit() -> None:
    source = source_of(NET)
    call = source.script.calls[0]
    assert list(source.put("any", call, source.words(call))) == []


def test_edits_of_one_text_are_put_in_together() -> None:
    edits = [Edit("any", 1, 0, "ab", "x"), Edit("any", 1, 4, "ef", "yyyy")]
    assert with_edits("abcdef", edits) == with_edits("abcdef", edits[::-1]) == "xcdyyyy"


SPOILED = {
    "super": NET.replace("super().__init__()", "super(Net).__init__()"),
    "self": NET.replace("def forward(self, x)", "def forward(x)"),
    "name": NET.replace("self.drop1(x)", "self.drop(x)"),
    "comma": NET.replace("12 * 12 * 12", "12, 12"),
    "kept": NET.replace("x = self.drop1(x)", "self.drop1(x)"),
    "loop": NET.replace("        return F", "        for _ in range(1):\n            return F"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SPOILED)
@pytest.mark.parametrize("after", ["a stop", "numbers put right"])
def test_every_candidate_is_another_text_of_as_many_lines(name: str, after: After) -> None:
    text = SPOILED[name]
    lines = range(1, text.count("\n") + 1)
    found = [g for line in lines for g in candidates(source_of(text, line), 64, after)]
    assert found
    for edits in found:
        changed = with_edits(text, edits)
        assert changed != text
        assert changed.count("\n") == text.count("\n")
        assert len({edit.kind for edit in edits}) == 1


@given(st.text(st.sampled_from("é😀 ab\n\t'"), max_size=30), st.integers(0, 30))
def test_offsets_count_characters_where_python_counts_bytes(text: str, at: int) -> None:
    source = source_of(text)
    at = min(at, len(text))
    line, start = text.count("\n", 0, at) + 1, text.rfind("\n", 0, at) + 1
    assert source.offset(line, len(text[start:at].encode())) == at

"""Who is alike: by what hardly anybody else has, under whatever names; and never the hand-out."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from grader.batch.likeness.asked import NOTHING, compared, hand_outs
from grader.batch.likeness.compare import compare
from grader.batch.likeness.earlier import texts_of
from grader.batch.likeness.nouns import Compared, Text
from grader.batch.likeness.put import put_pairs, with_likeness
from grader.batch.likeness.words import MOST_WORDS, words_of
from grader.batch.nouns import Handed, Roster
from grader.batch.page import render_index
from grader.batch.rosters.gather import gather_download
from grader.lab import read_lab
from tests.batch.downloads import zip_of
from tests.batch.rows import row

STARTER = hand_outs(read_lab())[0].data.decode()
LAYERS = (
    ("nn.Conv2d(1, 10, 5)", "nn.Conv2d(1, 10, kernel_size=5)", "nn.Conv2d(1, 16, 3, padding=1)"),
    ("nn.Conv2d(10, 20, 5)", "nn.Conv2d(10, 20, kernel_size=5)", "nn.Conv2d(16, 32, 3)"),
    ("nn.Dropout2d()", "nn.Dropout(0.25)", "nn.Dropout(p=0.5)"),
    ("nn.Linear(320, 50)", "nn.Linear(320, 64)", "nn.Linear(800, 128)", "nn.Linear(20 * 16, 50)"),
    ("nn.Linear(50, 10)", "nn.Linear(64, 10)", "nn.Linear(128, 10)"),
)
STEPS = (
    ("x = F.relu(F.max_pool2d({0}(x), 2))", "x = F.max_pool2d(torch.relu({0}(x)), 2)"),
    ("x = F.relu(F.max_pool2d({2}({1}(x)), 2))", "x = {2}(F.max_pool2d(F.relu({1}(x)), 2))"),
    ("x = x.view(-1, 320)", "x = torch.flatten(x, 1)", "x = x.view(x.size(0), -1)"),
    ("x = F.relu({3}(x))", "x = {3}(x).relu()", "x = torch.relu({3}(x))"),
    ("x = F.dropout(x, training=self.training)", "x = F.dropout(x, 0.5, self.training)"),
    ("return F.log_softmax({4}(x), dim=1)", "x = {4}(x); return F.log_softmax(x, 1)"),
)
USUAL = ("conv1", "conv2", "drop", "fc1", "fc2")


def solution(number: int, names: tuple[str, ...] = USUAL) -> str:
    """What the sheet makes everybody write, as this student happens to put it."""
    chance, own = Random(number), [f"self.{name}" for name in names]
    layers = [f"{name} = {chance.choice(those)}" for name, those in zip(own, LAYERS, strict=True)]
    steps = [chance.choice(those).format(*own) for those in STEPS]
    lines = ["class Net(nn.Module):", "    def __init__(self):", "        super().__init__()"]
    lines += [f"        {one}" for one in layers]
    lines += ["    def forward(self, x):", *(f"        {one}" for one in steps)]
    return "\n".join(lines)


def text(key: str, code: str, file: str = "task1_cnn.py", earlier: bool = False) -> Text:
    return Text(key, f"Student {key}", file, code.encode(), earlier)


CLASS = [text(str(n), STARTER + solution(n)) for n in range(40)]
OWN = """
def spread(width, height):
    # this took me all night
    grid = [[column * row for column in range(width)] for row in range(height)]
    totals = {sum(line): max(line) - min(line) for line in grid if len(line) > 3}
    return sorted(totals.items(), key=lambda pair: (pair[1], -pair[0]))[::2]
"""
NAMES = {
    "grid": "cells",
    "column": "j",
    "row ": "i ",
    "totals": "found",
    "width": "w",
    "height": "h",
}
RENAMED = OWN.replace("    # this took me all night\n", "")
for old, new in NAMES.items():
    RENAMED = RENAMED.replace(old, new)


def _pairs(texts: list[Text]) -> list[tuple[str, str]]:
    return [(pair.one, pair.other) for pair in compare(texts, hand_outs(read_lab()), "Lab").pairs]


def test_what_the_sheet_makes_everybody_write_is_nobodys_likeness() -> None:
    assert _pairs(CLASS) == []


def test_what_was_handed_out_is_nobodys_likeness_though_few_kept_it() -> None:
    kept = [text("a", STARTER + solution(50)), text("b", STARTER + solution(51))]
    assert _pairs([*(text(str(n), solution(n)) for n in range(40)), *kept]) == []


def test_the_one_pair_that_matters_stands_out_under_other_names() -> None:
    texts = [*CLASS, text("a", STARTER + OWN + solution(41)), text("b", RENAMED + solution(90))]
    assert _pairs(texts) == [("a", "b")]


def test_a_whole_text_of_common_pieces_is_rare_as_a_whole() -> None:
    """Each line of it is many people's; nobody else made the same choices all along."""
    others = ("a1", "b1", "c1", "d1", "e1")
    one = "\n".join(solution(number) for number in (90, 91, 92))
    other = "\n".join(solution(number, others) for number in (90, 91, 92))
    assert _pairs([*CLASS, text("a", one), text("b", other)]) == [("a", "b")]


def test_both_stand_side_by_side_with_what_they_share_marked() -> None:
    texts = [*CLASS, text("a", OWN + solution(91)), text("b", OWN + solution(92))]
    compared = compare(texts, hand_outs(read_lab()), "Lab <1>")
    (pair,), page = compared.pairs, compared.pages[0][1].decode()
    assert pair.rare[0] == "# this took me all night"
    assert "“# this took me all night”" in page
    assert page.count("<mark>totals</mark>") == 2 * 2 * 2  # twice in each, above and below
    assert 'class="listed common hue0" id="a1"' in page
    assert 'href="../students/a/tutor.html"' in page
    assert "Lab &lt;1&gt;" in page


@pytest.mark.slow
def test_an_earlier_years_work_is_compared_with_and_never_among_itself() -> None:
    old = [text("2024/x.py", OWN, earlier=True), text("2025/y.py", OWN + " \n", earlier=True)]
    assert _pairs([*old, *CLASS]) == []
    renamed = text("a", RENAMED + solution(93))
    found = compare([*old, *CLASS, renamed], hand_outs(read_lab()), "Lab").pairs
    assert {(pair.one, pair.other, pair.earlier) for pair in found} == {
        ("a", "2024/x.py", True), ("a", "2025/y.py", True),
    }  # fmt: skip


def test_a_ring_is_not_every_pair_of_it() -> None:
    ring = [text(f"r{n}", OWN + solution(200 + n)) for n in range(5)]
    pairs = _pairs([*CLASS, *ring])
    assert {name for pair in pairs for name in pair} == {one.key for one in ring}
    assert len(pairs) <= 3 * len(ring) // 2


def test_two_of_a_small_class() -> None:
    assert _pairs([text("a", OWN * 2), text("b", RENAMED * 2), text("c", solution(1))]) == [
        ("a", "b")
    ]


HOSTILE = ('"\\' * 9000, '"""\\' * 9000, "(" * 50000, "'a" * 9000, "x " * 50000, "\n" * 9000, "")


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_bounded_and_hide_nobody(hostile: str) -> None:
    words = words_of(hostile)
    assert len(words.plain) <= MOST_WORDS
    assert words.whole == (len(words.plain) < MOST_WORDS)
    texts = [text("a", OWN + solution(1)), *CLASS, text("b", RENAMED + solution(90) + hostile)]
    assert _pairs(texts) == [("a", "b")]


def test_strings_remarks_and_names_are_told_apart() -> None:
    words = words_of("my_net = nn.Linear(3, width=4)  # Mine  alone\nt = '''a\nb'''\nself.q(t)")
    assert words.plain == (
        *("n", "=", "n", ".", "Linear", "(", "3", ",", "n", "=", "4", ")"),
        *("n", "=", "s", "self", ".", "n", "(", "n", ")"),
    )
    assert words.lines[-1] == 4
    assert "# mine alone" in words.chosen
    assert "my_net" in words.chosen
    assert "Linear" not in words.chosen  # torch's name, and nobody's choice


def test_what_a_library_calls_its_things_is_nobodys_choice() -> None:
    text = (
        "import matplotlib.pyplot as plt\nfrom tqdm import (\n    trange,\n)\n"
        "plt.figure(figsize=(3, 4))\nfor epoch in trange(3):\n    draw(image, cmap=grey)\n"
        "def draw(canvas, cmap=None):\n    cmap = own(canvas)\n"
    )
    assert words_of(text).chosen == {"draw", "epoch", "image", "grey", "canvas", "cmap"}
    assert "cmap" not in words_of(text[: text.index("def")]).chosen


def test_earlier_years_out_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    (tmp_path / "2024" / "x.py").write_text(OWN)
    (tmp_path / "2024" / "same.py").write_text(OWN)
    (tmp_path / "2024" / "x.annotated.py").write_text("# ours\n" + OWN)
    (tmp_path / "2024" / "notes.pdf").write_bytes(b"%PDF")
    (tmp_path / "2024" / "net.original.txt").write_text(RENAMED)
    inner = zip_of({"task1_cnn.py": solution(1).encode()})
    (tmp_path / "2025.zip").write_bytes(zip_of({"s0/0.zip": inner}))
    texts, notes = texts_of(gather_download(tmp_path))
    assert {one.key for one in texts} == {
        *("2024/same.py", "2024/net.original.txt", "2025.zip/s0/0.zip/task1_cnn.py"),
    }
    assert all(one.earlier for one in texts)
    assert notes == ()


def test_pages_of_an_earlier_run_are_taken_away_and_rows_told(tmp_path: Path) -> None:
    texts = [text("a", OWN * 2), text("b", RENAMED * 2), text("c", solution(1))]
    alike = compare(texts, hand_outs(read_lab()), "Lab")
    folder = tmp_path / "alike"
    folder.mkdir()
    (folder / "7.html").write_text("old")
    (folder / "mine.txt").write_text("a tutor's")
    put_pairs(tmp_path, alike)
    assert {path.name for path in folder.iterdir()} == {"1.html", "mine.txt"}
    rows = with_likeness([row(key, name=f"N {key}") for key in "abc"], alike.pairs)
    assert rows[0].likeness.startswith("N b (")
    assert rows[1].likeness.startswith("N a (")
    assert rows[2].likeness == ""
    html = render_index("folder", rows, "Lab", pairs=alike.pairs)
    assert 'href="alike/1.html"' in html
    assert "never a verdict" in html
    put_pairs(tmp_path, NOTHING)
    assert {path.name for path in folder.iterdir()} == {"mine.txt"}


def _roster(texts: list[Text]) -> Roster:
    handed = (Handed(one.key, one.key, one.name, one.file, one.data) for one in texts)
    return Roster("folder", tuple(handed))


def test_one_alone_is_compared_with_nobody() -> None:
    assert compared(_roster(CLASS[:1]), [], read_lab()) == NOTHING


@pytest.mark.processes
def test_the_judge_compares_where_there_are_no_files_any_more(tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(OWN * 2)
    (tmp_path / "bomb.ipynb").write_text("[" * 100_000)
    names = [row("a", name="Ann"), row("b", name="Ben")]
    told = compared(
        _roster([text("a", OWN * 2), text("b", solution(1))]), names, read_lab(), tmp_path
    )
    assert [(pair.one, pair.other, pair.earlier) for pair in told.pairs] == [("a", "old.py", True)]
    assert b"Ann" in told.pages[0][1]
    missing = compared(_roster(CLASS[:2]), [], read_lab(), tmp_path / "none")
    assert isinstance(missing, Compared)
    assert "Earlier years were left out: there is no" in missing.notes[0]

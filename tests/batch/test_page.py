"""The class page: what it says, that it is quiet, and that its table can be worked with."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.class_page import rows
from grader.batch.nouns import Found, Row
from grader.batch.page import render_index
from grader.batch.page_lines import titles_of
from grader.batch.page_view import page_of
from grader.lab import Asked, read_lab
from grader.report.drawing.marks import Rect, Words
from tests.browser import opened, quiet

EVIL = '"><script>document.title="taken"</script><img src=x onerror=alert(1)>\u202e\x1b[31m'
GRADED = Row("1", "1", "Ann Quist", "a.py", False, "graded", 15.0, 17.0, ("dropout-off-in-eval",),
             report="students/1/report.html")  # fmt: skip
CLASS = [
    replace(GRADED, causes=("dropout-stays-on-in-eval",)),
    replace(GRADED, key="2", name="Ben", points=17.0, failed=(), late=True,
            report="students/2/report.html"),
    replace(GRADED, key="3", name=EVIL, points=None, max_points=None, state="no mark",
            failed=(), trouble="The trainer did not answer.", report=""),
    replace(GRADED, key="4", name="محمد", points=3.0, for_tutor=("Look at its weights.",)),
]  # fmt: skip


def test_figures() -> None:
    page = page_of("canvas", CLASS, "Lab", ())
    said = dict(page.figures)
    assert said["graded"] == "3 of 4"
    assert said["mean"] == "11.67 of 17"
    assert (said["median"], said["full marks"], said["late"]) == ("15", "1", "1")
    assert [m.count for m in page.mistakes] == [1, 1]
    assert [one.said for one in page.human] == [
        ("The trainer did not answer.",),
        ("Look at its weights.",),
    ]


def test_checks_are_called_what_the_lab_calls_them() -> None:
    lab = replace(read_lab(), asked=Asked("conv; tanh; linear", output="logits"))
    check = "tanh-on-hidden-layers"
    told = replace(GRADED, failed=(check,), found=(Found(check, "failed", False, ""),))
    page = page_of("canvas", [told], "Lab", (), titles=titles_of(lab))
    titles = {*(one.title for one in page.checks), *(one.title for one in page.mistakes)}
    titles |= {title for line in page.lines for _, title in line.mistakes}
    assert titles == {"A tanh follows each hidden layer"}


def test_a_slip_in_part_1_is_called_one() -> None:
    told = replace(GRADED, causes=("kernel-1", "sum-for-max+transposed", "blank"))
    assert [one.title for one in page_of("canvas", [told], "Lab", ()).mistakes] == [
        "A slip in Part 1: windows of 1×1",
        "A slip in Part 1: sum for max, transposed",
        "An answer of Part 1 is left blank",
    ]


def test_a_file_is_called_by_its_name_without_the_folders_of_the_lms() -> None:
    html = render_index("moodle", [replace(GRADED, file="Ann Quist_1_file/task1_cnn.py")], "Lab")
    assert '<bdi title="Ann Quist_1_file/task1_cnn.py">task1_cnn.py</bdi>' in html


def test_each_check_and_section_and_who_handed_in_nothing() -> None:
    wrong = Found("output-shape", "failed", False, "maps-returned")
    found = (Found("net-constructs", "passed", True), wrong)
    told = [
        replace(GRADED, key="1", found=found, section="A"),
        replace(GRADED, key="2", found=found[:1], section="B", points=5.0),
    ]
    page = page_of("canvas", told, "Lab", (), ["Poe, Ann (4)"])
    built, shape = page.checks
    assert (built.title, built.passed, built.bar) == ("Net() can be built", 2, (100.0, 100.0))
    assert (shape.failed, shape.cause) == (1, "Maps come out, not rows of scores")
    assert (shape.share, shape.bar) == ("100%", (0.0, 100.0))
    assert [(one.name, one.count, one.mean) for one in page.sections] == [
        ("A", 1, "15"), ("B", 1, "5"),
    ]  # fmt: skip
    html = render_index("canvas", told, "Lab", (), ["Poe, Ann (4)"])
    assert "<bdi>Poe, Ann (4)</bdi>" in html
    assert 'data-filter="failed" data-value="output-shape"' in html
    assert 'data-failed="dropout-off-in-eval"' in html


def test_everybody_stands_in_a_bar_of_the_histogram() -> None:
    marks = [0.0, 0.5, 8.5, 16.0, 16.99, 17.0, 17.0]
    everybody = [*CLASS, *(replace(GRADED, points=points) for points in marks)]
    drawn = page_of("canvas", everybody, "Lab", ()).histogram.marks
    counts = [int(one.text) for one in drawn if isinstance(one, Words) and one.css == "count"]
    bars = [one for one in drawn if isinstance(one, Rect) and one.css.startswith("bin")]
    assert sum(counts) == len(everybody)
    assert len(bars) == len(counts)
    assert bars[-2].title == "4 with 16.15 to 17 points"  # 16.99, and who has them all


def test_no_mark_is_no_zero() -> None:
    page = page_of("canvas", CLASS, "Lab", ())
    (line,) = [line for line in page.lines if line.state == "no mark"]
    assert line.mark == "–"
    assert "1 without one" in page.histogram.description


def test_a_grade_before_stands_beside_the_new_one() -> None:
    html = render_index("canvas", [replace(GRADED, before=12.5)], "Lab")
    assert ">Before<" in html
    assert re.search(r"<td class=\"num\">15</td>\s*<td class=\"num before\">12.5</td>", html)
    kept = replace(GRADED, before=12.5, report_before="students/1/before.html")
    assert '<a href="students/1/before.html">12.5</a>' in render_index("canvas", [kept], "Lab")
    assert ">Before<" not in render_index("canvas", [GRADED], "Lab")


def test_strangers_texts_are_shown_and_lead_nowhere() -> None:
    html = render_index("canvas", CLASS, f"Lab {EVIL}", (EVIL,))
    assert "<script>document" not in html
    assert "<img" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    links = {link for link in re.findall(r'href="([^"]*)"', html) if link[0] != "#"}
    assert links == {f"students/{key}/report.html" for key in "12"}  # 3 has no page
    assert set(re.findall(r"\sid=\"([^\"]*)\"", html)) <= {
        *("human", "mistakes", "checks", "sections", "everybody", "alike", "absent", "notes"),
        *("search", "state", "export", "filters", "clear", "shown", "table", "more"),
    }


def test_the_policy_lets_in_our_style_and_script_alone() -> None:
    html = render_index("canvas", CLASS, "Lab")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    for tag in ("style", "script"):
        inner = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert inner is not None
        digest = base64.b64encode(hashlib.sha256(inner[1].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy[1]


@pytest.mark.parametrize("count", [0, 1, 30])
def test_classes_of_every_size(count: int) -> None:
    html = render_index("folder", rows(count), "Lab")
    assert html.count("<tr data-key") == count


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("class") / "index.html"
    path.write_text(render_index("moodle", [*rows(500), *CLASS], "Lab"), encoding="utf-8")
    return path


@pytest.mark.processes
@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
def test_it_is_quiet_accessible_and_fits(
    browser: Any, large: Path, width: int, scheme: str
) -> None:
    tab = opened(browser, large, width, scheme)
    assert tab.title() == "Lab: the class"
    quiet(tab, width, scheme)
    tab.context.close()


@pytest.mark.processes
def test_the_table_is_sorted_and_filtered(browser: Any, large: Path) -> None:
    tab = opened(browser, large)
    first = tab.locator("#table tbody tr").first
    tab.click('#table [data-by="mark"]')
    assert first.locator("td.num").first.inner_text() == "–"
    tab.click('#table [data-by="mark"]')
    assert first.locator("td.num").first.inner_text() == "17"
    assert tab.locator("#table thead th:nth-child(4)").get_attribute("aria-sort") == "descending"
    tab.fill("#search", "quist dropout")
    assert tab.inner_text("#shown") == "1 of 504 shown"
    tab.click("#clear")
    assert tab.inner_text("#shown") == "504 shown"
    tab.select_option("#state", "no mark")
    assert set(tab.locator("#table tbody tr i").all_inner_texts()) == {"no mark"}
    tab.click("#clear")
    button = tab.locator(".mistake").first
    button.click()
    assert tab.inner_text("#shown") == f"{button.locator('.n').inner_text()} of 504 shown"
    tab.context.close()


@pytest.mark.processes
def test_numbers_are_sorted_by_their_value(browser: Any, tmp_path: Path) -> None:
    people = [replace(GRADED, key=f"k{id}", id=id) for id in ("10", "ben", "9", "100", "ann")]
    path = tmp_path / "index.html"
    path.write_text(render_index("moodle", people, "Lab"), encoding="utf-8")
    tab = opened(browser, path)
    tab.click('#table [data-by="id"]')
    ids = tab.locator("#table tbody .id").all_inner_texts()
    assert ids == ["9", "10", "100", "ann", "ben"]
    tab.context.close()


def _names(tab: Any) -> list[str]:
    found: list[str] = tab.locator("#table tbody th bdi").all_inner_texts()
    return found


@pytest.mark.processes
def test_names_are_found_and_sorted_as_people_type_them(browser: Any, tmp_path: Path) -> None:
    named = ["Ann Öster", "Văn An Nguyễn", "Bo Straße", "Zoë Aldaña", "Łukasz Poe"]
    people = [replace(GRADED, key=str(i), id="", name=name) for i, name in enumerate(named)]
    path = tmp_path / "index.html"
    path.write_text(render_index("moodle", people, "Lab"), encoding="utf-8")
    tab = opened(browser, path)
    family = ["Zoë Aldaña", "Văn An Nguyễn", "Ann Öster", "Łukasz Poe", "Bo Straße"]
    assert _names(tab) == family
    tab.click('#table [data-by="rank"]')
    assert _names(tab) == ["Ann Öster", "Bo Straße", "Łukasz Poe", "Văn An Nguyễn", "Zoë Aldaña"]
    tab.click('#table [data-by="family"]')
    assert _names(tab) == family
    for typed, found in (("nguyen", 1), ("STRASSE", 4), ("lukasz", 3), ("Nguyễn van", 1)):
        tab.fill("#search", typed)
        assert _names(tab) == [family[found]]
    tab.context.close()


@pytest.mark.processes
def test_each_filter_stands_at_the_table_with_its_own_way_out(browser: Any, large: Path) -> None:
    tab = opened(browser, large)
    failed = tab.locator(".bad button").first
    count = failed.inner_text()
    failed.click()
    tab.select_option("#state", "late")
    chips = tab.locator("#filters .chip")
    assert chips.count() == 2
    assert "failed" in chips.first.inner_text()
    late = tab.locator("#table tbody tr")
    assert all("data-late" in one.evaluate("e => e.outerHTML") for one in late.all())
    chips.nth(1).click()
    assert tab.inner_text("#shown") == f"{count} of 504 shown"
    tab.click("#filters .chip")
    assert tab.inner_text("#shown") == "504 shown"
    assert not tab.is_visible("#clear")
    tab.context.close()


@pytest.mark.processes
def test_a_tick_stays_for_what_was_looked_at(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    evil = replace(GRADED, key="5", name="=1+1", report="")
    path.write_text(render_index("moodle", [GRADED, evil], "Lab"), encoding="utf-8")
    tab = opened(browser, path)
    tab.check('tr[data-key="1"] input')
    tab.check('tr[data-key="5"] input')
    tab.select_option("#state", "unseen")
    assert tab.inner_text("#shown") == "0 of 2 shown"
    tab.click("#clear")
    with tab.expect_download() as saved:
        tab.click("#export")
    text = Path(saved.value.path()).read_text("utf-8-sig")
    assert [line.split(",")[:2] for line in text.splitlines()] == [
        ["key", "name"], ['"5"', '"\'=1+1"'], ['"1"', '"Ann Quist"'],
    ]  # fmt: skip
    path.write_text(render_index("moodle", [replace(GRADED, points=3.0), evil], "Lab"), "utf-8")
    tab.reload()
    assert not tab.is_checked('tr[data-key="1"] input'), "there is something new to look at"
    assert tab.is_checked('tr[data-key="5"] input')
    tab.context.close()


@pytest.mark.processes
def test_all_rows_come_to_who_reads_on(browser: Any, large: Path) -> None:
    tab = opened(browser, large)
    for _ in range(300):  # in 0.8 s; half a minute on a busy machine
        tab.mouse.wheel(0, 10**6)
        tab.wait_for_timeout(100)
        if tab.locator("#table tbody tr").count() == 504:
            break
    assert tab.locator("#table tbody tr").count() == 504
    tab.context.close()


@pytest.mark.processes
def test_without_its_script_it_is_a_plain_table(browser: Any, large: Path) -> None:
    tab = opened(browser, large, java_script_enabled=False)
    assert tab.locator("#table tbody tr").count() == 504
    assert not tab.locator("#search").is_visible()
    tab.context.close()

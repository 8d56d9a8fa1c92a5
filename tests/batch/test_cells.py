"""The text of a worksheet: cells found and replaced, numbers of either way of writing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.sheets.numbers import read_number, write_number
from grader.batch.sheets.spans import columns_kept, replace, scan

_MARKS = '",;\r\n\tab \\é\ufeff'


@given(st.text(st.sampled_from(_MARKS)), st.sampled_from(",;\t"))
def test_nothing_replaced_is_the_very_same_text(text: str, delimiter: str) -> None:
    lines = scan(text, delimiter)
    assert replace(text, delimiter, {}) == text
    most = max((len(line) for line in lines), default=0)
    assert columns_kept(text, delimiter, lines, set(range(most))) == text


@given(st.text(st.sampled_from(_MARKS)), st.data(), st.text(st.sampled_from(_MARKS)))
def test_one_cell_replaced_leaves_every_other_as_it_was(
    text: str, data: st.DataObject, value: str
) -> None:
    lines = scan(text, ",")
    cells = [cell for line in lines for cell in line]
    if not cells:
        return
    cell = data.draw(st.sampled_from(cells))
    new = replace(text, ",", {cell: value})
    assert new.startswith(text[: cell.start])
    assert new.endswith(text[cell.end :])
    again = [one for line in scan(new, ",") for one in line]
    at = cells.index(cell)
    if value and not (cell.start == 0 and value.startswith("\ufeff")):
        assert [one.value for one in again[: at + 1]] == [
            *(one.value for one in cells[:at]),
            value,
        ]


@given(
    st.lists(st.lists(st.text(st.sampled_from('",\n a;')), min_size=2), min_size=1),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\r\n", "\n"]),
)
def test_what_csv_writes_is_read_the_same(
    rows: list[list[str]], quoting: int, line_end: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=quoting, lineterminator=line_end).writerows(rows)  # type: ignore[arg-type]
    assert [[cell.value for cell in line] for line in scan(text.getvalue(), ",")] == rows


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("16", 16), ("16.50", 16.5), ("16,50", 16.5), ("1.000,00", 1000), ("1,000.00", 1000)],
        *[("", None), ("-", None), ("EX", None), ("1 000,5", 1000.5), ("nan", None)],
    ],
)
def test_numbers_of_either_kind(text: str, number: float | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(("number", "text"), [(16, "16"), (16.5, "16,5"), (0, "0"), (100, "100")])
def test_marks_as_they_are_written(number: float, text: str) -> None:
    assert write_number(number, ",") == text

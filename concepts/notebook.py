"""How results show themselves in a notebook: small tables of HTML, without colours or scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_CELL = 'style="text-align:right;padding:0.2em 0.6em"'


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """A table of texts.

    >>> table([["a<b"]], ["x"]).count("&lt;")
    1
    """
    first = [f"<tr>{''.join(f'<th {_CELL}>{escape(name)}</th>' for name in head)}</tr>"]
    rest = [
        f"<tr>{''.join(f'<td {_CELL}>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    ]
    return f"<table>{''.join(first if head else [])}{''.join(rest)}</table>"


def lines(texts: Iterable[str]) -> str:
    """Texts below one another."""
    return f"<p>{'<br>'.join(map(escape, texts))}</p>"

"""Cells of a table that a spreadsheet must not run.

A cell that begins with =, +, -, @, a tab or a line break is a formula to Excel, LibreOffice and
Google Sheets, and may fetch a page or start a program. https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re

# with the full-width forms, which some input methods write and some programs fold
_RUNS = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠|%]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")


def harmless(cell: str) -> str:
    """The cell as text: with an apostrophe before what would be run.

    Plain numbers stay as they are, "-3.5" too; so does everything else, byte for byte.
    """
    if _RUNS.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell

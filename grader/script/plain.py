"""Characters that look like Python's, or cannot be seen, as Python has them."""

from __future__ import annotations

import unicodedata

QUOTES = "“”„‘’–—−×"  # of word processors
_PLAIN = str.maketrans(QUOTES, "\"\"\"''---*") | {  # and of Chinese and Japanese text
    0x3001: ",", 0x3002: ".", 0x300A: "<", 0x300B: ">", 0x3010: "[", 0x3011: "]",
}  # fmt: skip


def plain(text: str) -> str:
    r"""Without what cannot be seen, and with the signs that other keyboards have of their own.

    >>> plain("F.relu（x，“a”）"), plain("x\u00a0= 1\u200b")
    ('F.relu(x,"a")', 'x = 1')
    """
    seen = (one for one in text if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen)).translate(_PLAIN)

"""A stranger's text made fit to be shown: what would act on a reader's screen is spelled out.

An escape sequence recolours a terminal, a bidirectional override makes code read otherwise than
it runs, a lone surrogate stops the writing of the file. Each of them is shown as ⟨U+202E⟩ and
never sent, in the page and in the terminal alike.
"""

from __future__ import annotations

import re

LONGEST = 4_000  # characters of one text that are shown

# Joiners stay between letters of scripts that are written with them, and in emoji.
_JOINED = r"(?<![\u0600-\u0dff\u1780-\u18af\u2600-\u27bf\ufe0f\U0001f300-\U0001faff])[\u200c\u200d]"
# C0 but newline and tab, DEL and C1; soft hyphen; joiners, bidi marks and overrides; line and
# paragraph separators; invisible operators; variation selectors past the emoji ones; the byte
# order mark; annotations; tags; surrogates; noncharacters at the end of the first plane.
_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    f"\U000e0000-\U000e0fff]|{_JOINED}"
)


def shown(text: str, most: int = LONGEST) -> str:
    r"""The text with every acting character spelled out, and cut to `most` characters.

    >>> shown("a\x1b[31mb")
    'a⟨U+001B⟩[31mb'
    >>> shown("a\u200cb") == "a⟨U+200C⟩b" and shown("ی\u200cر") == "ی\u200cر"
    True
    >>> shown("abcdef", 4)
    'abc…'
    """
    if len(text) <= most and text.isascii() and text.isprintable():
        return text  # as most are: a page is made of ten thousand
    cut = text if len(text) <= most else text[: max(most - 1, 0)] + "…"
    return _ACTING.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", cut.replace("\r\n", "\n"))


def one_line(text: str, most: int = LONGEST) -> str:
    r"""The text on one line, its white space as single blanks.

    >>> one_line(" a\n  b ")
    'a b'
    """
    return shown(" ".join(text.split()), most)

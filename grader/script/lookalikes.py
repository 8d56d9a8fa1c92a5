"""Names that look like other names: letters of two scripts in one, or a Latin name in Cyrillic.

`ѕcore` with a Cyrillic s is another name than `score`, to Python and not to the eye. Comments and
strings are in whatever script their author writes.
"""

from __future__ import annotations

import io
import tokenize
import unicodedata
from collections.abc import Iterator

# letters of other scripts that many fonts draw like Latin ones
_ALIKE = frozenset("аеорсухіјѕһԁԛԝвнкмтАВЕКМНОРСТУХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ")


def mixed_scripts(text: str) -> tuple[str, ...]:
    """A sentence about the first name that looks like another one; nothing where there is none."""
    if text.isascii():
        return ()
    for name, line in _names(text):
        scripts = {_script(letter) for letter in name if letter.isalpha()}
        if "LATIN" in scripts and len(scripts) > 1:
            others = ", ".join(sorted(word.capitalize() for word in scripts - {"LATIN"}))
            return (f"line {line} has a name with Latin and {others} letters in it: {name[:60]}",)
        if name and all(letter in _ALIKE or not letter.isalpha() for letter in name):
            script = _script(next(letter for letter in name if letter.isalpha())).capitalize()
            return (f"line {line} has a name in {script} letters that looks Latin: {name[:60]}",)
    return ()


def _names(text: str) -> Iterator[tuple[str, int]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME and not token.string.isascii():
                yield token.string, token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return


def _script(letter: str) -> str:
    """ "LATIN", "CYRILLIC", ...: the first word of the letter's name in Unicode."""
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0]

"""A text as words to be compared, and what in it somebody chose: in one pass, whatever it holds."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_WORDS = 4_000  # of one text; the lab's own script has 900
MOST_TEXT = 2**18  # characters that are looked at
_LONGEST = 200  # characters of a remark or a string
# each alternative is told from the others by its first characters, and a string that is never
# closed is given up after a few hundred: no text is read over and over
_WORD = re.compile(
    r"(?P<remark>#[^\n]*)|(?P<triple>\"\"\"|''')"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.){0,500}+\"|'(?:[^'\\\n]|\\.){0,500}+')"
    r"|(?P<number>\d[\w.]*+)|(?P<name>[^\W\d]\w*+)|(?P<mark>[^\w\s])"
)
_KEPT = frozenset(keyword.kwlist) | {"self", "super", "print", "range", "len"}


@dataclass(frozen=True)
class Words:
    """What is compared of a text."""

    plain: tuple[str, ...]  # names that somebody chose as "n", strings as "s"; no remarks
    lines: tuple[int, ...]  # the line of each, from 1
    chosen: frozenset[str]  # names, strings and remarks as they stand
    whole: bool  # it was read to its end


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    line: int


def words_of(text: str) -> Words:
    """The words of a text, a few thousand at most."""
    tokens: list[_Token] = []
    whole = len(text) <= MOST_TEXT
    for token in _tokens(text[:MOST_TEXT]):
        if len(tokens) == MOST_WORDS:
            whole = False
            break
        tokens.append(token)
    code = [token for token in tokens if token.kind != "remark"]
    plain = tuple(_plain(code, at) for at in range(len(code)))
    lent = _of_libraries(code)
    own = [
        token
        for at, (token, word) in enumerate(zip(code, plain, strict=True))
        if word in ("n", "s") and at not in lent
    ]
    remarks = [token for token in tokens if token.kind == "remark"]
    chosen = {said for token in (*own, *remarks) if (said := _chosen(token))}
    return Words(plain, tuple(token.line for token in code), frozenset(chosen), whole)


def _tokens(text: str) -> Iterator[_Token]:
    """Its tokens; a string that is never closed is a mark, and looked for once."""
    at, line, open_for_ever = 0, 1, set[str]()
    while (match := _WORD.search(text, at)) is not None:
        kind, start, at = str(match.lastgroup), match.start(), match.end()
        line += text.count("\n", match.pos, start)
        if kind == "triple":
            quotes = match[0]
            end = -1 if quotes in open_for_ever else text.find(quotes, at)
            if end < 0:
                open_for_ever.add(quotes)
            else:
                kind, at = "string", end + len(quotes)
        yield _Token(kind, text[start:at], line)
        line += text.count("\n", start, at)


def _plain(code: list[_Token], at: int) -> str:
    """A name of torch's, a keyword and what is called are words of the language."""
    token = code[at]
    if token.kind == "string":
        return "s"
    if token.kind != "name" or token.text in _KEPT:
        return token.text
    before = code[at - 1].text if at else ""
    owner = code[at - 2].text if at > 1 else ""
    after = code[at + 1].text if at + 1 < len(code) else ""
    if before == ".":
        return "n" if owner == "self" else token.text
    if after in (".", "(") and before != "def":
        return token.text if token.text[:1].isupper() or after == "(" else "n"
    return "n"


def _of_libraries(code: list[_Token]) -> set[int]:
    """The places of names that somebody else chose: of what is imported, and of arguments."""
    lent, imported = set[int](), set[str]()
    calls: list[bool] = []  # for each bracket that is open, whether it is a call's
    begins = ("", -1)  # the first word of this line, and the line
    for at, token in enumerate(code):
        before = code[at - 1] if at else None
        after = code[at + 1].text if at + 1 < len(code) else ""
        if token.line != begins[1] and not calls:
            begins = (token.text, token.line)
        if token.text in ("(", "[", "{"):
            named = before is not None and before.kind == "name" and before.text not in _KEPT
            made = at > 1 and code[at - 2].text in ("def", "class")
            calls.append(token.text == "(" and named and not made)
        elif token.text in (")", "]", "}") and calls:
            calls.pop()
        elif token.kind == "name" and begins[0] in ("import", "from"):
            imported.add(token.text)
        elif token.kind == "name" and after == "=" and calls and calls[-1]:
            lent.add(at)
    return lent | {at for at, token in enumerate(code) if token.text in imported}


def _chosen(token: _Token) -> str:
    """What somebody has put into words of their own; "" of what is too short to say anything."""
    if token.kind == "name":
        return token.text if len(token.text) > 2 else ""
    if token.kind not in ("remark", "string"):
        return ""
    said = " ".join(token.text.strip("#\"' \t").split())[:_LONGEST].casefold()
    letters = sum(map(str.isalpha, said))
    return ("# " if token.kind == "remark" else "“") + said if letters > 5 else ""

"""Reading: a slip in the syntax."""

from __future__ import annotations

import difflib
import keyword
import re
from dataclasses import dataclass
from itertools import islice

from grader.diagnoses.case import Case
from grader.diagnoses.complaints import complaint, helps_on, stopped_at
from grader.diagnoses.diagnosis import Seen, diagnosis

PARSES = "file-parses"
SIGNS = ("sign-missing", "sign-too-many")  # edits of `grader.repair.signs`
MOST_GAPS = 20  # of a line in which a comma is tried: each costs a parse

_HEADS = ("def", "class", "if", "elif", "else", "for", "while", "with", "try", "except", "finally")


@diagnosis(PARSES, hint="What ends each line that begins with def, class, if or for?")
def colon_forgotten(case: Case) -> Seen | None:
    """A colon is missing

    Lines that open a block (def, class, if, for, …) end with a colon.
    """
    here = stopped_at(case)
    words = here[1].split() if here is not None else []
    if here is None or not words or words[0].rstrip(":(") not in _HEADS:
        return None
    code, mark, comment = here[1].partition("#")
    if code.rstrip().endswith(":") or not helps_on(
        case, here[0], f"{code.rstrip()}:  {mark}{comment}"
    ):
        return None
    return Seen(f"`{here[1].strip()[:60]}` lacks its colon.", line=here[0])


@dataclass(frozen=True)
class _Brackets:
    """What does not come in pairs: (sign, line)."""

    open: tuple[str, int] | None = None  # the outermost that is never closed
    closed: tuple[str, int] | None = None  # the first that closes what is not open


def _brackets(text: str) -> _Brackets:
    """The brackets of a text; strings and comments are not looked into."""
    bare = re.sub(r"(\"\"\"|''')(.|\n)*?\1", lambda m: "\n" * m[0].count("\n"), text)
    bare = re.sub(r"(\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*)", "", bare)
    stack: list[tuple[str, int]] = []
    pairs = {")": "(", "]": "[", "}": "{"}
    for number, line in enumerate(bare.split("\n"), 1):
        for sign in line:
            if sign in "([{":
                stack.append((sign, number))
            elif sign in pairs:
                if not stack or stack[-1][0] != pairs[sign]:
                    return _Brackets(closed=(sign, number))
                stack.pop()
    return _Brackets(open=stack[0] if stack else None)


@diagnosis(PARSES, hint="Count the brackets from the line named to the one above it.")
def bracket_not_closed(case: Case) -> Seen | None:
    """A bracket is not closed

    Until a bracket is closed Python reads on, over the end of the line. So it often complains
    about the line below.
    """
    here = stopped_at(case)
    found = _brackets(case.submission.text).open if here is not None else None
    if here is None or found is None or found[1] > here[0]:
        return None
    sign, number = found
    return Seen(
        f"The bracket `{sign}` in line {number} is not closed.",
        line=number,
        lines=(here[0],),
    )


@diagnosis(PARSES, hint="Count the brackets of the line: each that closes needs one that opens.")
def bracket_too_many(case: Case) -> Seen | None:
    """A bracket is closed that none opened

    Each closing bracket ends the nearest open one of its kind.
    """
    here, found = stopped_at(case), _brackets(case.submission.text).closed
    if here is None or found is None or found[1] != here[0]:
        return None
    if not _reads_without(case, here, found[0]) and _reads_with_one_more(case, here):
        return None
    return Seen(f"One `{found[0]}` too many in `{here[1].strip()[:60]}`.", line=here[0])


@diagnosis(PARSES, hint="Each bracket that closes needs one that opens.")
def bracket_not_opened(case: Case) -> Seen | None:
    """An opening bracket is missing

    A call is a name, and behind it an opening bracket, the arguments, and a closing one.
    """
    here, found = stopped_at(case), _brackets(case.submission.text).closed
    if here is None or found is None or found[1] != here[0]:
        return None
    if _reads_without(case, here, found[0]) or not _reads_with_one_more(case, here):
        return None
    return Seen(
        f"A `(` is missing in `{here[1].strip()[:60]}`: with it Python reads on, and without one "
        f"of the `{found[0]}` it does not.",
        line=here[0],
    )


def _reads_without(case: Case, here: tuple[int, str], sign: str) -> bool:
    """Whether Python reads on without one of the signs on the line."""
    places = (at for at, one in enumerate(here[1]) if one == sign)
    changed = (here[1][:at] + here[1][at + 1 :] for at in islice(places, MOST_GAPS))
    return any(helps_on(case, here[0], line) for line in changed)


def _reads_with_one_more(case: Case, here: tuple[int, str]) -> bool:
    """Whether Python reads on with a bracket that opens behind some name."""
    ends = (match.end() for match in _NAME_ENDS.finditer(here[1]))
    changed = (here[1][:at] + "(" + here[1][at:] for at in islice(ends, MOST_GAPS))
    return any(helps_on(case, here[0], line) for line in changed)


_NAME_ENDS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\w)(?=self\b|x\b)|(?<=\w)\b|(?<=\d)(?=\d|\.)")


@diagnosis(PARSES, hint="A text begins and ends with the same quote, on the same line.")
def quote_not_closed(case: Case) -> Seen | None:
    """A quote is not closed

    What stands between quotes is text. Without the second quote all that follows is.
    """
    here = stopped_at(case)
    if here is None:
        return None
    code = here[1]
    for sign in ("'", '"'):
        odd = code.count(sign) % 2 == 1 or code.count(sign * 3) % 2 == 1
        ends = (sign, f"{sign})", f"{sign}))")
        if odd and ('"""' in code or any(helps_on(case, here[0], code + end) for end in ends)):
            return Seen(f"The quote {sign} in line {here[0]} is not closed.", line=here[0])
    return None


@diagnosis(PARSES, hint="One sign gives a value, two compare.")
def assignment_for_comparison(case: Case) -> Seen | None:
    """A value is assigned where it should be compared

    `=` gives a name a value; `==` asks whether two values are the same.
    """
    here = stopped_at(case)
    if here is None or not re.match(r"\s*(if|elif|while|return|assert)\b", here[1]):
        return None
    changed = re.sub(r"(?<![=!<>])=(?!=)", "==", here[1], count=1)
    if changed == here[1] or not helps_on(case, here[0], changed):
        return None
    return Seen(f"`{here[1].strip()[:60]}` assigns with `=`.", line=here[0])


@diagnosis(PARSES, hint="Read the first word of the line letter by letter.")
def keyword_misspelt(case: Case) -> Seen | None:
    """A word of the language is misspelt

    Python knows some thirty words, such as class, def and return, in these letters only.
    """
    here = stopped_at(case)
    if here is None:
        return None
    first = re.match(r"\s*([A-Za-z]+)", here[1])
    if first is None or keyword.iskeyword(first[1]):
        return None
    for word in difflib.get_close_matches(first[1].lower(), keyword.kwlist, 2, 0.6):
        if helps_on(case, here[0], here[1].replace(first[1], word, 1)):
            return Seen(
                f"`{first[1]}` in line {here[0]} is no word of Python; `{word}` comes near.",
                line=here[0],
            )
    return None


@diagnosis(PARSES, hint="Read the line sign by sign, and compare it with its neighbours.")
def sign_wrong(case: Case) -> Seen | None:
    """One sign is missing, or one too many

    Brackets, commas, points and the `=` say what belongs together. Without one of them Python
    reads none of the file.
    """
    reread = case.evidence.reread
    if reread is None or reread.edit.kind not in SIGNS or reread.edit.now == ",":
        return None
    edit, code = reread.edit, case.script.line(reread.edit.line).strip()[:60]
    said = f"A `{edit.now.strip()}` is missing" if edit.now else f"One `{edit.was}` is too many"
    return Seen(f"{said} in `{code}`.", line=edit.line)


@diagnosis(
    PARSES,
    hint="Things in a list, or in the brackets of a call, are parted by commas.",
    general=True,
)
def comma_forgotten(case: Case) -> Seen | None:
    """A comma is missing

    Between two arguments stands a comma.
    """
    here = stopped_at(case)
    if here is None:
        return None
    for gap in islice(re.finditer(r"(?<=[\w)\]'\"]) +(?=[\w(\['\"])", here[1]), MOST_GAPS):
        if helps_on(case, here[0], f"{here[1][: gap.start()]}, {here[1][gap.end() :]}"):
            return Seen(f"A comma is missing in `{here[1].strip()[:60]}`.", line=here[0])
    return None


@diagnosis(PARSES, hint="Indent the line, so that it stands in its function.")
def return_outside_a_function(case: Case) -> Seen | None:
    """A return stands outside a function

    `return` ends a function. At the margin of a class or a file there is none to end.
    """
    here = stopped_at(case)
    if here is None or not here[1].strip().startswith(("return", "yield")):
        return None
    if complaint(case.submission.text) is not None:  # it cannot even be read: another cause
        return None
    return Seen(f"`{here[1].strip()[:60]}` stands outside every function.", line=here[0])


@diagnosis(PARSES, hint="Look at the end of the line above as well.", general=True)
def file_cannot_be_parsed(case: Case) -> Seen | None:
    """Python cannot read the file

    One sign that is out of place keeps the whole file from being read. Python names the line at
    which it gives up; the slip is there or just above.
    """
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.stage != "read":
        return None
    return Seen(f"{trouble.message[:1].upper()}{trouble.message[1:]}.", line=trouble.line)

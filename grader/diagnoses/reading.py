"""Reading: what keeps Python from reading the file.

Where a slip has an obvious opposite (a colon, `==` for `=`) it is tried: the cause is taken for
found when the changed line is read and Python's complaint moves on.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import re
import warnings

from grader.diagnoses.case import Case
from grader.diagnoses.diagnosis import Seen, diagnosis

PARSES = "file-parses"
_HEADS = ("def", "class", "if", "elif", "else", "for", "while", "with", "try", "except", "finally")


def _error(text: str) -> tuple[int, str] | None:
    """(line, name of the exception) of Python's first complaint; None where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<submission>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 0, type(error).__name__
    except (ValueError, RecursionError, MemoryError):
        return 0, "ValueError"
    return None


def _line(case: Case) -> tuple[int, str] | None:
    """The line that Python stops at, and what stands on it."""
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.stage != "read" or trouble.line is None:
        return None
    return trouble.line, case.script.line(trouble.line)


def _helps(case: Case, number: int, changed: str) -> bool:
    """Whether Python gets further with another text on a line."""
    lines = list(case.script.lines)
    lines[number - 1] = changed
    before, after = _error("\n".join(case.script.lines)), _error("\n".join(lines))
    return before is not None and (after is None or after[0] > before[0])


@diagnosis(PARSES, hint="Open it in your editor and save it as UTF-8.")
def file_is_not_utf8(case: Case) -> Seen | None:
    """The file is not saved as UTF-8

    A file is a row of bytes. Python reads them as UTF-8, unless it is told otherwise.
    """
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.type not in ("UnicodeDecodeError", "UnicodeError"):
        return None
    return Seen(f"{trouble.message[:1].upper()}{trouble.message[1:]}.", line=trouble.line)


@diagnosis(PARSES, hint="Download the notebook once more, from the program that shows it.")
def notebook_is_broken(case: Case) -> Seen | None:
    """The notebook cannot be opened

    A notebook is a JSON file with cells in it. Half of one, or an empty one, is none.
    """
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.type != "NotebookError":
        return None
    return Seen(f"{trouble.message[:1].upper()}{trouble.message[1:]}.")


@diagnosis(PARSES, hint="Choose one side, and delete the three marks.")
def merge_left_unfinished(case: Case) -> Seen | None:
    """A merge was left unfinished

    Where git cannot join two versions it writes both into the file, between marks, and leaves
    the choice to you.
    """
    for number, text in enumerate(case.script.lines, 1):
        if _line(case) is not None and re.match(r"(<{7}|={7}|>{7})( |$)", text):
            return Seen(f"Line {number} is a mark of git: `{text[:40]}`.", line=number)
    return None


@diagnosis(PARSES, hint="Copy the code alone, without what stands around it.")
def text_around_the_code(case: Case) -> Seen | None:
    """Something was copied along with the code

    Marks such as ``` and prompts such as `>>>` show code to people. Python does not know them.
    """
    for number, text in enumerate(case.script.lines, 1):
        if _line(case) is not None and re.match(
            r"\s*(```|>>> |\.\.\. |In \[\d+\]:|\$ python)", text
        ):
            return Seen(f"Line {number} is no Python: `{text.strip()[:40]}`.", line=number)
    return None


@diagnosis(PARSES, hint="Lines that begin with ! or % are for notebooks only.")
def notebook_command_in_a_script(case: Case) -> Seen | None:
    """A command of a notebook stands in a script

    `!pip` and `%matplotlib` are read by the notebook, before Python sees them.
    """
    here = _line(case)
    if here is None or not re.match(r"\s*[!%]\s*\w", here[1]):
        return None
    return Seen(f"`{here[1].strip()[:60]}` is for a notebook.", line=here[0])


@diagnosis(PARSES, hint="Type the quotes in your code editor.")
def typographic_quotes(case: Case) -> Seen | None:
    """The quotes are those of a text, not of a program

    Word processors turn straight quotes into curly ones, and minus signs into dashes.
    """
    here = _line(case)
    if here is None or not (found := re.search("[“”‘’„–—−×]", here[1])):
        return None
    plain = here[1].translate(str.maketrans("“”„‘’–—−×", '"""\'\'---*'))
    if not _helps(case, here[0], plain):
        return None
    return Seen(f"Line {here[0]} holds the character {found[0]}, which is no Python.", line=here[0])


@diagnosis(PARSES, hint="In Python 3 print is a function like any other.")
def print_of_python_2(case: Case) -> Seen | None:
    """print is written as in Python 2

    In Python 2 print was a word of the language; in Python 3 it is a function, and what it prints
    stands in brackets.
    """
    here = _line(case)
    if here is None or not re.match(r"\s*(print|exec)\s+[^\s(=]", here[1]):
        return None
    return Seen(f"`{here[1].strip()[:60]}` is Python 2.", line=here[0], expected="Python 3")


@diagnosis(PARSES, hint="Look up how an exception is caught, or raised, in Python 3.")
def exception_of_python_2(case: Case) -> Seen | None:
    """An exception is caught or raised as in Python 2

    Python 2 used a comma here; Python 3 says `as`, and `raise` takes one object.
    """
    here = _line(case)
    if here is None or not re.match(r"\s*(raise\s+\w+\s*,|except\s+[\w.]+\s*,\s*\w+\s*:)", here[1]):
        return None
    return Seen(f"`{here[1].strip()[:60]}` is Python 2.", line=here[0], expected="Python 3")


@diagnosis(PARSES, hint="Let your editor show blanks and tabs, and turn all tabs into four blanks.")
def tabs_and_spaces_mixed(case: Case) -> Seen | None:
    """Tabs and spaces are mixed

    How far a line is indented says what it belongs to. A tab and a row of spaces may look the
    same, and Python refuses to guess.
    """
    here = _line(case)
    before = _above(case, here[0]) if here is not None else ""
    if here is None or ("\t" in _margin(here[1])) == ("\t" in _margin(before)):
        return None
    if _error("\n".join(case.script.lines)) is None or not _margin(here[1]) or not _margin(before):
        return None
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.type not in ("TabError", "IndentationError"):
        return None
    return Seen(
        f"Line {here[0]} is indented with {'tabs' if chr(9) in _margin(here[1]) else 'spaces'}, "
        f"the line above with {'tabs' if chr(9) in _margin(before) else 'spaces'}.",
        line=here[0],
    )


def _margin(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _above(case: Case, number: int) -> str:
    """The last line above that is not blank."""
    return next((t for t in reversed(case.script.lines[: number - 1]) if t.strip()), "")


@diagnosis(PARSES, hint="What belongs to a line with a colon stands further in than that line.")
def block_not_indented(case: Case) -> Seen | None:
    """The lines below a colon are not indented

    A colon opens a block: the lines of a function, a class or a loop. They stand further in.
    """
    here, trouble = _line(case), case.evidence.read_trouble
    if here is None or trouble is None or trouble.type != "IndentationError":
        return None
    before = _above(case, here[0])
    head = before.split("#")[0].rstrip().endswith(":")
    if not head or len(_margin(here[1])) > len(_margin(before)):
        return None
    return Seen(
        f"Line {here[0]} should stand further in than `{before.strip()[:50]}` above it.",
        line=here[0],
    )


@diagnosis(PARSES, hint="Lines of one block begin in the same column.", general=True)
def indentation_does_not_fit(case: Case) -> Seen | None:
    """A line is indented as no line above it is

    How far a line is indented says to which block it belongs. It must fit one of those above.
    """
    here, trouble = _line(case), case.evidence.read_trouble
    if here is None or trouble is None or trouble.type not in ("IndentationError", "TabError"):
        return None
    return Seen(
        f"Line {here[0]} begins in column {len(_margin(here[1])) + 1}, which fits no block above.",
        line=here[0],
    )


@diagnosis(PARSES, hint="What ends each line that begins with def, class, if or for?")
def colon_forgotten(case: Case) -> Seen | None:
    """A colon is missing

    Lines that open a block (def, class, if, for, …) end with a colon.
    """
    here = _line(case)
    words = here[1].split() if here is not None else []
    if here is None or not words or words[0].rstrip(":(") not in _HEADS:
        return None
    code, mark, comment = here[1].partition("#")
    if code.rstrip().endswith(":") or not _helps(
        case, here[0], f"{code.rstrip()}:  {mark}{comment}"
    ):
        return None
    return Seen(f"`{here[1].strip()[:60]}` lacks its colon.", line=here[0])


def _open_bracket(text: str) -> tuple[str, int] | None:
    """The innermost bracket that is never closed, with its line; strings are not looked into."""
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
                    return None
                stack.pop()
    return stack[0] if stack else None


@diagnosis(PARSES, hint="Count the brackets from the line named to the one above it.")
def bracket_not_closed(case: Case) -> Seen | None:
    """A bracket is not closed

    Until a bracket is closed Python reads on, over the end of the line. So it often complains
    about the line below.
    """
    here = _line(case)
    found = _open_bracket(case.submission.text) if here is not None else None
    if here is None or found is None or found[1] > here[0]:
        return None
    sign, number = found
    return Seen(
        f"The bracket `{sign}` in line {number} is not closed.",
        line=number,
        lines=(here[0],),
    )


@diagnosis(PARSES, hint="A text begins and ends with the same quote, on the same line.")
def quote_not_closed(case: Case) -> Seen | None:
    """A quote is not closed

    What stands between quotes is text. Without the second quote all that follows is.
    """
    here = _line(case)
    if here is None:
        return None
    code = here[1]
    for sign in ("'", '"'):
        odd = code.count(sign) % 2 == 1 or code.count(sign * 3) % 2 == 1
        ends = (sign, f"{sign})", f"{sign}))")
        if odd and ('"""' in code or any(_helps(case, here[0], code + end) for end in ends)):
            return Seen(f"The quote {sign} in line {here[0]} is not closed.", line=here[0])
    return None


@diagnosis(PARSES, hint="One sign gives a value, two compare.")
def assignment_for_comparison(case: Case) -> Seen | None:
    """A value is assigned where it should be compared

    `=` gives a name a value; `==` asks whether two values are the same.
    """
    here = _line(case)
    if here is None or not re.match(r"\s*(if|elif|while|return|assert)\b", here[1]):
        return None
    changed = re.sub(r"(?<![=!<>])=(?!=)", "==", here[1], count=1)
    if changed == here[1] or not _helps(case, here[0], changed):
        return None
    return Seen(f"`{here[1].strip()[:60]}` assigns with `=`.", line=here[0])


@diagnosis(PARSES, hint="Read the first word of the line letter by letter.")
def keyword_misspelt(case: Case) -> Seen | None:
    """A word of the language is misspelt

    Python knows some thirty words, such as class, def and return, in these letters only.
    """
    here = _line(case)
    if here is None:
        return None
    first = re.match(r"\s*([A-Za-z]+)", here[1])
    if first is None or keyword.iskeyword(first[1]):
        return None
    for word in difflib.get_close_matches(first[1].lower(), keyword.kwlist, 2, 0.6):
        if _helps(case, here[0], here[1].replace(first[1], word, 1)):
            return Seen(
                f"`{first[1]}` in line {here[0]} is no word of Python; `{word}` comes near.",
                line=here[0],
            )
    return None


@diagnosis(
    PARSES,
    hint="Things in a list, or in the brackets of a call, are parted by commas.",
    general=True,
)
def comma_forgotten(case: Case) -> Seen | None:
    """A comma is missing

    Between two arguments stands a comma.
    """
    here = _line(case)
    if here is None:
        return None
    for gap in re.finditer(r"(?<=[\w)\]'\"]) +(?=[\w(\['\"])", here[1]):
        if _helps(case, here[0], f"{here[1][: gap.start()]}, {here[1][gap.end() :]}"):
            return Seen(f"A comma is missing in `{here[1].strip()[:60]}`.", line=here[0])
    return None


@diagnosis(PARSES, hint="Indent the line, so that it stands in its function.")
def return_outside_a_function(case: Case) -> Seen | None:
    """A return stands outside a function

    `return` ends a function. At the margin of a class or a file there is none to end.
    """
    here = _line(case)
    if here is None or not here[1].strip().startswith(("return", "yield")):
        return None
    if _error(case.submission.text) is not None:  # it cannot even be read: another cause
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

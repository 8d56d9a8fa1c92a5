"""Reading: what is in the file is not Python, or not today's."""

from __future__ import annotations

import re
import unicodedata

from grader.diagnoses.case import Case
from grader.diagnoses.complaints import helps_on, stopped_at
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.parse import python_2
from grader.script.plain import plain

PARSES = "file-parses"


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


@diagnosis(PARSES, hint="Look at the type of the cells: Code, or Markdown. Then save it.")
def notebook_without_code(case: Case) -> Seen | None:
    """The notebook has no code in it

    Only what stands in cells of the type Code is run. A notebook that was not saved
    yet may be empty.
    """
    trouble = case.evidence.read_trouble
    if trouble is None or trouble.type != "NoCodeError":
        return None
    return Seen(f"{trouble.message[:1].upper()}{trouble.message[1:]}.")


@diagnosis(PARSES, hint="Choose one side, and delete the three marks.")
def merge_left_unfinished(case: Case) -> Seen | None:
    """A merge was left unfinished

    Where git cannot join two versions it writes both into the file, between marks, and leaves
    the choice to you.
    """
    for number, text in enumerate(case.script.lines, 1):
        if stopped_at(case) is not None and re.match(r"(<{7}|={7}|>{7})( |$)", text):
            return Seen(f"Line {number} is a mark of git: `{text[:40]}`.", line=number)
    return None


@diagnosis(PARSES, hint="Copy the code alone, without what stands around it.")
def text_around_the_code(case: Case) -> Seen | None:
    """Something was copied along with the code

    Marks such as ``` and prompts such as `>>>` show code to people. Python does not know them.
    """
    for number, text in enumerate(case.script.lines, 1):
        if stopped_at(case) is not None and re.match(
            r"\s*(```|>>> |\.\.\. |In \[\d+\]:|\$ python)", text
        ):
            return Seen(f"Line {number} is no Python: `{text.strip()[:40]}`.", line=number)
    return None


@diagnosis(PARSES, hint="Lines that begin with ! or % are for notebooks only.")
def notebook_command_in_a_script(case: Case) -> Seen | None:
    """A command of a notebook stands in a script

    `!pip` and `%matplotlib` are read by the notebook, before Python sees them.
    """
    here = stopped_at(case)
    if here is None or not re.match(r"\s*[!%]\s*\w", here[1]):
        return None
    return Seen(f"`{here[1].strip()[:60]}` is for a notebook.", line=here[0])


@diagnosis(PARSES, hint="Type that place of the line again, in your code editor.")
def character_of_another_keyboard(case: Case) -> Seen | None:
    """A character is none of Python's

    Web pages, word processors and other keyboards have quotes, blanks, brackets and commas of their
    own. They look like Python's, or cannot be seen at all; Python knows none of them.
    """
    here = stopped_at(case)
    odd = next((one for one in here[1] if plain(one) != one), None) if here else None
    if here is None or odd is None or not helps_on(case, here[0], plain(here[1])):
        return None
    name = f"{unicodedata.name(odd, 'character').lower()}, U+{ord(odd):04X}"
    what = f"the character {odd} ({name})" if odd.isprintable() else f"a {name}"
    return Seen(f"Line {here[0]} holds {what}, which is no Python.", line=here[0])


@diagnosis(PARSES, hint="In Python 3 print is a function like any other.")
def print_of_python_2(case: Case) -> Seen | None:
    """print is written as in Python 2

    In Python 2 print was a word of the language; in Python 3 it is a function, and what it prints
    stands in brackets.
    """
    here = stopped_at(case)
    if here is None or python_2(here[1]) not in ("print", "exec"):
        return None
    return Seen(f"`{here[1].strip()[:60]}` is Python 2.", line=here[0], expected="Python 3")


@diagnosis(PARSES, hint="Look up how an exception is caught, or raised, in Python 3.")
def exception_of_python_2(case: Case) -> Seen | None:
    """An exception is caught or raised as in Python 2

    Python 2 used a comma here; Python 3 says `as`, and `raise` takes one object.
    """
    here = stopped_at(case)
    if here is None or python_2(here[1]) not in ("raise", "except"):
        return None
    return Seen(f"`{here[1].strip()[:60]}` is Python 2.", line=here[0], expected="Python 3")

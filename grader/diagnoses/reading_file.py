"""Reading: what is in the file is not Python, or not today's."""

from __future__ import annotations

import re

from grader.diagnoses.case import Case
from grader.diagnoses.complaints import helps_on, stopped_at
from grader.diagnoses.diagnosis import Seen, diagnosis
from grader.script.parse import python_2

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


@diagnosis(PARSES, hint="Type the quotes in your code editor.")
def typographic_quotes(case: Case) -> Seen | None:
    """The quotes are those of a text, not of a program

    Word processors turn straight quotes into curly ones, and minus signs into dashes.
    """
    here = stopped_at(case)
    if here is None or not (found := re.search("[“”‘’„–—−×]", here[1])):
        return None
    plain = here[1].translate(str.maketrans("“”„‘’–—−×", '"""\'\'---*'))
    if not helps_on(case, here[0], plain):
        return None
    return Seen(f"Line {here[0]} holds the character {found[0]}, which is no Python.", line=here[0])


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

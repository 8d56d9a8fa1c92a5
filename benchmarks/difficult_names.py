"""Difficult names in the download of each LMS: how many are read, and joined with its gradebook.

    python -m benchmarks.difficult_names [--names FILE.json]

A name is put into the download as that LMS writes it. Where only names join people (Brightspace,
Google Classroom, CodeGrade), two that are one name to a reader are left to a human; each that is
not joined is printed. Nothing is graded.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.batch.sheets.fill import check_sheet
from tests.batch.downloads import NET, as_zip, read_download
from tests.batch.layouts import text_of

NAMES = (
    *("Jane Doe", "O'Brien Siobhán", "Nguyễn Thị Ánh", "李小龙", "علی\u200cرضا", "क्\u200dषितिज"),
    *("Sammy Davis Jr.", "Con", "Aux Li", "Nul", "E. ", "Jörg Müller-Lüdenscheidt", "Zoë"),
    *("d'Arc Jeanne", "van der Berg", "José María (Pepe)", "X Æ A-12", "Ana,Maria", "a", "Null"),
    *("Bobby; DROP TABLE", "Mary-Kate [2]", "None", "undefined", "123 456", "Doe_Jane"),
    *("Jane__Doe", "😀 Emoji", "👩\u200d💻 Dev", "\u202bعمر\u202c", "Sto\u00adke", "ﬁona"),
    *("ＦＵＬＬ", "Ünal Işık", "İstanbul", "A" * 200, "Jean\u00a0Luc", "Lee, Jr.", "Test Student"),
    *("Group 7", "team rocket", "Default group"),
)
STAMP = "2026-11-03-11-00-00"
People = Sequence[tuple[int, str]]  # (number, name)
Files = dict[str, bytes]


def inside(name: str) -> str:
    """A name as a file may bear it: what no file system takes becomes a blank."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', " ", name)


def letters(name: str) -> str:
    """As Canvas writes a name: small letters and digits alone."""
    plain = unicodedata.normalize("NFKC", name).lower()
    return "".join(one for one in plain if one.isalnum()) or "student"


def canvas(people: People) -> Files:
    return {f"{letters(name)}_{n}_{n + 5000}_task1_cnn.py": NET for n, name in people}


def moodle(people: People) -> Files:
    spaced = ((n, inside(name).replace("_", " ")) for n, name in people)
    return {f"{name}_{n}_assignsubmission_file/task1_cnn.py": NET for n, name in spaced}


def blackboard(people: People) -> Files:
    files: Files = {}
    for n, name in people:
        files[f"Lab 4_u{n}_attempt_{STAMP}.txt"] = text_of(name, f"u{n}")
        files[f"Lab 4_u{n}_attempt_{STAMP}_task1_cnn.py"] = NET
    return files


def brightspace(people: People) -> Files:
    when = "Nov 3, 2026 1102 PM"
    return {f"{n}-31 - {inside(name)} - {when}/task1_cnn.py": NET for n, name in people}


def google(people: People) -> Files:
    return {f"Lab 4/{inside(name)} - task1_cnn.py": NET for _, name in people}


def codegrade(people: People) -> Files:
    return {f"{inside(name)} - Lab 4 - CNN/task1_cnn.py": NET for _, name in people}


def ilias(people: People) -> Files:
    names = ((n, inside(name).replace("_", " ")) for n, name in people)
    return {f"Lab_4/Submissions/{name}_X_u{n}_{n}/task1_cnn.py": NET for n, name in names}


def nbgrader(people: People) -> Files:
    return {f"submitted/u{n}/lab4/task1_cnn.py": NET for n, _ in people}


def folder(people: People) -> Files:
    return {f"class/u{n}/task1_cnn.py": NET for n, _ in people}


def gradescope(people: People) -> Files:
    files: Files = {f"submission_{n}/task1_cnn.py": NET for n, _ in people}
    said = "".join(
        f"submission_{n}:\n  :submitters:\n  - :name: {json.dumps(name)}\n    :sid: u{n}\n"
        for n, name in people
    )
    return {"submission_metadata.yml": said.encode(), **files}


def github(people: People) -> Files:
    files = {f"lab-4-submissions/lab-4-gh{n}/task1_cnn.py": NET for n, _ in people}
    head = ("identifier", "github_username", "github_id", "name")
    rows = [head, *((f"u{n}", f"gh{n}", n, name) for n, name in people)]
    return {"lab-4-submissions/classroom_roster.csv": table(rows), **files}


def table(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def canvas_sheet(people: People) -> bytes:
    head: list[Sequence[object]] = [
        ["Student", "ID", "SIS User ID", "Section", "Lab 4 (77)"],
        ["    Points Possible", "", "", "", 17],
    ]
    return table([*head, *((name, n, f"u{n}", "A", "") for n, name in people)])


def moodle_sheet(people: People) -> bytes:
    head: list[Sequence[object]] = [
        "Identifier",
        "Full name",
        "ID number",
        "Grade",
        "Maximum grade",
        "Last modified (grade)",
    ]
    return table(
        [head, *([f"Participant {n}", name, f"u{n}", "", "17.00", "-"] for n, name in people)]
    )


def blackboard_sheet(people: People) -> bytes:
    head = ["Last Name", "First Name", "Username", "Lab 4 [Total Pts: 17 Score] |98"]
    return table([head, *([name, "", f"u{n}", ""] for n, name in people)])


def brightspace_sheet(people: People) -> bytes:
    mark, last = "Lab 4 Points Grade <Numeric MaxPoints:17>", "End-of-Line Indicator"
    head = ["OrgDefinedId", "Last Name", "First Name", mark, last]
    return table([head, *([f"#u{n}", name, "", "", "#"] for n, name in people)])


LAYOUTS: dict[str, tuple[Callable[[People], Files], Callable[[People], bytes]]] = {
    "canvas": (canvas, canvas_sheet),
    "moodle": (moodle, moodle_sheet),
    "blackboard": (blackboard, blackboard_sheet),
    "brightspace": (brightspace, brightspace_sheet),
    "google": (google, moodle_sheet),
    "codegrade": (codegrade, moodle_sheet),
    "ilias": (ilias, moodle_sheet),
    "nbgrader": (nbgrader, moodle_sheet),
    "gradescope": (gradescope, moodle_sheet),
    "github": (github, moodle_sheet),
    "folder": (folder, moodle_sheet),
}


def main() -> None:
    """Print a line for each layout, and whom it does not join."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path, help="a JSON list of names, in place of ours")
    asked = parser.parse_args()
    names = json.loads(asked.names.read_text("utf-8")) if asked.names else NAMES
    people = list(enumerate(dict.fromkeys(names), start=1001))
    print(f"{'layout':12}  of  read  joined")
    for kind, (download, sheet) in LAYOUTS.items():
        with tempfile.TemporaryDirectory() as place:
            path = as_zip(Path(place), download(people))
            roster = read_download(path, kind)
        read = [one for one in roster.handed if one.data is not None]
        checked = check_sheet(sheet(people), 17, roster=roster, trust_ids=True)
        joined = {place.name for places in checked.places.values() for place in places}
        print(f"{kind:12} {len(people):3} {len(read):5} {len(joined):7}")
        for _, name in people:
            if name.strip() not in {one.strip() for one in joined}:
                print(f"    not joined: {name!r:.60}")
        for note in roster.notes:
            print(f"    {note:.120}")


if __name__ == "__main__":
    main()

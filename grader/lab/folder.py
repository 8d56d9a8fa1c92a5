"""A lab as a folder: which file says what is asked, and what lies beside it.

lab.toml        what is asked, and what it is worth
task1_cnn.py    the starter, by its file_name
README.md       the exercise, as students read it
part1.toml      the answer sheet, where the questions of our own sheet are asked; where the
                lab has its own, it is made of them
solution/       right files, which no student gets
"""

from __future__ import annotations

from pathlib import Path

from grader.lab.nouns import Lab, LabError

SHEET = "part1.toml"  # of answers
HANDED = "lab.toml"  # the lab's file, as students get it
KEPT = "solution"  # its folder of what is kept from students
MOST_STARTER = 2**18  # bytes


def lab_file(place: Path) -> Path:
    """The file that says what is asked: `place`, or the lab.toml of a folder."""
    if not place.is_dir():
        return place
    file = place / "lab.toml"
    if not file.is_file():
        raise LabError(f"the folder {place} is no lab: there is no {file}")
    return file


def exercises_folder() -> Path:
    """Where the files of the lab that comes along are: in the package, or in the checkout."""
    package = Path(__file__).parent.parent
    inside = package / "exercises"
    return inside if inside.is_dir() else package.parent / "exercises"


def default_lab_path() -> Path:
    """The lab file that the package carries."""
    return exercises_folder() / "lab.toml"


def handed_out(folder: Path, lab: Lab) -> tuple[str, ...]:
    """What students of the lab get, by names within its folder. Raises `LabError`."""
    sheet = SHEET if (folder / SHEET).is_file() else ""
    if sheet and lab.questions:
        raise LabError(f"{folder / SHEET} is one sheet too many: it is made of [questions]")
    if not (sheet or lab.questions) and (
        lab.written or any(check.startswith("q") for check in lab.points)
    ):
        raise LabError(f"the lab asks questions, and there is no {folder / SHEET}")
    found: list[str] = []
    for name in ("README.md", lab.file_name, *([sheet] if sheet else []), *lab.hand_out):
        place = folder / name
        if place.is_dir():
            within = sorted(one for one in place.rglob("*") if one.is_file())
            found += [one.relative_to(folder).as_posix() for one in within]
        elif place.is_file():
            found.append(name)
        else:
            raise LabError(f"{folder} lacks {name}, which every student gets")
    return tuple(found)


def starter_beside(file: Path, name: str) -> str:
    """The text of what students begin with, beside the lab's file; of that name of ours else.

    A lab of one file alone may ask for what our starter begins.
    """
    for path in (file.parent / name, exercises_folder() / name):
        if path.is_file():
            try:
                data = path.read_bytes()
                if len(data) > MOST_STARTER:
                    raise LabError(f"the starter {path} has more than {MOST_STARTER} bytes")
                return data.decode("utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise LabError(f"the starter {path} cannot be read: {error}") from None
    return ""

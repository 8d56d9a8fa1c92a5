"""A class as each LMS gives it, by kind: small, and nothing in it is anybody else's."""

from __future__ import annotations

from tests.batch.downloads import NET, PLAIN, SHEET

_TXT = (
    "Name: {name} ({login})\nAssignment: Lab 4\nDate Submitted: Tuesday, 3 November 2026 11:00:00\n"
    "Current Grade: Needs Grading\n\nSubmission Field:\nThere is no student submission text data "
    "for this assignment.\n\nComments:\nThere are no student comments for this assignment.\n\n"
    "Files:\n\tOriginal filename: task1_cnn.py\n\tFilename: x\n"
)
_FIRST, _NEXT = "2026-11-03-11-00-00", "2026-11-04-09-30-00"


def text_of(name: str, login: str) -> bytes:
    """What Blackboard puts beside an attempt."""
    return _TXT.format(name=name, login=login).encode()


BLACKBOARD = {
    f"Lab 4_jdoe_attempt_{_FIRST}.txt": text_of("Jane Doe", "jdoe"),
    f"Lab 4_jdoe_attempt_{_FIRST}_task1_cnn.py": NET + b"# first\n",
    f"Lab 4_jdoe_attempt_{_NEXT}.txt": text_of("Jane Doe", "jdoe"),
    f"Lab 4_jdoe_attempt_{_NEXT}_task1_cnn.py": NET,
    f"Lab 4_jdoe_attempt_{_NEXT}_part1.toml": SHEET,
    f"Lab 4_jim_roe_attempt_{_FIRST}.txt": text_of("Jim Roe", "jim_roe"),
    f"Lab 4_jim_roe_attempt_{_FIRST}_task1_cnn.py": NET,
}
BRIGHTSPACE = {
    "index.html": b"<html>",
    "17-31 - Jane Doe - Nov 3, 2026 1102 PM/task1_cnn.py": NET + b"# first\n",
    "17-31 - Jane Doe - Nov 4, 2026 930 AM/task1_cnn.py": NET,
    "18-31 - Mary-Kate O'Neil - Nov 3, 2026 12_01 PM/src/task1_cnn.py": NET,
}
GITHUB = {
    "lab-4-submissions/lab-4-janedoe/task1_cnn.py": NET,
    "lab-4-submissions/lab-4-janedoe/tests/test_net.py": PLAIN,
    "lab-4-submissions/lab-4-jim-roe/task1_cnn.py": NET,
}
ROSTER = (
    b'"identifier","github_username","github_id","name"\n'
    b'"u1","JaneDoe","11","Jane Doe"\n"u2","jim-roe","12",""\n"u3","","",""\n'
)
GOOGLE = {
    "Lab 4/Jane Doe - task1_cnn.py": NET,
    "Lab 4/Jane Doe - part1.toml": SHEET,
    "Lab 4/Jim Roe - task1_cnn(1).py": NET,
    "Lab 4/Jim Roe - helper.py": PLAIN,
    **{f"Lab 4/{name} - task1_cnn.py": NET for name in ("Ann", "Bob", "Cid")},
}
ILIAS = {
    "Lab_4/Lab_4.xlsx": b"x",
    "Lab_4/Submissions/Doe_Jane_jdoe_4711/task1_cnn.py": NET,
    "Lab_4/Submissions/von Roe_Jim_jim_roe_4712/task1_cnn.py": NET,
}
CODEGRADE = {
    "Jane Doe - Lab 4 - CNN/task1_cnn.py": NET,
    "Jim Roe - Lab 4 - CNN/src/task1_cnn.py": NET,
    "Mary-Kate O'Neil - Lab 4 - CNN/task1_cnn.py": NET,
}
NBGRADER = {
    "submitted/jdoe/lab4/task1_cnn.py": NET,
    "submitted/jdoe/lab4/timestamp.txt": b"2026-11-03 11:00:00 UTC",
    "submitted/jroe/lab4/task1_cnn.py": NET,
    "submitted/jroe/lab4/timestamp.txt": b"2026-11-03 12:00:00 UTC",
}
# kind -> files, keys of those who handed in
CLASSES: dict[str, tuple[dict[str, bytes], list[str]]] = {
    "canvas": (
        {"doejane_11_101_task1_cnn.py": NET, "roejim_12_102_task1_cnn.py": NET}, ["11", "12"],
    ),
    "moodle": (
        {f"S {n}_{n}_assignsubmission_file/task1_cnn.py": NET for n in (21, 22)}, ["21", "22"],
    ),
    "gradescope": (
        {
            "submission_metadata.yml": b"submission_21:\n  :submitters: []\n",
            "submission_21/task1_cnn.py": NET,
            "submission_22/task1_cnn.py": NET,
        },
        ["21", "22"],
    ),
    "blackboard": (BLACKBOARD, ["jdoe", "jim_roe"]),
    "brightspace": (BRIGHTSPACE, ["17", "18"]),
    "github": (GITHUB, ["janedoe", "jim-roe"]),
    "google": (GOOGLE, ["Ann", "Bob", "Cid", "Jane-Doe", "Jim-Roe"]),
    "codegrade": (CODEGRADE, ["Jane-Doe", "Jim-Roe", "Mary-Kate-O-Neil"]),
    "ilias": (ILIAS, ["jdoe", "jim_roe"]),
    "nbgrader": (NBGRADER, ["jdoe", "jroe"]),
    "folder": (
        {f"{name}/task1_cnn.py": NET for name in ("ann", "bob", "cid", "dan", "ed")},
        ["ann", "bob", "cid", "dan", "ed"],
    ),
}  # fmt: skip

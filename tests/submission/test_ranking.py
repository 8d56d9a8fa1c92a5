"""Which of several files is graded: by what they are, and by date only where they are alike."""

from __future__ import annotations

import time

import pytest

from grader.lab import exercises_folder, read_lab
from grader.submission.ranking import called_as_asked, claim, is_starter

LAB = read_lab()
HANDED_OUT = (exercises_folder() / LAB.file_name).read_text(encoding="utf-8")
HEAD = "import torch.nn as nn\n\n"
DONE = HEAD + "class Net(nn.Module):\n    def forward(self, x):\n        return x.relu()\n"
BROKEN = DONE.replace("x.relu()", "x.relu(")
OTHER = DONE.replace("Net", "CNN")
HELPER = "def accuracy(a, b):\n    return (a == b).mean()\n"
BLANK = HEAD + "class Net(nn.Module):\n    '''Mine.\n\n    Soon.'''\n\n    def __init__(self):\n"
BLANK += "        super(Net, self).__init__()\n        # layers\n\n    def forward(self, x):\n"
BLANK += "        ...\n\n\nprint('done')\n"

# (what is graded, what is not), each with its name
BEFORE = {
    "one syntax error before a helper": (("task1_cnn-2.py", BROKEN), ("helper.py", HELPER)),
    "another name with Net before a helper": (("final.py", DONE), ("task1_cnn.py", HELPER)),
    "the solution before the starter": (("lab4_final.py", DONE), ("task1_cnn.py", HANDED_OUT)),
    "a broken one before the starter": (("mine.py", BROKEN), ("task1_cnn.py", HANDED_OUT)),
    "another network before the starter": (("mine.py", OTHER), ("task1_cnn.py", HANDED_OUT)),
    "the solution before a blank one": (("old/x.py", DONE), ("task1_cnn.py", BLANK)),
    "the lab's name before another": (("task1_cnn (1).py", DONE), ("backup.py", DONE)),
    "Net before another network": (("x.py", DONE), ("task1_cnn.py", OTHER)),
    "the starter before a helper": (("task1_cnn.py", HANDED_OUT), ("helper.py", HELPER)),
}


@pytest.mark.parametrize("case", BEFORE)
def test_what_goes_before_what(case: str) -> None:
    first, second = (claim(name, text.encode(), LAB) for name, text in BEFORE[case])
    assert first > second


@pytest.mark.parametrize(
    "name",
    ["task1_cnn.py", "Task1_CNN.py", "a/b/task1_cnn.py", "task1_cnn-2.py", "task1_cnn_1.py",
     "task1_cnn (3).py", "task1_cnn(1).py", "task1_cnn - Copy.py", "task1_cnn-1-2.py",
     "Copy of task1_cnn.py", "Kopie von Kopie von task1_cnn (1).py", "Copia_de_task1_cnn.py",
     "task1_cnn - Kopie.py", "task1_cnn.py "],
)  # fmt: skip
def test_the_labs_name_in_whatever_dress(name: str) -> None:
    assert called_as_asked(name, LAB)


@pytest.mark.parametrize("name", ["task1_cnn.ipynb", "task2_cnn.py", "task1.py", "my_task1_cnn.py"])
def test_another_name(name: str) -> None:
    assert not called_as_asked(name, LAB)


@pytest.mark.parametrize(
    "text",
    [
        HANDED_OUT,
        HANDED_OUT.replace("\n", "\r\n"),
        HANDED_OUT.replace("    # TODO", "\t# todo later:"),
        HANDED_OUT.replace("        pass\n", "        pass  # I do not know\n\n"),
        "\ufeff# Jane Doe, u123\n" + HANDED_OUT + "\n\n",
        BLANK,
        BLANK.replace("...", "raise NotImplementedError"),
        BLANK.replace("...", "return None"),
        HEAD + "class Net(nn.Module): pass",
        HEAD + 'class Net(nn.Module):\n    """Soon."""\n',
    ],
)
def test_a_starter_that_nobody_touched(text: str) -> None:
    assert is_starter("a.py", text.encode("utf-8"), LAB)


@pytest.mark.parametrize(
    "text",
    [
        DONE,
        BROKEN,
        HELPER,
        HANDED_OUT.replace("        pass\n", "        return x\n"),
        HANDED_OUT.replace("# TODO: make the layers", "self.fc = nn.Linear(784, 10)  #"),
        BLANK.replace("# layers", "self.conv1 = nn.Conv2d(1, 10, 5)"),
        HEAD + "class Net(nn.Module): conv = nn.Conv2d(1, 10, 5)",
        DONE.replace("    ", ""),  # its indentation was lost
        "",
    ],
)
def test_somebody_s_work(text: str) -> None:
    assert not is_starter("a.py", text.encode(), LAB)


GROWING = ["class Net:\n    #", '"""', "class Net(", " \t", "-1"]
LONG = 2**22  # bytes: a notebook may have five times as many
PATIENT = 10.0  # seconds of processor time: it takes half of one, and its square a minute and more


@pytest.mark.slow
@pytest.mark.parametrize("piece", GROWING, ids=repr)
def test_a_long_file_costs_no_more_than_its_length(piece: str) -> None:
    data = b"class Net:\n    " + (piece * (LONG // len(piece))).encode()
    begin = time.process_time()
    claim("task1_cnn.py", data, LAB)
    assert time.process_time() - begin < PATIENT

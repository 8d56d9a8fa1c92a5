"""Notebooks: cells joined line by line, magics set aside, cells named."""

import json

import pytest

from grader.lab import read_lab
from grader.submission import notebook
from grader.submission.errors import SubmissionError
from grader.submission.intake import read_bytes

LAB = read_lab()


def written(*sources, **more):
    cells = [{"cell_type": "code", "source": source, "outputs": []} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, **more}).encode()


def read(*sources):
    return read_bytes("lab.ipynb", written(*sources), LAB)


CELLS = {  # a cell: the lines that it becomes
    "%matplotlib inline\nx = 1": ["# %matplotlib inline", "x = 1"],
    "!pip install torch": ["# !pip install torch"],
    "nn.Conv2d?": ["# nn.Conv2d?"],
    "?nn.Conv2d": ["# ?nn.Conv2d"],
    "nn.Conv2d??": ["# nn.Conv2d??"],
    "files = !ls": ["# files = !ls"],
    "if True:\n    !ls\nx = 1": ["if True:", "    pass  # !ls", "x = 1"],
    "%%time\nx = 1": ["# %%time", "x = 1"],
    "%%capture out\n!ls\nx = 1": ["# %%capture out", "# !ls", "x = 1"],
    "%%writefile net.py\nx = 1": ["# %%writefile net.py", "x = 1"],
    "%%bash\nls -l | wc": ["# %%bash", "# ls -l | wc"],
    "x = ('%d'\n% 3)": ["x = ('%d'", "% 3)"],
    "s = '''\n!not a magic\n'''": ["s = '''", "!not a magic", "'''"],
    "x = [1,": ["# x = [1,"],
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_becomes_python_with_as_many_lines(cell):
    submission = read("# before", cell, "class Net: pass")
    assert submission.text.split("\n") == ["# before", *CELLS[cell], "class Net: pass", ""]
    assert submission.trouble is None
    assert submission.plan is not None


@pytest.mark.slow
def test_a_short_cell_may_hold_many_magics_and_a_long_one_few(monkeypatch):
    many = "\n".join(["%matplotlib inline"] * 300)
    assert read(many, "class Net: pass").trouble is None
    parsed, stumble = [], notebook._stumble

    def counted(text):
        parsed.append(len(text))
        return stumble(text)

    monkeypatch.setattr(notebook, "_stumble", counted)
    submission = read("x = 1", "x = 1\n" * 20_000 + "%a\n" * 300, "class Net: pass")
    assert submission.plan is not None
    assert "more lines of magic in long cells than are read" in submission.warnings[0]
    assert sum(parsed) < 3 * 2**19


@pytest.mark.parametrize(
    "cells",
    [
        ["x = 1", "from __future__ import print_function\nclass A: pass"],
        ["x = 1", '"""a"""\n# b\nfrom __future__ import (division,\n    print_function)'],
        ["# %a", "from __future__ import division\nx = 1", "from __future__ import division"],
        ["x = 1", "from __future__ import annotations\ndef f(a: b): pass"],
        ['"""a"""', "x = 1", "from __future__ import annotations\ndef f(a: b): pass"],
    ],
)
def test_any_cell_may_begin_with_a_future_import(cells):
    submission = read(*cells, "class Net: pass")
    assert submission.trouble is None
    assert submission.text.count("\n") == sum(cell.count("\n") + 1 for cell in cells) + 1
    wanted = any("annotations" in cell for cell in cells)
    assert submission.text.startswith("from __future__ import annotations; ") == wanted


def test_a_future_import_in_the_middle_of_a_cell_is_refused_as_by_jupyter():
    read_so = read("x = 1", "x = 2\nfrom __future__ import division", "class Net: pass")
    assert read_so.trouble is not None
    first = read("def f():\n    pass", "from __future__ import annotations", "class Net: pass")
    assert first.trouble is None  # a block is not moved into another's line


def test_a_line_is_named_by_its_cell():
    submission = read("import torch\n\nx = 1\n", "%pip install x\nclass Net: pass")
    assert submission.cells == ((1, 1), (4, 2))
    assert submission.plan is not None
    assert submission.place(submission.plan.line) == "cell 2, line 2"
    assert submission.place(3) == "cell 1, line 3"


def test_sources_may_be_lists_and_other_cells_do_not_count():
    cells = [
        {"cell_type": "markdown", "source": "# Task 1"},
        {"cell_type": "code", "source": ["x = 1\n", "class Net: pass"]},
        {"cell_type": "raw", "source": "?"},
    ]
    submission = read_bytes("a.ipynb", json.dumps({"cells": cells}).encode(), LAB)
    assert submission.text == "x = 1\nclass Net: pass\n"
    assert submission.kind == "notebook"


def test_the_format_of_2014():
    sheet = {"cells": [{"cell_type": "code", "input": "class Net: pass"}]}
    submission = read_bytes("a.ipynb", json.dumps({"worksheets": [sheet]}).encode(), LAB)
    assert submission.plan is not None


def test_a_broken_cell_is_left_out_and_told():
    submission = read("x = (", "class Net: pass")
    assert submission.plan is not None
    assert submission.trouble is None
    assert "cell 1 is left out" in submission.warnings[0]


def test_a_broken_cell_is_the_trouble_where_no_network_is_left():
    submission = read("x = 1", "class Net(:\n    pass")
    assert submission.trouble is not None
    assert submission.trouble.stage == "read"
    assert submission.trouble.line == 2
    assert "cell 2" in submission.trouble.message


def test_a_notebook_without_a_network():
    trouble = read("x = 1").trouble
    assert trouble is not None
    assert (trouble.stage, trouble.type) == ("load", "NoNetwork")


BROKEN = {  # bytes: a word that the sentence holds
    b"class Net: pass": "JSON",
    b"": "JSON",
    b"[1, 2]": "no list of cells",
    b'{"cells": 3}': "no list of cells",
    b'{"cells": []}': "no cell with code",
    b'{"cells": [3, null, {"cell_type": "code", "source": 5}]}': "no cell with code",
    b'{"cells": [{"cell_type": "markdown", "source": "class Net: pass"}]}': "code in it, only text",
    b"[" * 100_000: "JSON",
}


@pytest.mark.parametrize("data", BROKEN, ids=lambda data: repr(data[:24]))
def test_what_is_no_notebook_inside(data):
    trouble = read_bytes("a.ipynb", data, LAB).trouble
    assert trouble is not None
    assert (trouble.stage, trouble.type) == (
        "read",
        "NoCodeError" if "code" in BROKEN[data] else "NotebookError",
    )
    assert BROKEN[data] in trouble.message


def test_outputs_may_be_large_but_code_may_not():
    picture = {"cell_type": "code", "source": "class Net: pass", "outputs": ["x" * 3_000_000]}
    assert read_bytes("a.ipynb", json.dumps({"cells": [picture]}).encode(), LAB).plan is not None
    with pytest.raises(SubmissionError, match="of code"):
        read("# " + "x" * 2_000_000)

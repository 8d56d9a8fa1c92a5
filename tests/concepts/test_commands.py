"""The commands: real lines, real output; wrong use is one sentence and exit status 2."""

import importlib
import json

import click
import pytest

from tests.concepts.commands import run

pool = importlib.import_module("grader.cli.pool")  # the name in the package is the command

Q6 = ["4 3 5 1", "2 1 3 1", "1 1 2 3", "0 0 1 2"]
LENET = "conv 10 k5; max k2; conv 20 k5; max k2; flatten; linear 50; linear 10"
CROSS = "a = conv 4 k1x7 p0x3; b = conv 4 k7x1 p3x0 from input; cat a b"

RUNS = {  # command: what stands in its output
    ("pool", *Q6): ["4×4 → 2×2", "4  5\n", "1  3\n"],
    ("pool", *Q6, "--kind", "avg", "--steps"): ["row 1, column 1: (4 + 3 + 2 + 1) / 4 = 2.5"],
    ("pool", "; ".join(Q6), "-k", "3", "-s", "2", "--steps"): ["no window uses 7 cells"],
    ("pool", "-1 -2", "-3 -4"): ["-1"],
    ("pool", "1 2", "3 4", "--kind", "global-avg"): ["2.5"],
    ("pool", "3 4", "--kind", "lp", "-k", "1x2"): ["5"],
    ("conv", "1 2 3", "4 5 6", "-w", "1 0; 0 -1"): ["1×2×3 → 1×1×2", "-4  -4"],
    ("conv", "1 2 3", "4 5 6", "-w", "1 0; 0 -1", "--cell", "1,2"): [
        "2·1 + 3·0 + 5·0 + 6·(-1) = -4"
    ],
    ("conv", "1 2", "-w", "1 10", "--transpose", "-s", "2"): ["1  10   2  20"],
    ("pool", "1 2 3 4", "-k", "1x3", "-s", "1x2", "-p", "same"): ["  3  4"],
    ("pool", "1 2 3", "-k", "1x2", "-s", "1", "-p", "0x1:0"): ["  1  2  3"],
    ("pool", "3 -4", "--kind", "lp", "-k", "1x2", "--norm", "inf"): ["  4\n"],
    ("conv", "1 2 3", "-w", "1 1", "-s", "2", "-p", "same"): ["  3  3"],
    ("count",): ["applications                 1,024", "block                        3×3×3", "448"],
    ("count", "--kernel-size", "5", "--padding", "0", "--steps"): ["28 · 28 = 784"],
    ("count", LENET): [
        "21,840 parameters, 480,500 multiply–adds",
        "10 filters of 1×5×5, each applied 576 times; 260",
        "50 units, each from all 320 numbers; 16,050",
    ],
    ("rf", LENET, "--steps"): ["conv2: size 6 + 1·(5 − 1)·2 = 14, jump 2·1 = 2"],
    ("rf", LENET, "--unit", "2,3"): [
        "256 pixels reach the unit of max2 at row 2, column 3: all of rows 5–20 × columns 9–24",
        "rows 5–20: columns 9–24",
    ],
    ("rf", "conv 1 k3; conv_transpose 2 k3 s2; adaptive_avg 9", "--steps"): [
        "conv_transpose1: at most 2 cells read: size 3 + (2 − 1)·1 = 4, jump 1·1/2 = 0.5",
        "adaptive_avg1: size 6, jump 2.94444",  # of the nine there are, none reads as much as 7
    ],
    ("rf", "conv 1 k3; adaptive_avg 9", "--steps"): [
        "adaptive_avg1: at most 4 cells read: size 3 + (4 − 1)·1 = 6, jump 1·26/9 = 2.88889",
    ],
    ("rf", "conv 6 k3 g3", "--input", "6x9x9", "--unit", "3,4,4"): ["through channels 3–4 of 6"],
    ("rf", "conv 1 k3; max k2; flatten; linear 4", "--effective"): [
        "the effective field of max1 at row 7, column 7: 4×4 of 4×4 pixels",
    ],
    ("rf", "conv 1 k3", "--effective", "--unit", "2,2"): [
        "the effective field of conv1 at row 2, column 2: 3×3 of 3×3 pixels",
        "100",
    ],
    ("rf", CROSS, "--unit", "15,15"): ["13 pixels", "row 15: columns 12–18"],
    ("rf", "conv_transpose 1 k1 s3", "--input", "1x4x4", "--unit", "2,2"): ["no pixel reaches"],
    ("rf", "a = conv 4 k3; b = conv 4 k5 p0:2 from input; add a b"): ["they look 1 pixel apart"],
    ("pool", "−1 ２", "３．５ 1.5e3"): ["1500"],
    ("pool", "0,5 1,5; 2 3", "--kind", "avg"): ["1.75"],
    ("pool", "1,2,3", "4,5,6", "-k", "1"): ["2×3 → 2×3"],
    ("conv", "1 2; 3 4", "-w", "1,0;0,-1"): ["-3"],
    ("conv", "1 2", "-w", "1", "-b", "−0,5"): ["0.5  1.5"],
    ("conv", "1 2 3", "4 5 6", "-w", "1", "-s", "１×2"): ["→ 1×2×2"],
    ("count", "--in-channels", "３", "--out-channels", "1e1"): ["3×3×3"],
    ("rf", "conv 10 k５", "--unit", "３，３"): ["row 3, column 3"],
    ("pool", "12345.67 1; 2 3"): ["12345.67"],
    ("pool", "617283.75 1; 2 3", "--steps"): ["max(617283.75, 1, 2, 3) = 617283.75"],
    ("pool", "1 2 0", "--kind", "avg", "-k", "1x3"): ["  1\n"],
    ("pool", "1 0 0", "--kind", "avg", "-k", "1x3"): ["≈0.333333"],
    ("rf", "odd = opaque 4x9x9; conv 2 k3", "--unit", "1,1"): [
        "≤28",
        "What odd reads is not known",
        "at most 784 pixels reach the unit of conv1 at row 1, column 1",
    ],
    ("rf", "conv 2 k3 p1 circular"): ["conv1 pads with cells of the other end (circular)"],
    ("count", "conv 2 k3; odd = opaque 4x9x9"): [
        "multiply–adds not known",
        "at least 12,168 multiply–adds",
        "Those of odd are not known",
    ],
    ("practice", "--seed", "7", "--list"): ["level 1, seed 7", "6. A convolutional layer", "12. "],
}

WRONG = {  # command: the sentence
    ("pool", "1 2", "3"): "row 2 of the matrix has 1 number and row 1 has 2",
    ("pool", "1 two"): "row 1 of the matrix holds 'two': every cell must be a number",
    ("pool", "1 nan"): "holds 'nan'",
    ("pool", "0,5 1,5"): "can be read as 0.5 1.5 or as 0 5 1 5: write a point",
    ("conv", "1 2", "-w", "1,0;0,1"): "(row 1 of the weight) can be read as 1.0 or as 1 0",
    ("conv", "1 2", "-w", "1", "-b", "1,200"): "can be read as 1200 or as 1.2",
    ("conv", "1 2", "-w", "1", "-g", "1.5"): "'1.5' is no whole number",
    ("answers", "--layer", "stride=²"): "'stride=²' is no part of a layer",
    ("rf", "."): ". is a folder; name the file in it",
    ("explore", "pyproject.toml"): "pyproject.toml is no network: give a .py",
    ("pool", "--nonsense"): "No such option '--nonsense'",
    ("pool", ""): "the matrix is empty",
    (
        "pool",
        "1 2",
        "3 4",
        "-k",
        "5",
    ): "kernel_size 5 is larger than the padded input of 2 rows",
    ("pool", "1 2", "3 4", "-k", "0"): "kernel_size is 0: it must be at least 1",
    ("pool", "1 2", "3 4", "-s", "0"): "stride is 0",
    ("pool", "1 2", "3 4", "-p", "2"): "padding 2 exceeds half of kernel_size 2",
    ("pool", "1 2", "3 4", "-k", "x"): "'x' is no size",
    ("pool", "1 2", "3 4", "-p", "x"): "padding is 'x': write 1, 0x3 (rows x columns)",
    ("conv", "1 2", "-w", "1", "-p", "1:2:3"): "padding is '1:2:3': write",
    ("pool", "1 2", "--kind", "avg", "-d", "2"): "dilation has no meaning for avg pooling",
    ("pool", "--file", "nowhere.txt"): "nowhere.txt cannot be read: No such file",
    ("pool", "[[1, 2], [3]]"): "the rows of the matrix have 2 and 1 entries",
    ("pool", "[[1, 2"): "starts like JSON and is none",
    ("pool", '[["a"]]'): "every cell must be a number",
    ("pool", "1 2", "3 4", "--ceil", "-k", "90000", "--steps"): "is too long",
    ("pool", "1 2", "3 4", "--kind", "adaptive-avg", "-o", "1000000x1000000"): (
        "the output would have 1,000,000,000,000 cells: at most 268,435,456"
    ),
    ("pool", "1", "--kind", "adaptive-max", "-o", "2048x2049"): "at most 4,194,304 are shown",
    ("pool", "[[true, 2], [3, 4]]"): "the matrix holds True",
    ("pool", "[[Infinity, 2], [3, 4]]"): "holds 'Infinity'",
    ("conv", "1 2", "-w", "1", "-p", "30000", "-s", "30000"): "the padded input would have",
    ("rf", "conv 1 k3", "--input", "1x1000000x1000000"): "at most 2,147,483,648",
    ("rf", "conv 1 k1001", "--input", "1x30000x30000", "--unit", "1,1"): "one by one",
    ("rf", "pad p30 reflect"): "reflect padding 30 is too much for an input of 28 rows",
    ("pool", "1 2", "3 4", "-k", "9" * 30): "it must be at most 1000000",
    ("conv", "1 2", "-w", "1", "-p", "500000"): "at most",
    ("rf", "adaptive_avg 9999999"): "it must be at most 1000000",
    ("conv", "1 2", "-w", "1 2 3"): "kernel_size 3 is larger than the padded input of 2 columns",
    (
        "conv",
        "1 2",
        "-w",
        "1",
        "--cell",
        "9,9",
    ): "9,9 is no cell of the output",
    ("conv", "1 2", "-w", "1", "--cell", "a"): "cell is 'a'",
    ("conv", "1 2", "-w", "1", "--output-padding", "1"): "it belongs to --transpose",
    ("conv", "1 2", "-w", "1", "-g", "2"): "2 groups do not divide",
    ("count", "conf 10 k5"): "did you mean 'conv'?",
    ("count", "--kernel-size", "99"): "kernel_size 99 is larger than the padded input of 34 rows",
    ("count", "conv 10 k5", "--stride", "2"): "--stride is for a single layer",
    ("count", "conv 10 k5", "--input", "0x3"): "the input shape is (0, 3)",
    ("count", "--out-channels", "-4"): "out_channels is -4: it must be at least 1",
    ("count", "--in-channels", "0"): "in_channels is 0",
    ("pool", "1 2", "--avg"): "No such option '--avg'. Did you mean '--kind avg'?",
    ("conv", "1 2", "-w", "1", "--strid=2"): "No such option '--strid'. Did you mean '--stride'?",
    ("pool", "-x"): "No such option '-x'",
    ("pool", "--file", "/dev/zero"): "/dev/zero is no file of text",
    ("pool", f"[[{2**64}]]", "-k", "1"): "holds a whole number above 2⁶⁴",
    ("rf", "conv 10 k5", "--unit", "a"): "unit is 'a'",
    (
        "rf",
        "conv 10 k5",
        "--unit",
        "99,1",
    ): "unit 99,1 is not in conv1, whose grid is 24×24",
    ("rf", "conv 10 k5", "--unit", "0,3"): "both count from 1",
    ("rf", "conv 10 k5", "--node", "x"): "'x' is no node of this network",
    ("rf", "missing.json"): "missing.json cannot be read",
    ("rf", "missing.py"): "there is no file missing.py",
    ("answers", "missing.toml"): "missing.toml cannot be read",
    ("answers", "--layer", "depth=3"): "the layer has no 'depth'",
    ("practice", "--level", "4"): "4 is not in the range",
    ("practice", "--count", "0"): "0 questions: ask for at least 1",
}


@pytest.mark.parametrize(("words", "said"), RUNS.items(), ids=[" ".join(w) for w in RUNS])
def test_run(words, said):
    result = run(*words)
    assert result.exit_code == 0, result.output
    for text in said:
        assert text in result.output


@pytest.mark.parametrize(("words", "said"), WRONG.items(), ids=[" ".join(w) for w in WRONG])
def test_wrong_use(words, said):
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert "Traceback" not in result.output


def test_windows_are_worked_out_only_where_they_are_shown(monkeypatch):
    monkeypatch.setattr(pool, "explain_pool", None)
    assert run("pool", *Q6).exit_code == 0


def test_a_convolution_that_takes_minutes_is_refused(tmp_path):
    (tmp_path / "m.txt").write_text("\n".join(["1 " * 300] * 300), encoding="utf-8")
    weight = ";".join(["1 " * 150] * 150)
    result = run("conv", "--file", str(tmp_path / "m.txt"), "-w", weight, "-p", "99")
    assert "are 2,740,522,500 products: at most 1,000,000,000" in result.output.replace("\n", " ")


def test_matrix_from_a_file_and_from_standard_input(tmp_path):
    (tmp_path / "m.txt").write_text("\n".join(Q6), encoding="utf-8")
    from_rows = run("pool", *Q6).output
    assert run("pool", "--file", str(tmp_path / "m.txt")).output == from_rows
    assert run("pool", given="\n".join(Q6)).output == from_rows
    assert run("pool", "--file", "-", given="\n".join(Q6)).output == from_rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_as_editors_and_shells_of_windows_save_it(encoding, tmp_path):
    (tmp_path / "m.txt").write_text("\r\n".join(Q6), encoding=encoding)
    given = (tmp_path / "m.txt").read_bytes()
    assert run("pool", "--file", str(tmp_path / "m.txt")).output == run("pool", *Q6).output
    assert run("pool", given=given).output == run("pool", *Q6).output
    (tmp_path / "sheet.toml").write_text("[q7]\nfilters = 10\n", encoding="utf-8-sig")
    assert "Q7 filters: right" in run("answers", str(tmp_path / "sheet.toml")).output


def test_ctrl_c_ends_the_questions(monkeypatch):
    def stopped(*_, **__):  # as click does it, with both
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise click.Abort from None

    assert run("answers", given="").exit_code == 0
    monkeypatch.setattr("click.prompt", stopped)
    ended = run("answers")
    assert (ended.exit_code, ended.output.count("Q6")) == (1, 1)


def test_what_is_no_text_is_told():
    assert "standard input cannot be read" in run("pool", given=b"1 \xff").output


def test_json_holds_the_same():
    data = json.loads(run("pool", *Q6, "--kind", "avg", "--json").output)
    assert data["working"]["values"] == [[2.5, 2.5], [0.5, 2.0]]
    assert data["working"]["windows"][0]["arithmetic"] == "(4 + 3 + 2 + 1) / 4 = 2.5"
    data = json.loads(run("conv", "1 2 3", "4 5 6", "-w", "1 0; 0 -1", "--json").output)
    assert data["values"] == [[[-4.0, -4.0]]]
    data = json.loads(run("count", "--json").output)
    assert data["counts"]["applications"] == 1024
    data = json.loads(run("count", LENET, "--json").output)
    assert data["total"]["parameters"] == 21840
    assert data["total"]["uncounted"] == []
    data = json.loads(run("rf", "odd = opaque 4x9x9", "--unit", "1,1", "--json").output)
    assert (data["region"]["exact"], data["region"]["unknown"]) == (False, ["odd"])
    assert data["layers"][1]["field"]["unknown"] == ["odd"]
    data = json.loads(run("rf", LENET, "--unit", "1,1", "--json").output)
    assert data["region"]["count"] == 256
    assert data["layers"][3]["field"]["axes"][0]["size"] == 14
    data = json.loads(run("practice", "--seed", "7", "--json").output)
    assert "expected" not in data["questions"][0]


def test_rf_reads_json(tmp_path):
    path = tmp_path / "network.json"
    path.write_text(
        '{"nodes": [{"layer": "conv", "filters": 4, "kernel_size": 3}]}', encoding="utf-8"
    )
    assert "26×26" in run("rf", str(path)).output
    assert "40 parameters" in run("count", str(path)).output
    path.write_text("{", encoding="utf-8")
    assert run("rf", str(path)).exit_code == 2

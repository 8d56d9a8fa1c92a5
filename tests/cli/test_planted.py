"""Files named like modules, beside the submission and in the current folder: never imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import short_lab
from tests.thorough import MORE

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[2]
SCRIPT = Path(sys.executable).with_name("cnngrade")
PLANTED = (
    *("torch", "numpy", "grader", "concepts", "click", "jinja2", "json", "random", "tempfile"),
    *("sitecustomize", "usercustomize", "torchvision", "ast", "site", "encodings", "ctypes"),
)
CANARY = "import os\nopen({name!r}, 'w').close()\nos.write(2, b'planted')\n"


@pytest.mark.skipif(not SCRIPT.exists(), reason="the command is not installed beside Python")
@pytest.mark.parametrize(
    "words",
    [["submit", "net.py"], *([["batch", "class", "--out", "out"]] if MORE else [])],
    ids=lambda words: words[0],
)
def test_nothing_in_the_folder_is_imported(
    words: list[str], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    net = (ROOT / "tests/submissions/numbers_taken_out.py").read_bytes()  # trained in the sandbox
    (tmp_path / "net.py").write_bytes(net)
    student = tmp_path / "class" / "ada"
    student.mkdir(parents=True)
    (student / "task1_cnn.py").write_bytes(net)
    for folder in (tmp_path, student):
        for name in PLANTED:
            text = CANARY.format(name=str(tmp_path / "seen"))
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
    lab = short_lab(tmp_path_factory.mktemp("lab"), 640)
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [SCRIPT, *words, "--lab", lab],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (tmp_path / "seen").exists()
    assert "planted" not in done.stdout + done.stderr

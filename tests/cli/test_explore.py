"""`cnngrade explore FILE` from the command line; a training of full length for `all` alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from tests.bench import RIGHT
from tests.thorough import ALL


@pytest.mark.processes
@pytest.mark.slow
@pytest.mark.skipif(not ALL, reason="a training of 61,440 images: CNNGRADE_TESTS=all")
def test_a_file_s_own_network_reads_well_and_fits_into_600_kb(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    told = CliRunner().invoke(main, ["explore", str(RIGHT), "--out", str(out)])
    assert told.exit_code == 0, told.output
    page = out.read_bytes()
    assert len(page) <= 600_000
    end = re.findall(rb'"samples":61440,"correct":(\d+),"of":(\d+)', page)
    assert int(end[-1][0]) / int(end[-1][1]) >= 0.95


@pytest.mark.processes
def test_a_file_without_a_network_is_wrong_use(tmp_path: Path) -> None:
    path = tmp_path / "empty.py"
    path.write_text("x = 1\n")
    told = CliRunner().invoke(main, ["explore", str(path), "--out", str(tmp_path / "page.html")])
    assert told.exit_code == 2, told.output
    assert "empty.py: " in told.output
    assert not (tmp_path / "page.html").exists()


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["explore", str(tmp_path / "none.py")])
    assert told.exit_code == 2
    assert "none.py" in told.output

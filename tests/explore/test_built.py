"""The built script is what its source gives, small enough, and can stand in a page."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which

import pytest

from tests.explore.asked import BUILT, NODE, ROOT

EXPLORER = ROOT / "explorer"


@pytest.mark.processes
def test_a_build_gives_the_bytes_that_are_committed(tmp_path: Path) -> None:
    if NODE is None or which("npm") is None:
        pytest.skip("there is no npm here: whether the built script is up to date is not tried")
    if not (EXPLORER / "node_modules").is_dir():
        pytest.skip("explorer/node_modules is not there: `npm ci` in explorer/ fetches it")
    subprocess.run([NODE, "build.mjs", str(tmp_path)], cwd=EXPLORER, check=True, timeout=120)
    for name in ("explore.js", "explore.css"):
        same = (tmp_path / name).read_bytes() == (BUILT / name).read_bytes()
        assert same, f"{name} is not what explorer/ gives: `npm run build` there, and commit it"


def test_the_script_is_small_and_ends_no_element() -> None:
    script = (BUILT / "explore.js").read_bytes()
    assert len(script) <= 150_000
    assert script.isascii()
    for text in (b"</script", b"<!--", b"</style"):
        assert text not in script.lower()
        assert text not in (BUILT / "explore.css").read_bytes().lower()

"""What a stranger sees of the project: its metadata, its page on PyPI, its forms."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader import __version__
from grader.cli.doctor import NEWEST

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_version_stands_in_one_place() -> None:
    assert PROJECT["project"]["dynamic"] == ["version", "readme"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "grader/__init__.py"
    repeats = [
        path.relative_to(ROOT).as_posix()
        for path in (*ROOT.glob("grader/**/*.py"), *ROOT.glob("concepts/**/*.py"))
        if f'"{__version__}"' in path.read_text(encoding="utf-8")
    ]
    assert repeats == ["grader/__init__.py"]


def test_the_changes_begin_with_this_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.findall(r"^## (\S+)", changes, re.MULTILINE)[0]
    assert newest == __version__.removesuffix(".dev0")


def test_every_python_that_is_promised_is_classified_and_tested() -> None:
    # no upper bound: whoever has a newer one may try it, and `doctor` says that nobody did
    (oldest,) = re.findall(r"^>=3\.(\d+)$", PROJECT["project"]["requires-python"])
    tested = [f"3.{minor}" for minor in range(int(oldest), NEWEST[1] + 1)]
    known = [name.rpartition(" :: ")[2] for name in PROJECT["project"]["classifiers"]]
    assert [name for name in known if re.fullmatch(r"3\.\d+", name)] == tested
    matrix = _yaml(GITHUB / "workflows" / "test.yml")["jobs"]["wheel"]["strategy"]["matrix"]
    assert matrix["python"] == tested
    words = f"{tested[0]} to {tested[-1]}"
    for name in ("README.md", "docs/systems.md", "CONTRIBUTING.md", "grader/cli/doctor.py"):
        assert words in (ROOT / name).read_text(encoding="utf-8"), name


def test_no_link_of_the_page_on_pypi_leads_nowhere() -> None:
    hook = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (begin,) = (part["start-at"] for part in hook["fragments"] if "path" in part)
    assert begin in text
    for one in hook["substitutions"]:
        text = re.sub(one["pattern"], one["replacement"], text)
    assert "`docs/security.md`" in text
    assert "tutors (`docs/tutors.md`)" in text
    assert not re.findall(r"\]\((?!https://)[^)]*\)", text)


def test_every_file_that_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https://)([^)#]+)", text)
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_licences_go_along() -> None:
    for name in PROJECT["project"]["license-files"]:
        assert (ROOT / name).is_file(), name
    notice = (ROOT / "grader" / "data" / "NOTICE").read_text(encoding="utf-8")
    for words in ("E. Alpaydin and C. Kaynak", "CC BY 4.0", "digits.npz", "What was changed"):
        assert words in notice
    for package in ("concepts", "grader"):
        assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: *(.+)", path.read_text(encoding="utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


@pytest.mark.parametrize("name", ["blamed-right-code.yml", "missed-a-mistake.yml"])
def test_each_form_insists_on_the_smallest_net(name: str) -> None:
    form = _yaml(GITHUB / "ISSUE_TEMPLATE" / name)
    (net,) = (part for part in form["body"] if part.get("id") == "net")
    assert net["attributes"]["label"].startswith("The smallest `Net`")
    assert net["validations"]["required"] is True

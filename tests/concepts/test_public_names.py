"""What `concepts` has for everybody: loaded when asked for, known to type checkers and help."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import concepts

STUB = Path(concepts.__file__).with_suffix(".pyi")


def test_the_stub_and_the_package_say_the_same():
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    said = {alias.name: node.module for node in imports for alias in node.names}
    assert said == {name: f"concepts.{room}" for name, room in concepts._HOMES.items()}  # type: ignore[attr-defined]
    (listed,) = (node.value for node in tree.body if isinstance(node, ast.Assign))
    assert ast.literal_eval(listed) == concepts.__all__


def test_dir_shows_the_public_names_alone():
    assert {name for name in dir(concepts) if not name.startswith("_")} == set(concepts.__all__)


def test_a_name_that_is_none_is_said_as_python_does():
    with pytest.raises(AttributeError, match="module 'concepts' has no attribute 'max_pol'"):
        concepts.max_pol  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", [name for name in concepts.__all__ if name != "ConceptError"])
def test_what_help_says_of_arguments_is_short(name):
    shown = str(inspect.signature(getattr(concepts, name)))
    assert "numpy._typing" not in shown
    assert "collections.abc" not in shown


@pytest.mark.processes
def test_importing_it_loads_nothing():
    program = "import concepts, sys; sys.exit('numpy' in sys.modules or 're' in sys.modules)"
    assert (
        subprocess.run(
            [sys.executable, "-S", "-c", program], cwd=STUB.parents[1], check=False
        ).returncode
        == 0
    )

"""Start of the probe; see the package's docstring."""

import gc
import importlib.util
import os
import sys
from pathlib import Path
from typing import NoReturn


def _find_grader() -> None:
    """Make `grader` importable from where this file is, and nothing else with it.

    Python put this folder at the head of the import path; its parents stay off it, so that no
    other file of a checkout can pass for a module.
    """
    package = Path(__file__).resolve().parents[1]
    if sys.path and sys.path[0] == str(Path(__file__).parent):
        del sys.path[0]
    spec = importlib.util.spec_from_file_location(
        "grader", package / "__init__.py", submodule_search_locations=[str(package)]
    )
    assert spec is not None  # the file is there: this one is beside it
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["grader"] = module
    spec.loader.exec_module(module)


def _find_packages_of_the_user() -> None:
    """What was installed for this user alone comes last, as Python has it."""
    if folder := os.environ.pop("CNNGRADE_USER_SITE", ""):
        sys.path.append(folder)


def main() -> NoReturn:
    """One probe, or with "nursery FD" a process from which probes are forked.

    The argument before that is the process that started this one. With more descriptors than
    one trainers are forked from it too, see `grader.pair`.
    """
    parent = int(sys.argv[1])
    gc.disable()  # what is imported stays: to look for cycles in it takes a sixth of the time
    from grader.confine import end_with, has_spaces

    end_with(parent)
    spaces_there = has_spaces()  # before torch is imported
    if sys.argv[2:3] == ["nursery"]:
        channel, *trainers = map(int, sys.argv[3].split(","))
        if trainers:
            from grader.pair import fork_trainers

            fork_trainers(trainers, sys.argv[4:], channel)
        from grader.probe.nursery import serve

        serve(channel, spaces_there)
    from grader.probe.run import probe

    probe(parent, spaces_there, warm=False)


if __name__ == "__main__":
    if not __package__:
        _find_grader()
    _find_packages_of_the_user()
    main()

"""Reading the cases: a file's first lines, and the text that is graded."""

from __future__ import annotations

import re
import runpy
import warnings
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
_KEYS = ("attack", "outcome", "stops", "says", "script", "tutor", "earns", "made", "slow", "early")


@dataclass(frozen=True)
class Case:
    """One attack and what must come of it."""

    name: str  # "network/tcp"
    attack: str  # one sentence without its full stop
    outcomes: tuple[str, ...]  # how the process may end
    stops: str  # the layer that stops it
    says: str = ""  # words that the first trouble, the detail or a note has
    script: str = ""  # words that say how the rehearsal of the whole script ended
    tutor: str = ""  # words that a tutor is told
    earns: str = ""  # "full" or "less"
    made: str = ""  # the name under which that is handed in which the file makes; "" for itself
    early: str = ""  # graded as `watch` does; what it shows early is "shown" or "refused"
    slow: str = ""  # why it takes long to grade; tried where all are

    @property
    def family(self) -> str:
        """The folder that it lies in."""
        return self.name.partition("/")[0]

    def handed_in(self, home: str, port: int) -> tuple[str, bytes]:
        """The name and the bytes of the submission, with the canaries of this run in it."""
        path = FOLDER / f"{self.name}.py"
        if self.made:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Duplicate name")  # in an archive: it is meant
                made: bytes = runpy.run_path(str(path))["make"]()
            return self.made, made
        source = path.read_text(encoding="utf-8")
        source = source.replace("CANARY_HOME", home).replace("CANARY_PORT", str(port))
        return "task1_cnn.py", source.encode()


def read_case(path: Path) -> Case:
    """The case of a file; an AssertionError where its first lines do not say what they must."""
    said: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"# ([a-z]+): (.+)", line)
        if found is None:
            break
        said[found[1]] = found[2]
    assert {"attack", "outcome", "stops"} <= set(said) <= set(_KEYS), f"{path}: {said}"
    assert said.get("earns", "full") in ("full", "less"), path
    outcomes = tuple(said.pop("outcome").split(" | "))
    name = path.relative_to(FOLDER).with_suffix("").as_posix()
    return Case(name, outcomes=outcomes, **said)


CASES = [read_case(path) for path in sorted(FOLDER.glob("*/*.py"))]

"""Harmless stand-ins for modules that are not there: loggers, windows, siblings left at home.

A stand-in takes any call and any attribute and gives itself back, so that a script runs past
it. Where the network itself is built from one (`from layers import Block`), that is no help:
used while `Net` is built or run, a stand-in says that its module is missing, unless it stands
for something that only logs or shows.
"""

from __future__ import annotations

import dis
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Iterator, Sequence
from types import FrameType, ModuleType
from typing import Any

from grader.probe.lightning import lightning_module
from grader.probe.starred import starred

# modules that log, show or count, and never compute what `Net` gives
_ONLOOKERS = frozenset(
    (
        *("wandb", "tensorboardX", "tensorboard", "visdom", "mlflow", "neptune", "comet_ml"),
        *("matplotlib", "seaborn", "plotly", "tqdm", "torchsummary", "torchinfo", "thop"),
        *("IPython", "google", "livelossplot", "progressbar", "colorama", "termcolor", "rich"),
        *("torchviz", "hiddenlayer", "clearml", "sacred", "aim", "prettytable", "tabulate"),
        *("torchmetrics", "evaluate"),
    )
)


class StandIn:
    """Anything: called, read, iterated, compared or derived from, it does no harm."""

    def __init__(self, name: str) -> None:
        """`name` is what the student wrote, "wandb.init"."""
        self.__dict__["_name"] = name

    def __getattr__(self, name: str) -> Any:
        """Any attribute that is no protocol of Python's."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self._name}.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Forgotten."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """A progress bar gives back what it goes over; a decorator leaves its function alone."""
        _not_for_the_network(self._name)
        instead = _handed(self._name, args, kwargs) if _handed is not None else None
        if instead is not None:
            return instead
        if self._name.partition(".")[0] == "tqdm" and args:
            return range(args[0]) if isinstance(args[0], int) else args[0]
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """`class Net(pl.LightningModule)` becomes a class of torch's."""
        import torch

        if self._name.endswith("LightningModule"):
            return (lightning_module(),)
        return (torch.nn.Module,) if "Module" in self._name else ()

    def __iter__(self) -> Iterator[Any]:
        """Nothing in it, but as many as names are waiting: `figure, axes = plt.subplots()`."""
        _not_for_the_network(self._name)
        return iter([self] * _names_waiting(sys._getframe(1)))

    def __str__(self) -> str:
        """In print it is its name, marked as such, however wide."""
        return f"⟨{self._name}⟩"

    __repr__ = __str__

    def __format__(self, how: str) -> str:
        """The same: no number that is not there gets a form."""
        return str(self)

    def __enter__(self) -> StandIn:
        """`with` works."""
        return self

    def __exit__(self, *details: object) -> None:
        """Nothing to close."""

    def __len__(self) -> int:
        """Nothing in it."""
        return 0

    def __getitem__(self, key: object) -> StandIn:
        """An item is one more stand-in."""
        _not_for_the_network(self._name)
        return self

    def __setitem__(self, key: object, value: object) -> None:
        """Forgotten."""

    def __float__(self) -> float:
        """As a number it is 0."""
        return float(int(self))

    def __int__(self) -> int:
        """As a number it is 0."""
        _not_for_the_network(self._name)
        _numbers["made up"] = True
        return 0

    __index__ = __int__

    def _itself(self, *_: object) -> StandIn:
        _not_for_the_network(self._name)
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __mod__ = __rmod__ = _itself
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __pow__ = __rpow__ = _itself
    __neg__ = __pos__ = __abs__ = _itself

    def _compared(self, _: object) -> bool:
        _not_for_the_network(self._name)
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _compared


def _names_waiting(frame: FrameType) -> int:
    """Into how many names the statement that goes on here unpacks; 0 where it does not."""
    code = frame.f_code.co_code
    unpacks = code[frame.f_lasti] == dis.opmap["UNPACK_SEQUENCE"]
    return code[frame.f_lasti + 1] if unpacks else 0


class _StandInModule(ModuleType):
    """A module of which every attribute is a stand-in."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return "0.0.0"
        if name == "__all__" and _finder.file:  # `from it import *`
            known, waiting = starred(_finder.file, sys._getframe(1).f_globals)
            self.__dict__.update(known)
            return [*known, *waiting]
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}")


def stand_in_module(name: str) -> ModuleType:
    """A module of which every attribute is a stand-in, but for what it is given."""
    module = _StandInModule(name)
    module.__path__ = []
    return module


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Asked last: what no other finder knows gets a stand-in, if the student's file asks.

    Installed packages look for optional ones too, and must go on finding them missing.
    """

    def __init__(self) -> None:
        self.made: list[str] = []
        self.file = ""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        parent = name.rpartition(".")[0]
        if parent and not isinstance(sys.modules.get(parent), _StandInModule):
            return None  # a real package that lacks this part
        if not _asked_by(self.file):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        if "." not in spec.name:
            self.made.append(spec.name)
        return _StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


_finder = _Finder()
_network = {"runs": False, "missed": ""}  # while it is built or run; the module that it asked for
_numbers = {"made up": False}  # a stand-in was asked for one
# who is told what stand-ins are called with, and may give something in their place
Handed = Callable[[str, tuple[Any, ...], dict[str, Any]], Any]
_handed: Handed | None = None


def _asked_by(file: str) -> bool:
    """Whether the innermost frame outside the import system is the student's."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if "importlib" not in name and name != __file__:
            return name == file
        frame = frame.f_back
    return False


# parts of real packages that are there, and cannot be imported without another package
_HALF_THERE = ("torch.utils.tensorboard",)


def stand_in_for_missing(file: str) -> list[str]:
    """From now on a module that the file misses is a stand-in; gives their growing list."""
    _finder.file = file
    for name in _HALF_THERE:  # those that can be imported were, for the file names them
        sys.modules.setdefault(name, _StandInModule(name))
    if _finder not in sys.meta_path:
        sys.meta_path.append(_finder)
    return _finder.made


def watch_the_network(runs: bool) -> None:
    """While the network is built or run, a stand-in that it uses is a missing module."""
    _network["runs"] = runs


def _not_for_the_network(name: str) -> None:
    top = name.partition(".")[0]
    if _network["runs"] and top not in _ONLOOKERS and ".metrics." not in name:
        _network["missed"] = top
        raise ModuleNotFoundError(no_module(top), name=top)


def tell_what_is_handed(told: Handed) -> None:
    """From now on whoever asks for it sees what stand-ins are called with."""
    global _handed  # noqa: PLW0603  # of this process
    _handed = told


def looks_on(name: str) -> bool:
    """Whether a module only logs or shows."""
    return name.partition(".")[0] in _ONLOOKERS


def numbers_are_made_up() -> bool:
    """Whether a stand-in has given a number: what the script works out may hang on it."""
    return _numbers["made up"]


def no_module(name: str) -> str:
    """What Python says of one that it does not find."""
    return f"No module named {name!r}"


def missed(words: str) -> str:
    """The module behind torch's words, where it was given a stand-in for a number; else ""."""
    return str(_network["missed"]) if StandIn.__name__ in words else ""

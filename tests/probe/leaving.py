"""Ways in which a number leaves torch, and what leaves it alone: two tables of sources."""

from __future__ import annotations

from .nets import CONVS, FEATURES, net, tail

_END = "return F.log_softmax(self.fc2(self.fc1(x.view(-1, 96))), 1)"


def _top(line: str, before: str = "") -> str:
    """A forward that begins with this, on its input."""
    return net(CONVS + "self.kept = 0", f"{line}\n{FEATURES}\n{_END}", before)


# name -> (source, how it is told)
LEAVES = {
    "a text": (_top("y = f'{x.min()}'"), ".__format__() at line"),
    "a text with a format": (_top("y = f'{x.min():.3f}'"), ".__format__() at line"),
    "format()": (_top("y = format(x.min(), '.2f')"), ".__format__() at line"),
    "percent": (_top("y = '%f' % x.min()"), ".__float__() at line"),
    "str": (_top("y = str(x)"), ".__repr__() at line"),
    "print": (_top("print(x.mean())"), ".__repr__() at line"),
    "int": (_top("y = int(x.min())"), ".__int__() at line"),
    "a place": (_top("y = [1, 2, 3][x.argmax() * 0]"), ".__index__() at line"),
    "in": (_top("y = 1.0 in x"), ".__contains__() at line"),
    "an iteration": (_top("y = any(one > 3 for one in x[0, 0, 14])"), ".__bool__() at line"),
    "tolist": (_top("y = x.tolist()"), ".tolist() at line"),
    "asarray": (_top("import numpy as np\ny = np.asarray(x)"), ".__array__() at line"),
    "dlpack": (_top("import numpy as np\ny = np.from_dlpack(x)"), ".__dlpack__() at line"),
    "an old dlpack": (_top("y = torch.utils.dlpack.to_dlpack(x)"), "to_dlpack at line"),
    "an address": (_top("y = x.data_ptr()"), ".data_ptr() at line"),
    "a storage": (_top("y = x.untyped_storage()"), ".untyped_storage() at line"),
    "pickle": (_top("import pickle\ny = pickle.dumps(x)"), ".untyped_storage() at line"),
    "equal": (_top("y = torch.equal(x, x * 2)"), ".equal() at line"),
    "a version": (_top("y = self.fc1.weight._version"), "._version at line"),
    "a gradient": (_top("y = self.fc1.weight.grad is None"), ".grad at line"),
    "sparse": (_top("y = x.to_sparse()._nnz()"), "._nnz() at line"),
    "no hooks": (
        _top("with torch._C.DisableTorchFunction():\n    y = x.tolist()"),
        "DisableTorchFunction at line",
    ),
    "no hooks, imported": (
        _top(
            "with DisableTorchFunction():\n    y = x.tolist()",
            "from torch._C import DisableTorchFunction\n",
        ),
        "DisableTorchFunction at line",
    ),
    "no hooks, found": (
        _top(
            "with OFF():\n    y = x.min().item()",
            "KINDS = object.__subclasses__()\n"
            "OFF = next(c for c in KINDS if c.__name__ == 'DisableTorchFunction')\n",
        ),
        "a call that torch's hooks do not see, min at line",
    ),
    "a mode taken off": (
        _top(
            "with _pop_mode_temporarily():\n    y = x.size(0)",
            "from torch.overrides import _pop_mode_temporarily\n",
        ),
        "a mode taken off torch's stack at line",
    ),
    "a class of its own": (
        _top(
            "y = x.as_subclass(Mine) + 1",
            "class Mine(torch.Tensor):\n    pass\n\n\n",
        ),
        "a tensor of the class Mine at line",
    ),
    "an error": (
        _top("try:\n    x.view(-1, 3, 5)\nexcept RuntimeError:\n    pass"),
        "an error that was caught at line",
    ),
    "a clock": (_top("y = time.time()", "import time\n"), "time.time at line"),
    "a clock by its name": (
        _top("y = now()", "from time import perf_counter as now\n"),
        "time.perf_counter at line",
    ),
    "nanoseconds": (_top("y = time.time_ns()", "import time\n"), "time.time_ns at line"),
    "the hour": (_top("y = time.localtime()", "import time\n"), "time.localtime at line"),
    "a day": (
        _top("y = datetime.now()", "from datetime import datetime\n"),
        "datetime.now at line",
    ),
    "a date": (_top("y = d.date.today()", "import datetime as d\n"), "date.today at line"),
    "a random number": (
        _top("y = random.random()", "import random\n"),
        "a random number of Python's",
    ),
    "one of numpy's": (
        _top("y = np.random.rand()", "import numpy as np\n"),
        "a random number of numpy's",
    ),
}

# what says nothing of the numbers in a tensor
STAYS = {
    "a shape is printed": tail("print(x.shape, x.dtype, len(x))\nx = x.view(-1, 96)"),
    "a shape is asserted": tail("assert x.dim() == 4 and x.size(1) == 6\nx = x.view(-1, 96)"),
    "calls are counted": _top("self.kept += 1"),
    "a value is kept": _top("self.kept = x"),
    "a moment of the file": net(
        CONVS + "self.made = time.time()", f"{FEATURES}\n{_END}", "import time\n"
    ),
    "a layer is shown": _top("y = str(self.conv1)"),
    "a weight's shape": _top("y = self.fc1.weight.shape[0] * self.fc1.weight.numel()"),
    "torch's own chance": tail("x = (x + torch.randn_like(x) * 0).view(-1, 96)"),
    "an error of Python's": _top("try:\n    self.missing\nexcept AttributeError:\n    pass"),
}

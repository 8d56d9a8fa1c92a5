"""Files that end their process in some way, or need more than the statements of `Net`."""

from __future__ import annotations

HEAD = "import os, sys, torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
GOOD = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return F.log_softmax(self.fc(x.view(-1, 784)), dim=1)
"""


def at(place: str, code: str) -> str:
    """`code` where the file is loaded, where `Net` is built, or where forward runs."""
    lines = code.strip().split("\n")
    if place == "load":
        body = "\n".join(f"    {line}" for line in lines)
        call = "class Before:\n" + body + "\n    done = 1\n"
        return HEAD + call + GOOD.replace("(784, 10)", "(784, 10 * Before.done)")
    spot = "        super().__init__()\n" if place == "construct" else "    def forward(self, x):\n"
    body = "\n".join(f"        {line}" for line in lines)
    return HEAD + GOOD.replace(spot, f"{spot}{body}\n")


LOOP = "while True:\n    pass"
IDLE = "import time\nwhile True:\n    time.sleep(1)"  # one that costs no processor time
STUBBORN = "while True:\n    try:\n        while True: pass\n    except BaseException: pass"

# name -> (source, outcome, words of the first trouble or of the detail)
FATES = {
    "loop at load": (at("load", IDLE), "timed out", "TimeoutError"),
    "loop in init": (at("construct", IDLE), "timed out", "TimeoutError"),
    "loop in forward": (at("forward", LOOP), "timed out", "TimeoutError"),
    "loop that catches everything": (at("forward", STUBBORN), "timed out", "still running"),
    "os._exit(0)": (at("load", "os._exit(0)"), "crashed", "exit status 0"),
    "null pointer": (at("forward", "import ctypes\nctypes.string_at(0)"), "crashed", "SIGSEGV"),
    "kill": (at("forward", "os.kill(os.getpid(), 9)"), "out of memory", "memory"),
    "bytes bomb": (at("forward", "x = bytearray(10**10)"), "finished", "MemoryError"),
    "torch bomb": (at("forward", "torch.empty(10**10)"), "finished", "RuntimeError"),
    "flood": (
        at("forward", "while True:\n    sys.stdout.write('x' * 10**6)"),
        "flooded",
        "64 MB",
    ),
    "exit at load": (at("load", "sys.exit('bye')"), "finished", "SystemExit: bye"),
    "forged frame and more": (
        at(
            "forward",
            "import json, struct\nt = json.dumps({'blobs': []}).encode()\n"
            "f = b'cnngrade/1\\n' + struct.pack('<Q', len(t)) + t\n"
            "for fd in range(3, 64):\n    try: os.write(fd, f)\n    except OSError: pass",
        ),
        "crashed",
        "cannot be read",
    ),
    "huge announcement": (
        at(
            "forward",
            "import struct\nf = b'cnngrade/1\\n' + struct.pack('<Q', 2**62)\n"
            "for fd in range(3, 64):\n    try: os.write(fd, f)\n    except OSError: pass",
        ),
        "crashed",
        "cannot be read",
    ),
    "child that leaves the group": (
        at(
            "forward",
            "import time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(20)\n"
            "    os._exit(0)\nos._exit(3)",
        ),
        "finished",
        "PermissionError",
    ),
}

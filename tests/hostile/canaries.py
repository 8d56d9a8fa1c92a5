"""What no attack may touch, and whether one did: files, listeners, processes, shared memory."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

SECRET = "canary-" + hashlib.sha256(os.urandom(16)).hexdigest()  # also a marker in memory


@dataclass
class Canaries:
    """A home with a key in it, a secret in the environment, listeners on the loopback."""

    home: Path = field(init=False)
    port: int = field(init=False)

    def __enter__(self) -> Canaries:
        self._folder = tempfile.TemporaryDirectory(prefix="canaries-")
        self.home = Path(self._folder.name)
        (self.home / ".ssh").mkdir()
        (self.home / ".ssh" / "id_ed25519").write_text(SECRET)
        (self.home / ".bashrc").write_text("# untouched\n")
        os.environ["CNNGRADE_CANARY"] = SECRET
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(type=socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._unix = socket.socket(socket.AF_UNIX)
        self._unix.bind(str(self.home / "socket"))
        self._abstract = socket.socket(socket.AF_UNIX)
        self._abstract.bind("\0cnngrade-canary-" + str(os.getpid()))
        self._unix.listen()
        self._abstract.listen()
        for one in (self._tcp, self._udp, self._unix, self._abstract):
            one.setblocking(False)
        self._before = self._state()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in (self._tcp, self._udp, self._unix, self._abstract):
            one.close()
        self._folder.cleanup()

    def touched(self) -> list[str]:
        """What is not as it was, in words."""
        found = [name for name, now in self._state().items() if now != self._before[name]]
        for name, one in (("TCP", self._tcp), ("Unix", self._unix), ("abstract", self._abstract)):
            try:
                one.accept()
            except BlockingIOError:
                continue
            found.append(f"a {name} connection came")
        try:
            self._udp.recv(1)
            found.append("a UDP packet came")
        except BlockingIOError:
            pass
        return found

    def _state(self) -> dict[str, object]:
        files = sorted(path for path in self.home.rglob("*") if path.is_file())
        return {
            "the home": [(str(path), path.read_bytes()) for path in files],
            "the links": sorted(str(path) for path in self.home.rglob("*") if path.is_symlink()),
            "/dev/shm": sorted(str(path) for path in Path("/dev/shm").glob("*canary*")),
            "SysV memory": _lines("/proc/sysvipc/shm"),
            "message queues": _lines("/proc/sysvipc/msg"),
            "site-packages": _canary_files(),
        }


def _lines(path: str) -> int:
    try:
        return len(Path(path).read_text().splitlines())
    except OSError:
        return 0


def _canary_files() -> list[str]:
    import numpy

    packages = Path(numpy.__file__).parents[1]
    return sorted(str(path) for path in packages.glob("torch/**/canary*"))[:1]


def left_behind() -> list[int]:
    """Processes that run the probe, or were started by one, and have lost their parent."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                said = Path(f"/proc/{entry}/cmdline").read_bytes()
                status = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            state, parent = status.rpartition(")")[2].split()[:2]
            if b"grader/probe" in said and state != "Z" and int(parent) in (1, os.getpid()):
                found.append(int(entry))
    return found

"""What a file may try once it runs: each deed, and the errors that it must meet.

Run as a module it observes a file that tries them all, and prints what came of it as JSON.
"""

from __future__ import annotations

import json
import sys

from .cases import GOOD, HEAD

NOT_THERE = ("FileNotFoundError",)
UNCHANGED = ("OSError: [Errno 30]",)
REFUSED = ("PermissionError", "OSError: [Errno 1]")

# name -> (expression, how it must end)
DEEDS = {
    "read a file": ("open('/etc/passwd').read()", NOT_THERE),
    "read the process table": ("open('/proc/1/cmdline').read()", NOT_THERE),
    "read the parent's memory": ("open(f'/proc/{os.getppid()}/mem', 'rb').read(1)", NOT_THERE),
    "read through a descriptor": ("os.open('/', os.O_PATH)", NOT_THERE),
    "list a folder": ("os.listdir('/')", NOT_THERE),
    "look whether a file is there": ("os.stat('/etc/passwd')", NOT_THERE),
    "write a file": ("open('/tmp/x', 'w')", UNCHANGED),
    "write here": ("open('x', 'w')", UNCHANGED),
    "make a folder": ("os.mkdir('/tmp/y')", UNCHANGED),
    "delete": ("os.unlink('/tmp/z')", UNCHANGED),
    "link": ("os.symlink('/etc/passwd', '/tmp/l')", UNCHANGED),
    "shared memory": ("open('/dev/shm/x', 'wb')", UNCHANGED),
    "anonymous file": ("os.memfd_create('x')", REFUSED),
    "fork": ("os.fork()", REFUSED),
    "thread": ("threading.Thread(target=print).start()", ("RuntimeError",)),
    "program": ("os.execv('/bin/sh', ['sh'])", REFUSED),
    "subprocess": ("subprocess.run(['true'])", (*REFUSED, *NOT_THERE)),
    "TCP": ("socket.socket()", REFUSED),
    "UDP": ("socket.socket(type=socket.SOCK_DGRAM)", REFUSED),
    "unix socket": ("socket.socket(socket.AF_UNIX)", REFUSED),
    "netlink": ("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", REFUSED),
    "vsock": ("socket.socket(socket.AF_VSOCK)", REFUSED),
    "socket pair": ("socket.socketpair()", REFUSED),
    "kill the parent": ("os.kill(os.getppid(), 9)", REFUSED),
    "stop the parent": ("os.kill(os.getppid(), 19)", REFUSED),
    "kill everybody": ("os.kill(-1, 9)", REFUSED),
    "limit the parent": ("resource.prlimit(os.getppid(), 7, (1, 1))", REFUSED),
    "raise its own limit": ("resource.setrlimit(7, (9, 9))", (*REFUSED, "ValueError")),
    "trace the parent": ("call('ptrace', 16, os.getppid(), 0, 0)", REFUSED),
    "read memory across": ("call('process_vm_readv', os.getppid(), 0, 0, 0, 0, 0)", REFUSED),
    "io_uring": ("call('io_uring_setup', 8, 0)", REFUSED),
    "bpf": ("call('bpf', 0, 0, 0)", REFUSED),
    "userfaultfd": ("call('userfaultfd', 0)", REFUSED),
    "keys": ("call('add_key', 0, 0, 0, 0, 0)", REFUSED),
    "SysV memory": ("call('shmget', 1, 4096, 0o1600)", REFUSED),
    "message queue": ("call('mq_open', 0, 0, 0, 0)", REFUSED),
    "perf": ("call('perf_event_open', 0, 0, 0, 0, 0)", REFUSED),
    "new namespaces": ("call('unshare', 0x10000000)", REFUSED),
    "mount": ("call('mount', 0, 0, 0, 0, 0)", REFUSED),
    "another user": ("os.setuid(0)", REFUSED),
    "priority": ("os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)", REFUSED),
    "terminal": ("__import__('fcntl').ioctl(0, 0x5412, b'x')", ("OSError: [Errno 25]",)),
    "survive the parent": ("call('prctl', 1, 0, 0, 0, 0)", REFUSED),
    "be traceable": ("call('prctl', 4, 1, 0, 0, 0)", REFUSED),
    "another filter": ("call('seccomp', 1, 0, 0)", REFUSED),
    "duplicate a descriptor": ("os.dup(1)", REFUSED),
    "a pipe": ("os.pipe()", REFUSED),
    "the rights of a file": ("os.chmod('/tmp', 0o777)", UNCHANGED),
    "secrets of the environment": ("os.environ['CANARY']", ("KeyError",)),
}
ALLOWED = {
    "time": "time.sleep(0.001)",
    "random numbers": "os.urandom(4)",
    "its own number": "os.getpid()",
    "print": "print('x', file=sys.stderr)",
    "where it is": "os.getcwd()",
    "memory": "bytearray(2**24)",
}
_NUMBERS = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "shmget": (29, 194),
    "mq_open": (240, 180),
    "perf_event_open": (298, 241),
    "unshare": (272, 97),
    "mount": (165, 40),
    "prctl": (157, 167),
    "seccomp": (317, 277),
}

_TEXTS = {**{name: text for name, (text, _) in DEEDS.items()}, **ALLOWED}
TRIES = f"""
def tries():
    import ctypes, json, os, platform, resource, socket, subprocess, sys, threading, time
    def call(name, *arguments):
        libc = ctypes.CDLL(None, use_errno=True)
        number = {_NUMBERS!r}[name][platform.machine() != "x86_64"]
        if libc.syscall(number, *arguments) < 0:
            raise OSError(ctypes.get_errno(), "refused")
    def tried(text):
        try:
            eval(text, names)
        except BaseException as error:
            return f"{{type(error).__name__}}: {{error}}"
        return "done"
    names = dict(locals(), os=os)
    print(json.dumps({{name: tried(text) for name, text in {_TEXTS!r}.items()}}))
"""
SOURCE = HEAD + TRIES + GOOD.replace("super().__init__()", "super().__init__(); tries()")


if __name__ == "__main__":
    from grader.lab import read_lab
    from grader.sandbox import observe
    from grader.submission.intake import read_bytes

    lab = read_lab()
    seen, fate = observe(read_bytes("task1_cnn.py", SOURCE.encode(), lab), lab)
    troubles = [f"{t.type}: {t.message}" for t in seen.troubles]
    told = {"outcome": fate.outcome, "detail": fate.detail, "layers": fate.confinement}
    lines = fate.transcript.splitlines()
    json.dump({**told, "troubles": troubles, "said": lines}, sys.stdout)

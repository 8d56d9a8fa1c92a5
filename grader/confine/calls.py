"""The system calls that building and tracing a network needs, and how the others are answered.

Numbers: (x86_64, aarch64), as the kernel's own tables have them; None where one lacks a call.
What is not named here is refused.
"""

from __future__ import annotations

Numbers = tuple[int | None, int | None]

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column, AUDIT_ARCH

# memory, time, waiting, signals to oneself, and the descriptors that are open already
ALLOWED: dict[str, Numbers] = {
    "read": (0, 63), "readv": (19, 65), "pread64": (17, 67), "write": (1, 64), "writev": (20, 66),
    "lseek": (8, 62), "close": (3, 57), "fstat": (5, 80), "brk": (12, 214), "mmap": (9, 222),
    "munmap": (11, 215), "mremap": (25, 216), "mprotect": (10, 226), "madvise": (28, 233),
    "membarrier": (324, 283), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "rt_sigpending": (127, 136), "rt_sigtimedwait": (128, 137),
    "rt_sigsuspend": (130, 133), "sigaltstack": (131, 132), "pause": (34, None),
    "setitimer": (38, 103), "getitimer": (36, 102), "alarm": (37, None), "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153), "getrusage": (98, 165),
    "futex": (202, 98), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "getcpu": (309, 168), "restart_syscall": (219, 128), "poll": (7, None), "ppoll": (271, 73),
    "select": (23, None), "pselect6": (270, 72), "getpid": (39, 172), "getppid": (110, 173),
    "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "getgroups": (115, 158), "getrlimit": (97, 163), "uname": (63, 160),
    "sysinfo": (99, 179), "getcwd": (79, 17), "umask": (95, 166), "getrandom": (318, 278),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip

# nothing is there: so a missing file is told, and an import goes on to the next finder
NOT_THERE: dict[str, Numbers] = {
    "stat": (4, None), "lstat": (6, None), "statx": (332, 291), "access": (21, None),
    "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "openat2": (437, 437), "chdir": (80, 49), "statfs": (137, 43),
}  # fmt: skip

# nothing can be changed
READ_ONLY: dict[str, Numbers] = {
    "creat": (85, None), "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None),
    "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38),
    "renameat2": (316, 276), "truncate": (76, 45), "link": (86, None), "linkat": (265, 37),
    "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None), "mknodat": (259, 33),
    "chmod": (90, None), "fchmodat": (268, 53),
}  # fmt: skip

# decided by an argument, see `seccomp`
OPEN: Numbers = (2, None)
OPENAT: Numbers = (257, 56)
NEWFSTATAT: Numbers = (262, 79)
KILL: Numbers = (62, 129)
TGKILL: Numbers = (234, 131)
TKILL: Numbers = (200, 130)
PRLIMIT: Numbers = (302, 261)
IOCTL: Numbers = (16, 29)
CLONE3: Numbers = (435, 435)
SECCOMP: Numbers = (317, 277)

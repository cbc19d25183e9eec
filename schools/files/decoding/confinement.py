"""Shutting the reading process in before it looks at a stranger's file (S5.10, boundary B4).

Two walls. ``limit`` holds memory, time and files by resource limits. ``seal`` (Linux on x86_64 and aarch64) then
leaves the process a short list of system calls: read what it already holds open, use memory, answer, end. With no
``open``, no ``socket`` and no ``exec`` on that list it has no network, and cannot reach the database, the other
evidence or the web process's environment, although it runs as the same user. A network namespace alone would leave
all three open to it, and needs rights that many hosts do not give.

Not held: on other systems there is no seal, only the limits; ``seal`` says which it was.
"""

import ctypes
import platform
import resource
import struct

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 12
OPEN_FILES = 8

# Seccomp's own numbers, from linux/seccomp.h, linux/filter.h, linux/prctl.h and linux/sched.h.
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER_MODE = 38, 22, 2
LOAD, IF_EQUAL, IF_ANY_BIT, ANSWER = 0x20, 0x15, 0x45, 0x06
CALL_NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
ALLOW, REFUSE, NOT_THERE, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000  # EPERM; ENOSYS
A_THREAD = 0x10000

# name: x86_64, aarch64. Reading, memory, signals, the clock, ending. A call not named is refused.
CALLS = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "lseek": (8, 62), "pread64": (17, 67),
    "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "mremap": (25, 216),
    "madvise": (28, 233), "futex": (202, 98), "sched_yield": (24, 124), "restart_syscall": (219, 128),
    "set_robust_list": (273, 99), "rseq": (334, 293), "getrandom": (318, 278), "clock_gettime": (228, 113),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "getpid": (39, 172), "gettid": (186, 178), "tgkill": (234, 131), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
CLONE, CLONE3 = (56, 220), 435
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column in CALLS, AUDIT_ARCH_*


def limit() -> None:
    """Hold the process to its memory, time and files, and to no core dump and no written file at all."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def seal() -> bool:
    """Give up every system call not in ``CALLS``, for good; False where this system has no such seal."""
    column, machine = MACHINES.get(platform.machine(), (None, 0))
    if platform.system() != "Linux" or column is None:
        return False
    rules = ctypes.create_string_buffer(_rules(column, machine))
    program = ctypes.create_string_buffer(struct.pack("HP", len(rules) // 8, ctypes.addressof(rules)))
    control = ctypes.CDLL(None).prctl
    control.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    orders = (NO_NEW_PRIVILEGES, 1, 0, 0, 0), (SET_SECCOMP, FILTER_MODE, ctypes.addressof(program), 0, 0)
    return all(control(*order) == 0 for order in orders)


def _rules(column: int, machine: int) -> bytes:
    """The filter: another machine's calls end the process, a call on the list passes, any other is refused.

    HEIC is decoded in threads, never in processes: ``clone`` shows which it is for; ``clone3`` cannot, so it is denied.
    """
    rules = [(LOAD, 0, 0, MACHINE), (IF_EQUAL, 1, 0, machine), (ANSWER, 0, 0, KILL), (LOAD, 0, 0, CALL_NUMBER)]
    for number, answer in [*((numbers[column], ALLOW) for numbers in CALLS.values()), (CLONE3, NOT_THERE)]:
        rules += [(IF_EQUAL, 0, 1, number), (ANSWER, 0, 0, answer)]
    rules += [(IF_EQUAL, 0, 3, CLONE[column]), (LOAD, 0, 0, FIRST_ARGUMENT), (IF_ANY_BIT, 0, 1, A_THREAD)]
    rules += [(ANSWER, 0, 0, ALLOW), (ANSWER, 0, 0, REFUSE)]
    return b"".join(struct.pack("HBBI", *rule) for rule in rules)

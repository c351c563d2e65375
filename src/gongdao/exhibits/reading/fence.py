"""System calls that a process gives up for good before it opens what strangers sent (Linux, seccomp).

Whoever takes it over through a hole in a decoder opens no connection, starts no program or process, and
writes, removes or renames no file. What a library asks for is refused as if the account had no right (EPERM).
"""

import ctypes
import platform
import struct
import sys
from collections.abc import Iterable
from typing import Final, NamedTuple

_NO_NEW_PRIVILEGES: Final = 38  # of prctl
_FILTER: Final = (1, 1)  # SECCOMP_SET_MODE_FILTER, for all threads of the process
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # EPERM
_ABSENT: Final = 0x00050000 | 38  # ENOSYS: libraries then use the older call
_WRITING: Final = 0o3 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
_THREAD: Final = 0x10000  # CLONE_THREAD
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of classic BPF
_NUMBER, _MACHINE, _ARGUMENTS = 0, 4, 16  # where they lie in what the kernel shows


class _Calls(NamedTuple):
    """Numbers of one architecture. `opens`: calls that open, with the argument that says how.

    `absent`: openat2 and clone3, whose flags lie where a filter cannot look.
    """

    machine: int
    seccomp: int
    clone: int
    opens: tuple[tuple[int, int], ...]
    absent: tuple[int, ...]
    refused: tuple[int, ...]


_CALLS: Final = {
    "x86_64": _Calls(
        0xC000003E, 317, 56, ((2, 1), (257, 2)), (435, 437),
        (
            41, 42, 43, 44, 46, 49, 50, 53, 288,  # socket, connect, accept, send, bind, listen, socketpair
            57, 58, 59, 322,  # fork, vfork, execve, execveat
            62, 101, 310, 311, 200,  # kill, ptrace, process_vm_readv and writev, tkill
            76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 132, 133, 235,  # change files by name
            258, 259, 260, 261, 263, 264, 265, 266, 268, 280, 316, 452,  # the same beside a folder
            155, 161, 165, 166, 272, 308,  # pivot_root, chroot, mount, umount, unshare, setns
            246, 248, 249, 250, 298, 321, 323, 425, 426, 427,  # kexec, keys, perf, bpf, userfaultfd, io_uring
        ),
    ),
    "aarch64": _Calls(
        0xC00000B7, 277, 220, ((56, 2),), (435, 437),
        (
            198, 199, 200, 201, 202, 203, 206, 211, 242,
            221, 281,
            117, 129, 130, 270, 271,
            33, 34, 35, 36, 37, 38, 45, 46, 52, 53, 54, 55, 88, 276, 452,
            39, 40, 41, 51, 97, 268,
            104, 217, 218, 219, 241, 280, 282, 425, 426, 427,
        ),
    ),
}  # fmt: skip


def fence() -> bool:
    """Give them up; whether that was possible. It is on Linux on x86-64 and ARM."""
    calls = _CALLS.get(platform.machine())
    if calls is None or not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    program = b"".join(_program(calls))
    text = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("@HP", len(program) // 8, ctypes.addressof(text))
    return bool(library.syscall(calls.seccomp, *_FILTER, head) == 0)


def _program(calls: _Calls) -> Iterable[bytes]:
    """The filter: each step is (what, how far to jump if so, and if not, with what)."""
    yield _step(_LOAD, k=_MACHINE)
    yield _step(_EQUAL, 1, 0, calls.machine)
    yield _step(_RETURN, k=_REFUSE)  # calls of another architecture have other numbers
    yield _step(_LOAD, k=_NUMBER)
    yield _step(_AT_LEAST, 0, 1, 0x40000000)
    yield _step(_RETURN, k=_REFUSE)
    for number in calls.refused:
        yield _step(_EQUAL, 0, 1, number)
        yield _step(_RETURN, k=_REFUSE)
    for number in calls.absent:
        yield _step(_EQUAL, 0, 1, number)
        yield _step(_RETURN, k=_ABSENT)
    for number, argument in calls.opens:  # to read alone
        yield from _by_flag(number, argument, _WRITING, with_it=_REFUSE, without=_ALLOW)
    yield from _by_flag(calls.clone, 0, _THREAD, with_it=_ALLOW, without=_REFUSE)
    yield _step(_RETURN, k=_ALLOW)


def _by_flag(number: int, argument: int, flags: int, *, with_it: int, without: int) -> Iterable[bytes]:
    """What becomes of a call by whether an argument has one of these flags."""
    yield _step(_EQUAL, 0, 4, number)
    yield _step(_LOAD, k=_ARGUMENTS + 8 * argument)
    yield _step(_ANY_BIT, 0, 1, flags)
    yield _step(_RETURN, k=with_it)
    yield _step(_RETURN, k=without)


def _step(what: int, yes: int = 0, no: int = 0, k: int = 0) -> bytes:
    return struct.pack("=HBBI", what, yes, no, k)

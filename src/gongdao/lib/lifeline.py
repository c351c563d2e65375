"""A child process that ends when its parent is gone, even if the parent was killed with -9."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel to send this process SIGTERM when the one that started it ends. Only Linux can."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def leave_ctrl_c_to_parent() -> None:
    """Take no notice of Ctrl-C, which reaches the whole group: the parent will say when it is time to end."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def end_with_supervisor() -> bool:
    """End with `gongdao serve` if it started this process, and return whether it did.

    Exits at once if it has gone meanwhile, or a process without a parent would stay behind.
    """
    supervisor = os.environ.get("GONGDAO_SUPERVISOR")
    if not supervisor:
        return False
    end_with_parent()
    if os.getppid() != int(supervisor):
        raise SystemExit(0)
    return True

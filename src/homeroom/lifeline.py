"""A process that ends with the one that started it, even when that one is killed with -9."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int, how: signal.Signals) -> None:
    """Let the kernel send this process a signal when `parent`, which started it, has ended.

    It lasts over exec. Linux has it; elsewhere a killed parent leaves its children behind.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(how))
    if os.getppid() != parent:
        # It ended before the kernel was told.
        os.kill(os.getpid(), how)

"""Become another program, which is told to stop (SIGTERM) when its parent dies.

Run as a script, `guard.py PARENT_PID PROGRAM [ARGUMENT...]`, between us and each child, so that not even a
SIGKILL of `hirfa` leaves a server behind. A `preexec_fn` would do the same, but is unsafe beside threads
and warned of by Python 3.12. Linux only (prctl(2), PR_SET_PDEATHSIG): elsewhere it only becomes the program.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Set the signal, make sure that the parent is still there, and exec."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:  # it died before the signal was set
            sys.exit("the parent process has ended")
    os.execv(program[0], program)  # noqa: S606 - the program is our own server or service


if __name__ == "__main__":
    main()

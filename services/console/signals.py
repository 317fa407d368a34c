"""SIGTERM and SIGHUP end a command as Ctrl-C does: by an exception, so that everything it started is stopped in order."""

from __future__ import annotations

import signal
import threading
from types import FrameType


class StoppedError(BaseException):
    """A signal asked us to stop. Not an Exception: nothing may swallow it on its way."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number


def stop_on_signals() -> None:
    """From now on, raise in the main thread instead of dying at once.

    Ctrl-C included: a shell that starts a program in the background has it ignore SIGINT otherwise. Called in another thread, it
    does nothing: signals are the main thread's.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise)


def _raise(number: int, _frame: FrameType | None) -> None:
    for other in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # one is enough: the next would interrupt the stopping
    raise StoppedError(number)

"""A child process with a log file, which ends when we end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from services.console.embedded import guard
from services.console.embedded.errors import CrashedError, StartFailedError


class Child:
    """One server or service as a child process.

    Args:
        name: how messages call it.
        command: absolute path of the program, and its arguments.
        log: file that its output is appended to.
        env: its whole environment; ours when None.
        cwd: the folder it runs in; ours when None.
    """

    def __init__(
        self, name: str, command: Sequence[str], log: Path, *, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.env = dict(env) if env is not None else None
        self.cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = False

    @property
    def pid(self) -> int:
        """Process id; the guard becomes the program, so this is the program's own."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us and we stop things in order.

        Call from a thread that lives as long as the child: the kernel ties the child's life to it.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._stopping = False
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, str(os.getpid()), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
            )

    def returncode(self) -> int | None:
        """Exit code, negative for a signal; None while it runs or before it was started."""
        return self._process.poll() if self._process else None

    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def tail(self, lines: int = 15) -> str:
        """The last lines of its log."""
        try:
            with self.log.open(encoding="utf-8", errors="replace") as text:
                return "\n".join(_shortened(line.rstrip()) for line in deque(text, maxlen=lines))
        except FileNotFoundError:
            return ""

    def check(self) -> None:
        """Raise when it has ended without being asked to.

        Raises:
            CrashedError: with the exit code and the end of the log.
        """
        code = self.returncode()
        if code is not None and not self._stopping:
            raise CrashedError(
                f"{self.name} has ended unexpectedly ({describe_exit(code)}); the end of {self.log}:\n{self.tail()}"
            )

    def wait_until(
        self,
        answers: Callable[[], bool],
        seconds: float,
        pause: float = 0.05,
        revived: Callable[[int], bool] = lambda _: False,
    ) -> None:
        """Wait until `answers()` is true, asking every `pause` seconds.

        Args:
            answers: asked again and again.
            seconds: longest wait.
            pause: seconds between two questions.
            revived: given the exit code when the process has ended: whether it was started again, to be waited for as long.

        Raises:
            StartFailedError: the process ended, or did not answer within `seconds`.
        """
        deadline = time.monotonic() + seconds
        while not answers():
            code = self.returncode()
            if code is not None:
                if revived(code):
                    deadline = time.monotonic() + seconds
                    continue
                raise StartFailedError(
                    f"{self.name} did not start ({describe_exit(code)}); the end of {self.log}:\n{self.tail()}"
                )
            if time.monotonic() > deadline:
                raise StartFailedError(
                    f"{self.name} did not answer within {seconds:.0f} s; the end of {self.log}:\n{self.tail()}"
                )
            time.sleep(pause)

    def terminate(self) -> None:
        """Ask it to stop, and return at once."""
        self._stopping = True
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def stop(self, grace: float = 20) -> None:
        """Ask it to stop, wait `grace` seconds for it, then kill it and whatever it started."""
        self.terminate()
        if self._process is None:
            return
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def _shortened(line: str, most: int = 1000) -> str:
    """Both ends of a long line: a traceback in JSON begins with what happened and ends with the error."""
    return line if len(line) <= most else f"{line[: most // 4]} … {line[-(most - most // 4) :]}"


def describe_exit(code: int) -> str:
    """An exit code as a person reads it: 'exit code 1', 'killed by SIGKILL'."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"

"""The processes that work on articles: one that has loaded the code, and those that it forks, which do the work.

Run as `python -m shared.delivery.child MODULE:FUNCTION SECONDS`. The function takes the message and the time it entered
the stream, and returns the message to hand on:

    def work(data: bytes, entered_at: datetime) -> Worked

If its module has a function `preload`, the first process calls that once before it forks, so that all share what it loads.
If it has a function `prepare`, each forked process calls that once before its first message. Neither has a time limit.

The first process does no work. Its standard input is a socket: each byte that comes there brings two along, from which
a forked process is to read and on which it is to answer; the end of it is its own end. On standard output it writes lines:
`ready`, `forked PID`, `ended PID CODE`. So a process that is lost is replaced in the time of a fork, whatever was loaded.

A frame to a forked process is the entry time in milliseconds (8 bytes), the length (4 bytes), and the message. A frame back
is two lengths (4 bytes each), a JSON header and the message to hand on. Big-endian. The first frame back says that it is ready.

The time limit is the kernel's timer (`setitimer`) with its default action: it ends the process even inside a C loop that
holds the interpreter's lock, and the process never outlives a killed parent by more than the limit.
"""

from __future__ import annotations

import importlib
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import orjson

from shared.errors import NewerContractError, PermanentError, TransientError
from shared.loading import loading

_ROOT = Path(__file__).resolve().parents[2]

REQUEST = struct.Struct(">QI")
REPLY = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Worked:
    """What the work on one message gave: the message to hand on, and whose it is."""

    data: bytes
    article_id: str | None
    aside: bytes = b""
    """What the service wants to know beside it; it is not handed on."""


Work = Callable[[bytes, datetime], Worked]


def place_of(error: BaseException) -> str | None:
    """The innermost frame of this project that an error passed through: `services/…/file.py:12 in function`."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT) and path.relative_to(_ROOT).parts[0] in ("services", "shared", "tests"):
            return f"{path.relative_to(_ROOT)}:{frame.lineno} in {frame.name}"
    return None


def _answer(work: Work, data: bytes, at_ms: int) -> tuple[dict[str, object], bytes]:
    started = time.perf_counter()
    header: dict[str, object]
    out = b""
    try:
        worked = work(data, datetime.fromtimestamp(at_ms / 1000, UTC))
        out = worked.data
        header = {"fate": "done", "article_id": worked.article_id, "aside": b64encode(worked.aside).decode()}
    except PermanentError as error:
        header = {"fate": "permanent", "reason": error.reason, "detail": error.detail, "place": error.place or place_of(error)}
    except NewerContractError as error:
        header = {"fate": "newer", "reason": error.contract, "detail": error.known}
    except TransientError as error:
        header = {"fate": "transient", "reason": error.reason, "detail": error.detail}
    except MemoryError:
        header = {"fate": "transient", "reason": "out_of_memory", "detail": "the worker ran out of memory"}
    except Exception as error:  # a bug met by this message: its place goes into the dead letter
        header = {"fate": "permanent", "reason": "raised", "detail": f"{type(error).__name__}: {error}", "place": place_of(error)}
    header["seconds"] = time.perf_counter() - started
    return header, out


def serve(work: Work, requests: BinaryIO, replies: BinaryIO, limit: float) -> None:
    """Answer requests until the other side closes.

    Args:
        work: the function to run on each message.
        requests: frames come from here.
        replies: answers go here.
        limit: seconds for one message, over which the process is ended by SIGALRM.
    """
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        at_ms, length = REQUEST.unpack(head)
        data = requests.read(length)
        signal.setitimer(signal.ITIMER_REAL, limit)
        header, out = _answer(work, data, at_ms)
        signal.setitimer(signal.ITIMER_REAL, 0)
        encoded = orjson.dumps(header)
        replies.write(REPLY.pack(len(encoded), len(out)) + encoded + out)
        replies.flush()


def _run(module: ModuleType, function: str, limit: float, asked: int, answering: int) -> None:
    """The life of a forked process."""
    with os.fdopen(asked, "rb") as requests, os.fdopen(answering, "wb") as replies:
        if prepare := getattr(module, "prepare", None):
            with loading():
                prepare()
        replies.write(REPLY.pack(0, 0))  # ready
        replies.flush()
        serve(getattr(module, function), requests, replies, limit)


def _fork(begin: Callable[..., None], sockets: Sequence[int]) -> int:
    """Fork a process that begins with sockets; its id."""
    pid = os.fork()
    if pid:
        for fd in sockets:  # else its end would not be seen
            os.close(fd)
        return pid
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        begin(*sockets)
        code = 0
    except BrokenPipeError:  # nobody waits for the answer any more
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _ended() -> Iterator[str]:
    """A line for each forked process that has ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        yield f"ended {pid} {os.waitstatus_to_exitcode(status)}"


def _fork_on_demand(orders: socket.socket, tell: Callable[[str], None], begin: Callable[..., None]) -> None:
    woken, wake = os.pipe()
    looked_at: list[socket.socket | int] = [orders, woken]
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)  # a signal between two looks is not missed
    while True:
        ready, _, _ = select.select(looked_at, [], [])
        if woken in ready:
            os.read(woken, 4096)
            for line in _ended():
                tell(line)
        if orders in ready:
            order, sockets, _, _ = socket.recv_fds(orders, 1, 2)
            if not order:
                return
            tell(f"forked {_fork(begin, sockets)}")


def main() -> None:
    """Entry point of the process that forks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides when the work ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    orders = socket.socket(fileno=os.dup(0))
    told = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # a library that prints must not break the lines
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    name, _, function = sys.argv[1].partition(":")

    def begin(asked: int, answering: int) -> None:
        orders.close()
        told.close()
        _run(module, function, float(sys.argv[2]), asked, answering)

    with loading():
        module = importlib.import_module(name)
        if preload := getattr(module, "preload", None):
            preload()

    def tell(line: str) -> None:
        told.write(line.encode() + b"\n")

    with suppress(BrokenPipeError):  # the service is gone
        tell("ready")
        _fork_on_demand(orders, tell, begin)


if __name__ == "__main__":
    main()

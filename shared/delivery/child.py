"""The child process that works on articles: reads them from standard input, answers on standard output.

Run as `python -m shared.delivery.child MODULE:FUNCTION SECONDS`. The function takes the message and the time it entered
the stream, and returns the message to hand on:

    def work(data: bytes, entered_at: datetime) -> Worked

If its module has a function `prepare`, that is called once before the first message, without a time limit: to load what is large.

A frame to the child is the entry time in milliseconds (8 bytes), the length (4 bytes), and the message. A frame back
is two lengths (4 bytes each), a JSON header and the message to hand on. Big-endian.

The time limit is the kernel's timer (`setitimer`) with its default action: it ends the process even inside a C loop that
holds the interpreter's lock, and the process never outlives a killed parent by more than the limit.
"""

from __future__ import annotations

import importlib
import os
import signal
import struct
import sys
import time
import traceback
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
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


def main() -> None:
    """Entry point of the child process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides when the work ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break the frames
    module, _, function = sys.argv[1].partition(":")
    with loading():
        loaded = importlib.import_module(module)
        work: Work = getattr(loaded, function)
        if prepare := getattr(loaded, "prepare", None):
            prepare()
    replies.write(REPLY.pack(0, 0))  # ready
    replies.flush()
    serve(work, sys.stdin.buffer, replies, float(sys.argv[2]))


if __name__ == "__main__":
    main()

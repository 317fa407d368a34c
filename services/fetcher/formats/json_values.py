"""The values of a JSON text one by one, however long it is.

A text of many values is an array, a sequence of values, or a value a line; all are read alike: the brackets around and
the commas between are skipped, and each object is cut out by its braces and parsed alone. So one broken object costs one object.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from services.fetcher.formats.encodings import stream_encoding, without_mark
from services.fetcher.formats.model import Readable, ReadError

_CHUNK = 64 << 10
_MARKS = re.compile(r'["\\{}]')
_BETWEEN = re.compile(r"[\s,\[\]\ufeff\x1e]*")


@dataclass(frozen=True, slots=True)
class Cut:
    """The text of one object and the line it starts on."""

    text: str
    line: int


def parse(text: str) -> Any:
    """Parse one value, control characters within strings allowed.

    Raises:
        ReadError: `not_json`.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise ReadError("not_json", f"{error}; check the quotes and commas of this object") from None


def cut_objects(stream: Readable, limit: int) -> Iterator[Cut | ReadError]:
    """The objects of a JSON stream.

    Args:
        stream: its bytes.
        limit: characters of one object above which it is passed over.

    Yields:
        each object's text, or what is wrong at its place; after an error that hides where the next object starts, nothing.
    """
    sample = stream.read(_CHUNK)
    if not sample.strip():
        yield ReadError("empty", "the file is empty")
        return
    try:
        encoding = stream_encoding(sample)
    except ReadError as error:
        yield error
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    buffer, line, end, seen = "", 1, False, False
    data = without_mark(sample, encoding)
    while True:
        try:
            buffer += decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            yield ReadError("undecodable", f"the encoding changes within the file ({error}); save it as UTF-8")
            return
        end = not data
        at = 0
        while True:
            found = _BETWEEN.match(buffer, at)
            start = found.end() if found else at
            line += buffer.count("\n", at, start)
            at = start
            if at >= len(buffer):
                break
            seen = True
            if buffer[at] != "{":
                stop = _end_of_stray(buffer, at)
                if stop is None and not end and len(buffer) - at < limit:
                    break
                yield ReadError("not_an_article", f"line {line}: an object is expected, not '{buffer[at : at + 30]}'")
                if stop is None:
                    return
                line += buffer.count("\n", at, stop)
                at = stop
                continue
            stop = _end_of_object(buffer, at)
            if stop is None:
                if end:
                    yield ReadError("truncated", f"the object that starts on line {line} has no end; the file may be incomplete")
                    return
                if len(buffer) - at > limit:
                    yield ReadError("too_large", f"the object that starts on line {line} is longer than {limit} characters")
                    return
                break
            yield Cut(buffer[at:stop], line)
            line += buffer.count("\n", at, stop)
            at = stop
        buffer = buffer[at:]
        if end:
            if not seen:
                yield ReadError("empty", "the file is empty")
            return
        data = stream.read(max(_CHUNK, len(buffer)))  # doubling: an object is scanned again at most as often as it doubles


def _end_of_stray(buffer: str, at: int) -> int | None:
    """Where a value that is no object ends: at the next object or line."""
    found = re.compile(r"[{\n]").search(buffer, at + 1)
    return found.start() if found else None


def _end_of_object(buffer: str, at: int) -> int | None:
    """The offset behind the brace that closes the object at `at`, or None while it isn't there."""
    depth = 0
    position = at
    in_string = False
    while found := _MARKS.search(buffer, position):
        char = found[0]
        position = found.end()
        if char == "\\":
            position += 1
        elif char == '"':
            in_string = not in_string
        elif not in_string:
            depth += 1 if char == "{" else -1
            if depth == 0:
                return position
    return None

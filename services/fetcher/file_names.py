"""Names for files that are moved: free ones, short enough for a file system, with the whole ending that says the format."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from services.fetcher.formats import SUFFIXES

NAME_BYTES = 255
"""The longest name of a file that common file systems take."""
_ENDING_BYTES = 16
_SUFFIXES = sorted(SUFFIXES, key=len, reverse=True)


def split_ending(name: str) -> tuple[str, str]:
    """A file's name without its ending, and the ending: all of `.warc.gz`."""
    for suffix in _SUFFIXES:
        if name.lower().endswith(suffix):
            return name[: -len(suffix)], name[-len(suffix) :]
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem and len(os.fsencode(ending)) < _ENDING_BYTES else (name, "")


def numbered(folder: Path, name: str, most: int = NAME_BYTES) -> Iterator[Path]:
    """`a.txt`, `a.1.txt`, `a.2.txt`, … in a folder, without an end.

    Args:
        folder: where.
        name: of the file, also one that is no UTF-8 or too long: it is cut before its number.
        most: bytes that a name may have.
    """
    stem, ending = split_ending(name)
    encoded = os.fsencode(stem)
    for number in itertools.count():
        tail = (f".{number}" if number else "") + ending
        room = most - len(os.fsencode(tail))
        yield folder / ((stem if len(encoded) <= room else encoded[:room].decode("utf-8", "ignore") or "_") + tail)

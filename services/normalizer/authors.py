"""The person whom bylines name as the author, as written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.normalizer import furniture as f
from services.normalizer.bylines import ends_name
from services.normalizer.letterheads import HEADS
from services.normalizer.published import read_date_line
from shared.text.folding import fold, fold_word

_PARTS = re.compile(r"\s?[|/•●»›·،,*()]\s?|\s[-–—ـ]+\s?|[-–—]\s")
_LABEL = re.compile(rf"(?<!\w){f.any_of('author')}(?!\w)(?: و\w+(?=\s?:))?\s?[:/|-]?\s?")
"""A label, with what else the author did before the colon: 'تحرير وتصوير:'."""
_MARKS = " :،,-–|/.()*"
_NAME_WORDS = 4
_JOINERS = frozenset(map(fold_word, ["بن", "ابن", "بنت", "ولد", "أبو", "أيت", "آيت", "عبد"]))
"""Words that are one with the next of a name and are not counted for themselves: 'عبد الله بن محمد العلوي' has three."""


def author_of(bylines: Iterable[str]) -> str | None:
    """The author among some bylines: the one behind a label ('بقلم', 'نص:'), else the first that starts with a known given name.

    Args:
        bylines: cleaned lines of furniture that name persons, outlets, places and times.
    """
    parts = [part for line in bylines for part in _parts(line)]
    labelled = (_behind_label(part) for part in parts)
    return next(filter(None, labelled), None) or next(filter(None, map(_known_name, parts)), None)


def _parts(line: str) -> list[list[str]]:
    """The parts of a byline as words, without its dates and without who took the pictures or translated."""
    read = read_date_line(line)
    parts: list[list[str]] = []
    for part in _PARTS.split(line):
        words: list[str] = []
        for word in part.replace(":", " : ").split():
            key = f.key(word)
            if key in f.OTHER_CREDITS:
                break
            if not key or word == ":" or read is None or key in read.residue or key in f.BY_WORDS or len(key) == 1:
                words.append(word)
        parts.append(words)
        if len(parts) > 1 and parts[-1] and " ".join(map(f.key, parts[-2])) in f.AUTHOR:  # 'بقلم • …'
            parts[-2:] = [parts[-2] + parts[-1]]
    return [words for words in parts if words]


def _behind_label(words: list[str]) -> str | None:
    text = " ".join(words)
    folded = fold(text)
    label = _LABEL.search(folded.text)
    if not label:
        return None
    name = [word.strip(_MARKS) for word in text[folded.offsets[label.end()] :].split()]
    name = [word for word in name if f.key(word)]
    if name and _is_body(name[0]):
        return None
    if len(name) < 2 or _counted(name) > _NAME_WORDS or any(_no_name(word) for word in name):
        return _known_name(name)
    return " ".join(word + "." if len(word) == 1 else word for word in name)


def _no_name(word: str) -> bool:
    key = f.key(word)
    return (
        key in f.OUTLETS
        or key in f.META
        or key in f.OUTLET_WORDS
        or key in f.DESKS
        or not all(c.isalpha() or c == "." for c in f.folded(word))
    )


def _is_body(word: str) -> bool:
    """Whether a word starts the name of an outlet or of a body: 'موقع الأطلس', 'مؤسسة محمد السادس'."""
    key = f.key(word)
    return key in f.SITE_CORE or key in HEADS


def _counted(words: list[str]) -> int:
    return sum(f.key(word) not in _JOINERS for word in words)


def _known_name(words: list[str]) -> str | None:
    start = next((i for i, word in enumerate(words) if f.key(word) in f.GIVEN_NAMES), None)
    if start is None or (start and _is_body(words[start - 1])):
        return None
    name: list[str] = []
    for word in words[start:]:
        if _counted([*name, word]) > _NAME_WORDS:
            break
        if (key := f.key(word)) and (key in f.OUTLETS or key in f.META or key in f.BY_WORDS or word in ":و" or key.isdigit()):
            break
        if name and key and ends_name(key):
            break
        name.append(word.strip(_MARKS))
    while len(name) > 2 and f.key(name[-1]) in f.CITIES:
        name.pop()
    name = [word for word in name if f.key(word)]
    return " ".join(name) if len(name) >= 2 else None

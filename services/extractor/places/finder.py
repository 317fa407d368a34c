"""Find the places of a text: one pass that matches names and weighs what stands around them, one that settles doubts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.lexicon import words
from services.extractor.places import aliases
from services.extractor.places.catalog import PROVINCES
from services.extractor.places.cues import (
    PLACE_OF_CUE,
    SURNAMES,
    blocked,
    cue_before,
    cue_word,
    glued_cue,
    headed,
    heading,
    linked,
    preposition_before,
    product_before,
)
from services.extractor.places.gazetteer import CUE, FREE, POSITION, STRICT, Entry, Name, bare_latin, gazetteer
from services.extractor.places.model import PlaceMention
from services.extractor.tokens import Tokens

_STOP = words(aliases.EXACT_STOP)
_ADJECTIVES = words(aliases.ADJECTIVES)
_LATIN_STOP = frozenset(aliases.LATIN_STOP.split())
_SHORT_CORE = 4
"""ف and ك are taken off a name of this many letters or more only: كسلا and فاقا are other words."""
_MOROCCAN_LETTERS = str.maketrans("ڭگݣڤ", "كككف")


_LONGEST_CLITICS = 2


@dataclass(slots=True)
class _Hit:
    """A name found, before it is settled which place it is."""

    i: int
    j: int
    start: int
    offset: int
    entries: tuple[Entry, ...]
    cue: str | None = None
    certain: bool = True
    pending: bool = False


@lru_cache(maxsize=100_000)
def _candidates(word: str) -> tuple[tuple[int, tuple[tuple[Name, tuple[Entry, ...]], ...]], ...]:
    """For each reading of an Arabic word that starts a place's name: letters of clitics, and the names."""
    if word in _STOP:
        return ()
    index = gazetteer().arabic
    found: list[tuple[int, tuple[tuple[Name, tuple[Entry, ...]], ...]]] = []
    plain = word.translate(_MOROCCAN_LETTERS)
    for r in readings(plain):
        core = "ال" + r.core if r.article else r.core
        if (r.conjunction == "ف" or r.preposition == "ك") and len(core) < _SHORT_CORE:
            continue
        names = index.get(core)
        if names:
            found.append((len(r.conjunction) + len(r.preposition), names))
    if not found and (glued := glued_cue(plain)) is not None and (names := index.get(plain[glued[1] :])):
        found.append((glued[1], names))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _latin_candidates(word: str) -> tuple[tuple[int, tuple[tuple[Name, tuple[Entry, ...]], ...]], ...]:
    names = gazetteer().latin.get(bare_latin(word))
    return ((0, names),) if names else ()


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


def _names_at(t: Tokens, i: int, cue: str | None) -> tuple[int, int, tuple[Entry, ...]] | None:
    """The longest name at token i: letters of clitics, the token after it, its places."""
    kind = t.kinds[i]
    latin = kind == "l"
    best: tuple[int, int, tuple[Entry, ...]] | None = None
    for offset, names in (_latin_candidates if latin else _candidates)(t.words[i]):
        for rest, entries in names:
            is_region = entries[0].type == "region"
            j = _match(t, i, rest, joined=cue == "region" and is_region and bool(rest), latin=latin)
            if j is None:
                continue
            if all(e.short for e in entries) and cue != "region":
                continue
            if best is None or j > best[1]:
                best = offset, j, entries
            break
    return best


def find_places(tokens: Tokens) -> list[PlaceMention]:
    """All places of Morocco that a text names.

    A name that is an ordinary word or a person's name too is a place only where the text says so: a word of geography
    (جماعة, إقليم, مدينة …) or a list of places before it, its own province behind it, or, for some, a preposition.

    Args:
        tokens: of the folded text.

    Returns:
        the places in the text's order, none overlapping another; offsets are code points of the folded text, around the
        name without its clitics.
    """
    hits: list[_Hit] = []
    i, n = 0, len(tokens.words)
    words_, kinds = tokens.words, tokens.kinds
    plural: str | None = None  # the cue of a list that runs
    plural_end = 0
    while i < n:
        kind = kinds[i]
        if kind == "w":
            known = _candidates(words_[i])
        elif kind == "l":
            known = _latin_candidates(words_[i])
        else:
            known = ()
        if not known:
            i += 1
            continue
        cue = cue_before(tokens, i) or (glued_cue(words_[i]) if known[0][0] > _LONGEST_CLITICS else None)
        cue = (cue[0], cue[1] is True) if cue is not None else None
        if cue is None and plural is not None and linked(tokens, plural_end, i, 1):
            cue = plural, True
        hit = _hit(tokens, i, cue[0] if cue else None, hits)
        if hit is None:
            i += 1
            continue
        hits.append(hit)
        plural = cue[0] if cue is not None and cue[1] else None
        plural_end = hit.j
        i = hit.j
    return _settle(tokens, hits)


def _hit(t: Tokens, i: int, cue: str | None, hits: list[_Hit]) -> _Hit | None:
    found = _names_at(t, i, cue)
    if found is None:
        return None
    offset, j, entries = found
    if cue != "region":
        entries = tuple(e for e in entries if not e.short) or entries
    level = min(e.level for e in entries)
    last = hits[-1] if hits else None
    hit = _Hit(i, j, t.starts[i] + offset, offset, entries, cue)
    if t.kinds[i] == "l":
        return _latin_hit(t, hit)
    if level == FREE or cue is not None:
        sure_name = j - i > 1 or level == FREE
        if cue is None and _is_surname(t, i, offset, j):
            return None
        if not sure_name and cue == "" and level == STRICT:
            hit.certain = False
        return hit if cue is not None or not blocked_name(t, i, offset, j) else None
    if blocked(t, i, t.words[i], offset, j - i):
        return None
    if _province_follows(t, j, entries):
        return hit
    clitic = t.words[i][:offset].endswith(("ب", "ل"))
    chained = last is not None and linked(t, last.j, i, offset)
    placed = clitic or preposition_before(t, i) or heading(t, i, j)
    if level == POSITION:
        if t.words[i][offset:] == "الداخله" and j < len(t.words) and t.words[j] in ("في", "ضمن"):
            return None
        if not (placed or chained) and headed(t, i, offset):
            hit.certain, placed = t.words[i] not in _ADJECTIVES, True
        return hit if placed or chained else None
    if level == CUE:
        hit.certain = False
        if t.words[i][:offset].endswith("ب") or product_before(t, i):
            return hit
        hit.pending = not chained
        return hit if chained or placed else None
    if t.words[i][offset:] == "افران" and clitic and (j >= len(t.words) or t.kinds[j] in "np"):
        hit.certain = False
        return hit
    return None


def blocked_name(t: Tokens, i: int, offset: int, j: int) -> bool:
    """Whether a name that needs no cue stands in a street's or a school's name, or behind 'طب'."""
    return blocked(t, i, t.words[i], offset, 2)


def _is_surname(t: Tokens, i: int, offset: int, j: int) -> bool:
    return j - i == 1 and t.words[i] in SURNAMES and blocked(t, i, t.words[i], offset, 1)


def _latin_hit(t: Tokens, hit: _Hit) -> _Hit | None:
    word = t.words[hit.i]
    if hit.j - hit.i == 1 and bare_latin(word) in _LATIN_STOP and word.isascii():
        before = t.words[hit.i - 1] if hit.i else ""
        if hit.cue is None and before not in ("à", "a"):
            return None
    return hit


def _province_follows(t: Tokens, j: int, entries: tuple[Entry, ...]) -> bool:
    """Whether the name's own province or region stands right behind it: 'تيزغة إقليم بنسليمان', 'إفران (جهة فاس مكناس)'."""
    named = _following(t, j)
    return any(e.province in named or e.region in named for e in entries if e.province is not None)


def _following(t: Tokens, j: int) -> set[str | None]:
    k = j
    n = len(t.words)
    while k < n and k - j < 2 and t.words[k] in ("(", "،", ",", "-", "/"):
        k += 1
    if k >= n or t.kinds[k] != "w":
        return set()
    cue = cue_word(t.words[k])
    if cue is None or cue[0] not in ("province", "region") or k + 1 >= n or t.kinds[k + 1] != "w":
        return set()
    found = _names_at(t, k + 1, cue[0])
    if found is None:
        return set()
    if cue[0] == "region":
        return {e.region for e in found[2] if e.type == "region"}
    return {e.province for e in found[2] if e.type in ("province", "city")}


def _settle(t: Tokens, hits: list[_Hit]) -> list[PlaceMention]:
    """Choose one place for each name, with what the rest of the article names."""
    provinces: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    for hit in hits:
        if hit.pending:
            continue
        found = {e.province for e in hit.entries if e.province}
        if len(found) == 1 and hit.certain:
            provinces[next(iter(found)) or ""] += 1
        within = {e.region for e in hit.entries if e.region}
        if len(within) == 1 and hit.certain:
            regions[next(iter(within)) or ""] += 1
    settled = []
    for hit in hits:
        if hit.pending and not any(provinces[e.province] for e in hit.entries if e.province):
            continue
        mention = _choose(t, hit, provinces, regions)
        if mention is not None:
            settled.append(mention)
    return settled


def _choose(t: Tokens, hit: _Hit, provinces: Counter[str], regions: Counter[str]) -> PlaceMention | None:
    wanted = PLACE_OF_CUE.get(hit.cue or "")
    end = t.ends[hit.j - 1]
    entries = hit.entries
    if wanted == "region":
        region = next((e for e in entries if e.type == "region"), None)
        if region is not None:
            return PlaceMention(hit.start, end, region.name, "region", region.region, None, True)
    entries = tuple(e for e in entries if not e.short) or entries
    if entries[0].type == "region":
        e = entries[0]
        return PlaceMention(hit.start, end, e.name, "region", e.region, None, hit.certain)
    if wanted == "province":
        chosen = next((e for e in entries if e.type == "province"), entries[0])
        if chosen.type != "commune" and chosen.province is not None:
            p = PROVINCES[chosen.province]
            return PlaceMention(hit.start, end, p.ar, "province", p.region, p.code, True)
    units = [e for e in entries if e.type in ("city", "commune", "site")]
    if wanted != "commune":
        units = [e for e in units if e.type == "city"] or units
    units = units or list(entries)
    best, certain = _narrow(t, hit, units, provinces, regions)
    kind = best.type
    if wanted in ("city", "commune") and kind in ("city", "commune"):
        kind = wanted
    region_, province = best.region, best.province
    if not certain:
        if len({e.province for e in units}) > 1:
            province = None
        if len({e.region for e in units}) > 1:
            region_ = None
    return PlaceMention(hit.start, end, best.name, kind, region_, province, certain and hit.certain)


def _narrow(t: Tokens, hit: _Hit, units: list[Entry], provinces: Counter[str], regions: Counter[str]) -> tuple[Entry, bool]:
    """The one of several places of a name that is meant, and whether that is sure."""
    if len({e.province for e in units}) == 1:
        return units[0], True
    named = _following(t, hit.j)
    for e in units:
        if e.province in named or (e.region in named and sum(u.region == e.region for u in units) == 1):
            return e, True
    for counts, key in ((provinces, "province"), (regions, "region")):
        scored = sorted(units, key=lambda e: -counts[getattr(e, key) or ""])
        if counts[getattr(scored[0], key) or ""] > counts[getattr(scored[1], key) or ""]:
            return scored[0], True
    return units[0], False

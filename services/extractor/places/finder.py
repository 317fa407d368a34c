"""Find the places of a text: one pass that matches names and weighs what stands around them, one that settles doubts."""

from __future__ import annotations

from services.extractor.lexicon import words
from services.extractor.places import aliases
from services.extractor.places.cues import (
    SURNAMES,
    adjective_like,
    blocked,
    cue_before,
    glued_cue,
    headed,
    heading,
    linked,
    of_a_hamlet,
    of_a_thing,
    preposition_before,
    product_before,
)
from services.extractor.places.gazetteer import CUE, FREE, POSITION, STRICT, Entry, bare_latin
from services.extractor.places.homographs import NOUNS, is_ordinary_word
from services.extractor.places.matching import NAMES, Hit, following, names_at
from services.extractor.places.model import PlaceMention
from services.extractor.places.settle import settle
from services.extractor.tokens import Tokens
from shared.text.folding import fold_word

_ADJECTIVES = words(aliases.ADJECTIVES)
_LATIN_STOP = frozenset(aliases.LATIN_STOP.split())


_LONGEST_CLITICS = 2
_IFRANE, _DAKHLA = fold_word("إفران"), fold_word("الداخلة")


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
    hits: list[Hit] = []
    waiting: list[Hit] = []  # names that a place linked behind them makes places: 'الحاجب وإفران وصفرو'
    words_ = tokens.words
    free = 0  # tokens before are taken
    plural: str | None = None  # the cue of a list that runs
    plural_end = 0
    for i, known in tokens.seen(NAMES):
        if i < free:
            continue
        cue = cue_before(tokens, i)
        if cue is None and known[0][0] > _LONGEST_CLITICS and (glued := glued_cue(words_[i])) is not None:
            cue = glued[0], False
        if cue is None and plural is not None and linked(tokens, plural_end, i, 1):
            cue = plural, True
        hit = _hit(tokens, i, cue[0] if cue else None, waiting[-1] if waiting else hits[-1] if hits else None)
        if hit is None:
            continue
        if waiting and not linked(tokens, waiting[-1].j, i, hit.offset):
            waiting.clear()
        if hit.waiting:
            waiting.append(hit)
            free = hit.j
            continue
        hits += waiting
        waiting.clear()
        hits.append(hit)
        plural = cue[0] if cue is not None and cue[1] else None
        plural_end = free = hit.j
    return settle(tokens, hits)


def _hit(t: Tokens, i: int, cue: str | None, last: Hit | None) -> Hit | None:
    """The name at token i if what stands around it lets it be a place, or may yet do so; `last` is the name before it."""
    found = names_at(t, i, cue)
    if found is None:
        return None
    offset, j, entries = found
    if cue != "region":
        entries = tuple(e for e in entries if not e.short) or entries
    level = min(e.level for e in entries)
    hit = Hit(i, j, t.starts[i] + offset, offset, entries, cue)
    if t.kinds[i] == "l":
        return _latin_hit(t, hit)
    if cue is not None and level < STRICT:
        return hit
    if cue is not None:
        # a nickname or a plain noun: 'مدينة النخيل'
        if cue == "city" and all(e.type != "city" for e in entries):
            return None
        hit.certain = cue != "" or j - i > 1
        return hit
    if of_a_hamlet(t, i, quarter=any(e.type in ("city", "province") for e in entries)):
        return None
    if j == i + 1 and is_ordinary_word(t, i, offset):
        return None
    if not offset and of_a_thing(t, i) and _lies_elsewhere(t, j, entries):
        return None
    if level == FREE:
        return None if _is_surname(t, i, offset, j) or blocked(t, i, t.words[i], offset, 2) else hit
    if blocked(t, i, t.words[i], offset, j - i):
        return None
    if _province_follows(t, j, entries):
        return hit
    chained = last is not None and linked(t, last.j, i, offset)
    weighed = _weigh(t, hit, level, chained=chained, listed=last is not None and _is_listed(t, j, last))
    if weighed is not None and chained and last is not None:
        weighed.waiting = last.waiting and not t.words[i][:offset].endswith("ب")
    return weighed


_ITEM = 16  # tokens from one place of a list, over its figures, to the next


def _is_listed(t: Tokens, j: int, last: Hit) -> bool:
    """Whether a name that ends before token j has a figure of its own, as a place shortly before: 'ثم الحوز ب 7.857'."""
    return t.words[j : j + 1] in (["ب"], ["("], [":"]) and t.kinds[j + 1 : j + 2] == "d" and j - last.j <= _ITEM


def _weigh(t: Tokens, hit: Hit, level: int, *, chained: bool, listed: bool) -> Hit | None:
    """A name without a cue that is a word too."""
    i, j, offset = hit.i, hit.j, hit.offset
    clitics, name = t.words[i][:offset], t.words[i][offset:]
    after = t.words[j] if j < len(t.words) else ""
    if level == STRICT:
        closed = j >= len(t.words) or t.kinds[j] in "np" or (chained and after.startswith("و"))
        hit.certain = False
        return hit if name == _IFRANE and closed and (chained or clitics.endswith("ب")) else None
    if name == _DAKHLA and after in ("في", "ضمن"):
        return None
    placed = chained or listed or clitics.endswith(("ب", "ل")) or preposition_before(t, i) or heading(t, i, j)
    if not placed and level == POSITION and headed(t, i, offset):
        hit.certain, placed = name not in _ADJECTIVES, True
    if level == CUE:
        hit.certain = False
        if (clitics.endswith("ب") and name not in NOUNS) or product_before(t, i):
            return hit
        hit.pending = not chained
    if not placed:
        if adjective_like(t, i):
            return None
        hit.waiting, hit.pending = True, False
    return hit


def _is_surname(t: Tokens, i: int, offset: int, j: int) -> bool:
    return j - i == 1 and t.words[i] in SURNAMES and blocked(t, i, t.words[i], offset, 1)


def _latin_hit(t: Tokens, hit: Hit) -> Hit | None:
    word = t.words[hit.i]
    if hit.j - hit.i == 1 and bare_latin(word) in _LATIN_STOP and word.isascii():
        before = t.words[hit.i - 1] if hit.i else ""
        if hit.cue is None and before not in ("à", "a"):
            return None
    return hit


def _lies_elsewhere(t: Tokens, j: int, entries: tuple[Entry, ...]) -> bool:
    """Whether a place of other provinces, with ب, stands right behind a name that ends before token j."""
    if j >= len(t.words) or not t.words[j].startswith("ب"):
        return False
    found = names_at(t, j, None)
    if found is None or not found[0]:
        return False
    return not {e.province for e in entries} & {e.province for e in found[2]}


def _province_follows(t: Tokens, j: int, entries: tuple[Entry, ...]) -> bool:
    """Whether the name's own province or region stands right behind it: 'تيزغة إقليم بنسليمان', 'إفران (جهة فاس مكناس)'."""
    named = following(t, j)
    return any(e.province in named or e.region in named for e in entries if e.province is not None)

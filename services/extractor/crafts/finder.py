"""Finds the thesaurus' words in an article's tokens: a look-up by word form, the longest phrase first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from services.extractor.clitics import Reading, readings
from services.extractor.crafts.thesaurus import CRAFTS, NEVER
from services.extractor.lexicon import words
from services.extractor.names import is_given_name, is_title
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import fold_word


class CraftMention(NamedTuple):
    """A craft named in the text. `start` and `end` count code points of the folded text; `name` is the folded phrase."""

    start: int
    end: int
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class _Entry:
    craft: str | None
    """None for a phrase that means no craft."""
    rest: tuple[str, ...]
    definite: bool
    weak: bool
    doer: bool


_TRADE = words(
    """
    حرفة حرف الحرف حرفي حرفية حرفيين حرفيون حرفيات الحرفي الحرفية الحرفيين الحرفيات الحرفيون صناعة صناعات صانع صانعة صناع
    صانعات تقليدي تقليدية التقليدي التقليدية التقليديين يدوي يدوية اليدوي اليدوية منتوج منتوجات منتجات معرض معارض تعاونية
    تعاونيات ورشة ورشات مشغولات مصنوعات نقش فخار خزف زليج نسيج جلد خشب نحاس حلي زرابي خياطة طرز مجوهرات صياغة معلم معلمين
    مهنة مهن صوف فضة حدادة نجارة
    """
)
"""Words of the trade: near one of them a weak word counts."""
_WINDOW = 4
"""Tokens on each side in which a word of the trade makes a weak word count."""
_TRADE_BEFORE = words("صانع صانعة حرفي حرفية حرفة مهنة معلم معلمة متعلم شغل دكان محل ورشة عمل يد")
_TRADE_AFTER = words("التقليدي التقليدية تقليدي تقليدية")


def _strip_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


def _build() -> dict[str, tuple[_Entry, ...]]:
    table: dict[str, dict[tuple[str, ...], _Entry]] = defaultdict(dict)
    rows: list[tuple[str | None, str]] = [(c.id, w) for c in CRAFTS.values() for w in c.words]
    rows += [(None, w.strip()) for w in NEVER.split("،") if w.strip()]
    for craft, written in rows:
        word = written.lstrip("=~@")
        marks = written[: len(written) - len(word)]
        first, *rest = map(_strip_article, fold_word(word).split())
        entry = _Entry(craft, tuple(rest), "=" in marks, "~" in marks, "@" in marks)
        known = table[first].get(entry.rest)
        # One phrase in two spellings of one craft: the freer one holds. In two crafts: the later row, the narrower craft.
        if known is None or known.craft != craft or len(marks) == 0:
            table[first][entry.rest] = entry
    return {first: tuple(sorted(e.values(), key=lambda x: -len(x.rest))) for first, e in table.items()}


_TABLE = _build()
_SUFFIXES = ("هما", "ها", "هم", "هن", "نا", "كم")


def _front(word: str, reading: Reading) -> int:
    """Letters before the name itself: the article belongs to it, where it is written as such (not in للصناعة)."""
    if reading.article and reading.preposition == "ل":
        return len(word) - len(reading.core)
    return len(reading.conjunction) + len(reading.preposition)


def _entries(word: str) -> tuple[bool, int, tuple[_Entry, ...]] | None:
    """The entries that may begin with this folded word: has it an article, how many letters stand before it, which."""
    for reading in readings(word):
        entries = _TABLE.get(reading.core)
        if entries:
            return reading.article, _front(word, reading), entries
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix) + 3:
            stem = word[: -len(suffix)]
            for core in (stem, stem[:-1] + "ه" if stem.endswith("ت") else stem):
                for reading in readings(core):
                    entries = tuple(e for e in _TABLE.get(reading.core, ()) if not e.rest and not e.doer)
                    if entries:
                        return True, len(reading.conjunction) + len(reading.preposition), entries
    return None


_WORDS = Watch(_entries)


def _near_trade(forms: list[str], first: int, last: int) -> bool:
    around = forms[max(0, first - _WINDOW) : first] + forms[last : last + _WINDOW]
    return any(_is_trade(w) for w in around)


@lru_cache(maxsize=50_000)
def _is_trade(word: str) -> bool:
    return word in _TRADE or any(r.core in _TRADE for r in readings(word)[1:])


def _is_doer(forms: list[str], at: int, article: bool) -> bool:
    """Whether a singular word for one who does a craft is that, not a family name (الفخاري, النجار, محمد خياط)."""
    before = forms[at - 1] if at else ""
    after = forms[at + 1] if at + 1 < len(forms) else ""
    if is_given_name(before) or is_title(before):
        return False
    if after in _TRADE_AFTER or any(r.core in _TRADE_BEFORE for r in readings(before) if before):
        return True
    return not article and before not in ("ال", "بن", "ابن", "ايت")


def find_crafts(tokens: Tokens) -> list[CraftMention]:
    """Find the crafts and materials that a text names.

    Args:
        tokens: the tokens of the folded text.

    Returns:
        the mentions in the order of the text, without overlaps; `CRAFTS[mention.id]` has the labels.
    """
    found: list[CraftMention] = []
    forms = tokens.words
    skip_to = 0
    for i, hit in tokens.seen(_WORDS):
        if i < skip_to:
            continue
        article, width, entries = hit
        following = _strip_article(forms[i + 1]) if i + 1 < len(forms) else ""
        for entry in entries:
            last = i + 1 + len(entry.rest)
            if entry.rest and (entry.rest[0] != following or tuple(map(_strip_article, forms[i + 1 : last])) != entry.rest):
                continue
            if entry.craft is None:
                skip_to = last
                break
            if (entry.definite and not article) or (entry.weak and not _near_trade(forms, i, last)):
                continue
            if entry.doer and not _is_doer(forms, i, article):
                continue
            start, end = tokens.starts[i] + width, tokens.ends[last - 1]
            found.append(CraftMention(start, end, entry.craft, tokens.text[start:end]))
            skip_to = last
            break
    return found


def with_broader(ids: list[str]) -> list[str]:
    """The ids and, after them, the broader crafts that they belong to; no id twice."""
    found = dict.fromkeys(ids)
    for id_ in ids:
        broader = CRAFTS[id_].broader
        while broader is not None:
            found.setdefault(broader)
            broader = CRAFTS[broader].broader
    return list(found)

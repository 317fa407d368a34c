"""Is an article about the craft sector at all? A score from what it names, and the reasons in words.

Each naming of the sector, its people, its bodies and its crafts gives points; points per hundred words give the score,
so that one word in a long article on something else is not enough. What a ministry is called counts nothing: the
ministry of tourism and handicraft signs many things that have nothing to do with handicraft.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.crafts import CRAFTS, CraftMention, find_crafts
from services.extractor.lexicon import words
from services.extractor.organisations import OrganisationMention
from services.extractor.organisations.words import STOP
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import fold_word

THRESHOLD = 0.5
"""Below it an article is off topic."""

_SECTOR = {
    "صناعه": words("تقليدية تقلدية حرفية يدوية"),
    "صناعات": words("تقليدية تقلدية حرفية يدوية"),
    "حرف": words("يدوية تقليدية خدماتية فنية مهددة"),
    "مهن": words("تقليدية يدوية"),
    "اشغال": words("يدوية"),
    "منتوج": words("تقليدي حرفي"),
    "منتوجات": words("تقليدية حرفية"),
    "منتجات": words("تقليدية حرفية يدوية"),
    "منتج": words("تقليدي حرفي"),
    "مقاولات": words("حرفية"),
    "مقاوله": words("حرفية"),
    "قطاع": words("حرفي"),
    "تراث": words("حرفي"),
    "موروث": words("حرفي"),
    "معارف": words("حرفية"),
    "ابداع": words("حرفي"),
    "تعاونيات": words("حرفية"),
    "تعاونيه": words("حرفية"),
}
"""A noun and the adjectives that make it name the sector."""
_ARTISANS = words(
    """
    حرفيين حرفيون حرفيات حرفيو حرفيي حرفة صانعات صانعة معلمين خزافين خزافون نساجات نساجين دباغين خرازين صاغة طرازات
    زلايجية خياطات
    """
)
_MAKERS = words("صناع صانع صانعا صانعين")
_COUNTED = words("حرفي حرفيا حرفية")
"""Artisans only behind a figure (800 حرفي): alone they are adjectives and adverbs."""
_TRADES = words("حرف حرفة مهن مهنة")
"""Trades of the sector where the name of a craft follows."""
_OTHER_SECTORS = words(
    """
    السياحة الفلاحة التجارة الصيد الصناعة الخدمات الثقافة النقل الطاقة المعادن البناء الزراعة الرياضة الصحة التعليم الشباب
    البحري السياحي الفلاحي
    """
)
"""Beside one of them the sector is an item of a list of sectors."""
_OTHER_MAKERS = words(
    """
    القرار القرارات المحتوى الأفلام السينما السياسات الدراما الترفيه المجد الأمل الألعاب الحدث الفرجة السيارات الأدوية
    محتوى قرار أفلام اللعب ألعاب
    """
)
"""صناع القرار are no artisans."""
_BODIES = ("handicraft_chamber", "chambers_federation", "handicraft_delegation", "handicraft_directorate", "maison_artisan")
_MINISTRY_HEADS = words("وزارة وزير وزيرة وزراء كتابة كاتب كاتبة وزيرا الوزارة الوزيرة الوزير")
_MINISTRY_REACH = 12
"""Tokens behind a ministry's head noun in which its name may still run."""
_EVERYDAY = words(
    """
    wood leather weaving wool silk gold silver marble plaster lime tailoring furniture metal candles soap cosmetics
    jewellery brick wrought_iron gemstones stone building boats fishing_nets dyeing paper recycling distillation
    decoration blades instruments tents dolls
    """
)
"""Materials and trades that other news is full of too (timber, textiles, gold prices)."""

_POINTS = {"sector": 1.0, "artisans": 0.6, "bodies": 1.0, "crafts": 0.6, "everyday": 0.3, "listed": 0.3}
_CAPS = {"sector": 12, "artisans": 10, "bodies": 6, "crafts": 12, "everyday": 6, "listed": 3}
_SHORTEST = 60
"""Words under which a text is not counted as shorter: one word in a headline is not yet a subject."""
_TITLE, _TITLE_CRAFT, _LEAD = 1.2, 0.7, 0.4
_LEAD_TOKENS = 45
_EVERYDAY_BESIDE = 1.6
"""Everyday materials weigh nearly as much as crafts where artisans or crafts are named beside them."""
_ONLY_EVERYDAY = 0.8
"""The most that everyday materials alone can give: less than the threshold."""


@lru_cache(maxsize=50_000)
def _cores(word: str) -> frozenset[str]:
    return frozenset(r.core for r in readings(word))


def _kind(word: str) -> str | None:
    cores = _cores(word)
    if cores & _SECTOR.keys():
        return "sector"
    if cores & _ARTISANS:
        return "artisans"
    if cores & _COUNTED:
        return "counted"
    if cores & _TRADES:
        return "trades"
    return "makers" if cores & _MAKERS else None


_KINDS = Watch(_kind)


def _in_ministry(forms: list[str], kinds: str, at: int) -> bool:
    """Whether the words at an index are a part of a ministry's or a minister's title."""
    for k in range(at - 1, max(-1, at - _MINISTRY_REACH), -1):
        if _cores(forms[k]) & _MINISTRY_HEADS:
            return True
        if kinds[k] != "w" or (forms[k] in STOP and forms[k] not in _TITLE_WORDS):
            return False
    return False


_TITLE_WORDS = words("لدى المكلف المكلفة السابق السابقة")


def _count(tokens: Tokens, crafts: Sequence[CraftMention]) -> dict[str, list[int]]:
    """Where the sector and its people are named: indices of tokens, without those in ministries' names."""
    forms, kinds = tokens.words, tokens.kinds
    craft_ends = {m.end for m in crafts} | {m.start for m in crafts}
    found: dict[str, list[int]] = {"sector": [], "listed": [], "artisans": []}
    for i, kind in tokens.seen(_KINDS):
        following = forms[i + 1] if i + 1 < len(forms) else ""
        cores = _cores(forms[i])
        if kind == "sector" and following.removeprefix("ال").removesuffix("ا") in {a for c in cores for a in _SECTOR.get(c, ())}:
            if not _in_ministry(forms, kinds, i):
                found["listed" if _in_list(forms, i) else "sector"].append(i)
        elif kind == "counted":
            if i and kinds[i - 1] == "d":
                found["artisans"].append(i)
        elif kind == "trades" or (kind == "sector" and cores & _TRADES):
            if i + 1 < len(forms) and (tokens.starts[i + 1] in craft_ends or tokens.ends[i + 1] in craft_ends):
                found["artisans"].append(i)
        elif kind == "artisans" or (kind == "makers" and following not in _OTHER_MAKERS and not _is_name_of_body(forms, i)):
            found["artisans"].append(i)
    return found


def _in_list(forms: list[str], i: int) -> bool:
    """Whether the sector is one of several in a list: السياحة والصناعة التقليدية والخدمات."""
    behind = forms[i + 2] if i + 2 < len(forms) else ""
    before = forms[i - 1] if i else ""
    joined = forms[i][:1] == "و" and before.removeprefix("و") in _OTHER_SECTORS
    return joined or (behind[:1] == "و" and behind[1:] in _OTHER_SECTORS)


def _is_name_of_body(forms: list[str], i: int) -> bool:
    return i > 0 and fold_word("دار") in _cores(forms[i - 1])


def relevance(
    tokens: Tokens,
    title_tokens: Tokens | None,
    crafts: Sequence[CraftMention],
    organisations: Sequence[OrganisationMention],
) -> tuple[float, list[str]]:
    """How much an article is about the craft sector.

    Args:
        tokens: of the folded body.
        title_tokens: of the folded title, if there is one.
        crafts: what `find_crafts` found in the body.
        organisations: what `find_organisations` found in the body.

    Returns:
        a score from 0 to 1, where under `THRESHOLD` the article is off topic, and the reasons, the weightiest first.
    """
    named = _count(tokens, crafts)
    bodies = [o for o in organisations if o.id.split(":")[0] in _BODIES and not o.refers_back]
    own = [c for c in crafts if c.id not in _EVERYDAY]
    everyday = [c for c in crafts if c.id in _EVERYDAY]
    counts = {
        "sector": len(named["sector"]),
        "listed": len(named["listed"]),
        "artisans": len(named["artisans"]),
        "bodies": len(bodies),
        "crafts": len(own),
        "everyday": len(everyday),
    }
    beside = counts["sector"] or counts["artisans"] or counts["bodies"] or counts["crafts"]
    points = {what: min(n, _CAPS[what]) * _POINTS[what] for what, n in counts.items()}
    if beside:
        points["everyday"] *= _EVERYDAY_BESIDE
    length = max(tokens.kinds.count("w"), _SHORTEST) / 100
    density = sum(points.values()) / length
    reasons = [(points[what], _SAYS[what].format(n=n)) for what, n in counts.items() if n]
    if not beside:
        density = min(density, _ONLY_EVERYDAY)
    if own or everyday:
        names = "، ".join(dict.fromkeys(CRAFTS[c.id].ar for c in (*own, *everyday)))
        reasons.append((0.0, f"الحرف والمواد: {names}"))
    lead = named["sector"] + named["artisans"]
    if any(i < _LEAD_TOKENS for i in lead):
        density += _LEAD
    if title_tokens is not None:
        bonus, reason = _title(title_tokens)
        density += bonus
        if reason:
            reasons.append((99.0, reason))
    score = round(1 - 2**-density, 3)
    if not reasons:
        return 0.0, [
            "لا ذكر للصناعة التقليدية ولا لحرفها خارج أسماء الوزارات (the craft sector is not named outside ministries' names)"
        ]
    return score, [reason for _, reason in sorted(reasons, key=lambda r: -r[0])]


_SAYS = {
    "sector": "ذُكر قطاع الصناعة التقليدية خارج أسماء الوزارات، المرات: {n} (names the sector)",
    "listed": "ذُكر القطاع بين قطاعات أخرى، المرات: {n} (lists the sector among others)",
    "artisans": "ذُكر الصناع والحرفيون وحرفهم، المرات: {n} (names its people)",
    "bodies": "ذُكرت هيئات القطاع، المرات: {n} (names its bodies)",
    "crafts": "ذُكرت حرف تقليدية بعينها، المرات: {n} (names crafts)",
    "everyday": "ذُكرت مواد ومهن عامة، المرات: {n} (names everyday materials)",
}


def _title(title: Tokens) -> tuple[float, str | None]:
    crafts = find_crafts(title)
    named = _count(title, crafts)
    if named["sector"] or named["artisans"]:
        return _TITLE, "العنوان عن الصناعة التقليدية أو أهلها (the title names the sector)"
    if any(c.id not in _EVERYDAY for c in crafts):
        return _TITLE_CRAFT, "العنوان يذكر حرفة تقليدية (the title names a craft)"
    return 0.0, None

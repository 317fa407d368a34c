"""Is an article about the craft sector at all? A score from what it names, and the reasons in words.

Each naming of the sector, its people, its bodies and its crafts gives points; points per hundred words give the score,
so that one word in a long article on something else is not enough. What a ministry is called counts nothing: the
ministry of tourism and handicraft signs many things that have nothing to do with handicraft. Words of other news (a match,
the police, the weather) take points away, and what is named in one of several sentences alone is named in passing: a
hotel's hall of zellige, an accident in front of a craftsmen's market, one item on a council's agenda.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from services.extractor.clitics import readings
from services.extractor.crafts import CRAFTS, CraftMention, find_crafts
from services.extractor.lexicon import cores as _of_somebody
from services.extractor.lexicon import words
from services.extractor.organisations import OrganisationMention
from services.extractor.organisations.words import STOP
from services.extractor.relevance import words as w
from services.extractor.relevance.other_news import OTHER_NEWS
from services.extractor.tokens import Tokens
from services.extractor.watches import Watch
from shared.text.folding import fold_word

THRESHOLD = 0.5
"""Below it an article is off topic."""

_POINTS = {
    "sector": 1.0,
    "artisans": 0.6,
    "bodies": 1.0,
    "crafts": 0.6,
    "everyday": 0.3,
    "listed": 0.3,
    "workshop": 0.15,
    "fair": 0.15,
}
_CAPS = {"sector": 12, "artisans": 10, "bodies": 6, "crafts": 12, "everyday": 6, "listed": 3, "workshop": 5, "fair": 4}
_MOST_TOPICS = 3
_OTHER, _OTHER_BESIDE = 0.2, 0.1
"""What a word of other news takes away, and what it takes away in a sentence that names the sector or a craft."""
_SHORTEST = 60
"""Words under which a text is not counted as shorter: one word in a headline is not yet a subject."""
_TITLE, _TITLE_CRAFT, _LEAD = 1.2, 0.7, 0.4
_LEAD_TOKENS = 45
_EVERYDAY_BESIDE = 1.6
"""Everyday materials weigh nearly as much as crafts where artisans or crafts are named beside them."""
_TOOLS = 2
"""So many words of the workshop make an everyday material a craft's."""
_TRADES = 3
"""And so many different trades, where cooperatives or a fair are spoken of."""
_ONLY_EVERYDAY = 0.8
"""The most that everyday materials alone can give: less than the threshold."""


@lru_cache(maxsize=50_000)
def _cores(word: str) -> frozenset[str]:
    return frozenset(r.core for r in readings(word))


def _kind(word: str) -> str | None:
    cores = _cores(word)
    if cores & w.SECTOR.keys():
        return "sector"
    if cores & w.ARTISANS:
        return "artisans"
    if cores & w.COUNTED:
        return "counted"
    if cores & w.TRADES:
        return "trades"
    if cores & w.MAKERS:
        return "makers"
    owned = frozenset(_of_somebody(word))
    if owned & w.WORKSHOP:
        return "workshop"
    return "fair" if owned & w.FAIR else None


_KINDS = Watch(_kind)


def _in_ministry(forms: list[str], kinds: str, at: int) -> bool:
    """Whether the words at an index are a part of a ministry's or a minister's title."""
    for k in range(at - 1, max(-1, at - w.MINISTRY_REACH), -1):
        if _cores(forms[k]) & w.MINISTRY_HEADS:
            return True
        if kinds[k] != "w" or (forms[k] in STOP and forms[k] not in _TITLE_WORDS):
            return False
    return False


_TITLE_WORDS = words("لدى المكلف المكلفة السابق السابقة")


def _count(tokens: Tokens, crafts: Sequence[CraftMention]) -> dict[str, list[int]]:
    """Where the sector and its people are named: indices of tokens, without those in ministries' names."""
    forms, kinds = tokens.words, tokens.kinds
    craft_ends = {m.end for m in crafts} | {m.start for m in crafts}
    found: dict[str, list[int]] = {"sector": [], "listed": [], "artisans": [], "workshop": [], "fair": []}
    for i, kind in tokens.seen(_KINDS):
        following = forms[i + 1] if i + 1 < len(forms) else ""
        cores = _cores(forms[i])
        if kind == "sector" and following.removeprefix("ال").removesuffix("ا") in {a for c in cores for a in w.SECTOR.get(c, ())}:
            if not _in_ministry(forms, kinds, i):
                found["listed" if _in_list(forms, i) or _is_aside(tokens, i) else "sector"].append(i)
        elif kind == "sector" and cores & w.FAIR:
            found["fair"].append(i)
        elif kind == "counted":
            if i and kinds[i - 1] == "d":
                found["artisans"].append(i)
        elif kind == "trades" or (kind == "sector" and cores & w.TRADES):
            if i + 1 < len(forms) and (tokens.starts[i + 1] in craft_ends or tokens.ends[i + 1] in craft_ends):
                found["artisans"].append(i)
        elif kind in ("workshop", "fair"):
            found[kind].append(i)
        elif kind == "artisans" or (kind == "makers" and following not in w.OTHER_MAKERS and not _is_name_of_body(forms, i)):
            found["listed" if _is_one_of_many(forms, i) or _is_aside(tokens, i) else "artisans"].append(i)
    return found


_LANDMARKS_AND_GIFTS = w.LANDMARKS | w.GIFTS
_ASIDES = Watch(lambda word: not _LANDMARKS_AND_GIFTS.isdisjoint(_cores(word)) or None)


def _is_aside(tokens: Tokens, i: int) -> bool:
    """Whether the sector only says where something else happened or what somebody was given."""
    return tokens.sees(_ASIDES, max(0, i - w.LANDMARK_REACH), i)


def _is_one_of_many(forms: list[str], i: int) -> bool:
    """Whether artisans stand in a list of trades: 'الفلاحين والتجار والحرفيين'."""
    around = forms[max(0, i - 2) : i] + forms[i + 1 : i + 4]
    return any(_cores(word) & w.OTHER_TRADES for word in around if word[:1] == "و" or forms[i][:1] == "و")


_STOPS = Watch(lambda word: word in ".!?؟؛\n" or None)


def _sentence_ends(tokens: Tokens) -> list[int]:
    """The tokens that end a sentence: those of runs of them that stand behind a word or a figure."""
    kinds = tokens.kinds
    ends = [i for i, _ in tokens.seen(_STOPS) if i and kinds[i - 1] not in "np"]
    return [i for i in ends if kinds[i - 1] != "d" or kinds[i + 1 : i + 2] != "d"]


def _other_news(tokens: Tokens, ends: list[int], named: Sequence[int]) -> tuple[float, list[str]]:
    """What words of other news take away, and their topics, the most frequent first.

    Args:
        tokens: of the body.
        ends: the tokens that end its sentences.
        named: the tokens where the sector, its people or a craft is named.
    """
    own = {bisect_right(ends, i) for i in named}
    topics: Counter[str] = Counter()
    taken = 0.0
    for i, topic in tokens.seen(OTHER_NEWS):
        taken += _OTHER_BESIDE if bisect_right(ends, i) in own else _OTHER
        topics[topic] += 1
    return taken, [topic for topic, _ in topics.most_common(_MOST_TOPICS)]


_SEVERAL, _IN_PASSING, _MOST_IN_PASSING = 3, 0.4, 0.8
"""In an article of several sentences, what is named in one alone is named in passing: what remains of
its weight, and the most of it."""


def _in_list(forms: list[str], i: int) -> bool:
    """Whether the sector is one of several in a list: السياحة والصناعة التقليدية والخدمات."""
    behind = forms[i + 2] if i + 2 < len(forms) else ""
    before = forms[i - 1] if i else ""
    joined = forms[i][:1] == "و" and before.removeprefix("و") in w.OTHER_SECTORS
    return joined or (behind[:1] == "و" and behind[1:] in w.OTHER_SECTORS)


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
    bodies = [o for o in organisations if o.id.split(":")[0] in w.BODIES and not o.refers_back]
    own = [c for c in crafts if c.id not in w.EVERYDAY]
    everyday = [c for c in crafts if c.id in w.EVERYDAY]
    counts = {
        "sector": len(named["sector"]),
        "listed": len(named["listed"]),
        "artisans": len(named["artisans"]),
        "bodies": len(bodies),
        "crafts": len(own),
        "everyday": len(everyday),
        "workshop": len(named["workshop"]),
        "fair": len(named["fair"]),
    }
    beside = counts["sector"] or counts["artisans"] or counts["bodies"] or counts["crafts"]
    beside = beside or (counts["everyday"] and counts["workshop"] >= _TOOLS)
    # cooperatives of several trades: '11 تعاونية للنسيج، وخمس تعاونيات لنحت الخشب'
    beside = beside or (counts["fair"] >= _TOOLS and len({c.id for c in everyday}) >= _TRADES)
    points = {what: min(n, _CAPS[what]) * _POINTS[what] for what, n in counts.items()}
    if beside:
        points["everyday"] *= _EVERYDAY_BESIDE
    elif not counts["everyday"]:
        points["workshop"] = points["fair"] = 0.0
    spots = [tokens.at(c.start) for c in own]
    spots += [*named["sector"], *named["artisans"]]
    ends = _sentence_ends(tokens)
    taken, topics = _other_news(tokens, ends, spots)
    length = max(tokens.kinds.count("w"), _SHORTEST) / 100
    density = max(0.0, sum(points.values()) - taken) / length
    spots += [*named["workshop"], *named["fair"], *(tokens.at(c.start) for c in everyday), *(tokens.at(o.start) for o in bodies)]
    in_passing = len(ends) >= _SEVERAL and len({bisect_right(ends, i) for i in spots}) == 1
    if in_passing:
        density = min(density * _IN_PASSING, _MOST_IN_PASSING)
    reasons = [(points[what], _SAYS[what].format(n=n)) for what, n in counts.items() if n and points[what]]
    if topics and reasons:
        reasons.append((taken, f"كلمات من أخبار أخرى: {'، '.join(topics)} (words of other news)"))
    if not beside:
        density = min(density, _ONLY_EVERYDAY)
    if own or everyday:
        names = "، ".join(dict.fromkeys(CRAFTS[c.id].ar for c in (*own, *everyday)))
        reasons.append((0.0, f"الحرف والمواد: {names}"))
    lead = named["sector"] + named["artisans"]
    if not in_passing and any(i < _LEAD_TOKENS for i in lead):
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
    "workshop": "مفردات الورشات، المرات: {n} (words of the workshop)",
    "fair": "مفردات المعارض والتعاونيات، المرات: {n} (words of fairs and cooperatives)",
    "everyday": "ذُكرت مواد ومهن عامة، المرات: {n} (names everyday materials)",
}


def _title(title: Tokens) -> tuple[float, str | None]:
    crafts = find_crafts(title)
    named = _count(title, crafts)
    if named["sector"] or named["artisans"]:
        return _TITLE, "العنوان عن الصناعة التقليدية أو أهلها (the title names the sector)"
    if any(c.id not in w.EVERYDAY for c in crafts):
        return _TITLE_CRAFT, "العنوان يذكر حرفة تقليدية (the title names a craft)"
    return 0.0, None

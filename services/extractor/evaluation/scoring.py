"""Matching produced facts with gold facts, and counting what is right.

A produced fact matches a gold fact when kind and value (and unit, when given) agree; facts without a value match when
the kind agrees and the spans overlap by half of the shorter; each is used once. Optional gold neither counts as missed
nor as wrong when found.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from shared.contracts import ExtractedArticle, Fact
from shared.text.folding import fold

_ATTRIBUTES = ("qualifier", "status", "period", "regions", "provinces", "facility", "parties", "flags", "part_of")
_CHECKED_FLAGS = frozenset({"malformed_number", "converted_unit", "sum_mismatch", "sum_verified"})

Gold = dict[str, Any]


def squeeze(text: str) -> str:
    """A text as gold quotes are compared: no white space, no tatweel, composed."""
    return re.sub(r"[\s\u0640]+", "", unicodedata.normalize("NFC", text))


def normal_name(text: str) -> str:
    """A name as it is compared: folded, one space between words, no punctuation around it."""
    return re.sub(r"\s+", " ", re.sub(r"[\"'()\-]", " ", fold(text).text)).strip(" ،,.:")


@dataclass(slots=True)
class Rate:
    """So many right of so many."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.of += 1

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else 1.0


@dataclass(slots=True)
class Score:
    """Counts over any number of articles; scores add up with `+=` on the fields."""

    found: int = 0
    matched: int = 0
    gold: int = 0
    attributes: dict[str, Rate] = field(default_factory=lambda: {name: Rate() for name in _ATTRIBUTES})
    people: Counter[str] = field(default_factory=Counter)
    places: Rate = field(default_factory=Rate)
    title: Rate = field(default_factory=Rate)
    published: Rate = field(default_factory=Rate)
    relevant: Rate = field(default_factory=Rate)
    silent: Rate = field(default_factory=Rate)
    """Of the figures of the gold, those read: right is 'not read wrong in silence'."""
    calibration: list[tuple[float, bool, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


def _kinds(gold: Gold) -> list[str]:
    kind = gold["kind"]
    return kind if isinstance(kind, list) else [kind]


class _Located:
    """Where gold quotes stand in the article, in squeezed characters."""

    def __init__(self, article: ExtractedArticle) -> None:
        self.maps = {name: self._map(text) for name, text in (("title", article.title or ""), ("body", article.body))}

    @staticmethod
    def _map(text: str) -> tuple[str, list[int]]:
        kept = [i for i, c in enumerate(text) if not c.isspace() and c != "\u0640"]
        return "".join(text[i] for i in kept), [*kept, len(text)]

    def spans(self, quote: str) -> list[tuple[str, int, int]]:
        needle = squeeze(quote)
        found = []
        for name, (text, offsets) in self.maps.items():
            at = text.find(needle)
            while needle and at >= 0:
                found.append((name, offsets[at], offsets[at + len(needle) - 1] + 1))
                at = text.find(needle, at + 1)
        return found


def _overlaps(fact: Fact, spans: Iterable[tuple[str, int, int]]) -> bool:
    for name, start, end in spans:
        if name != fact.in_:
            continue
        common = min(end, fact.end) - max(start, fact.start)
        if common > 0 and common >= min(end - start, fact.end - fact.start) / 2:
            return True
    return False


def _same_value(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def _fits(fact: Fact, gold: Gold, spans: list[tuple[str, int, int]]) -> bool:
    if fact.kind not in _kinds(gold):
        return False
    if "value" in gold and gold["value"] is not None:
        if not _same_value(fact.value, gold["value"]):
            return False
        return not gold.get("unit") or gold["unit"] == fact.unit
    if gold.get("value", 0) is None and fact.value is not None:
        return False
    return _overlaps(fact, spans)


def score_article(article: ExtractedArticle, gold: Gold) -> Score:
    """Score one article against its gold.

    Args:
        article: what the extractor produced.
        gold: the parsed gold file.
    """
    score = Score()
    located = _Located(article)
    spans = [located.spans(g["quote"]) for g in gold["facts"]]
    pairs = _assign(article.facts, gold["facts"], spans)
    for f, fact in enumerate(article.facts):
        g = pairs.get(f)
        if g is None:
            score.found += 1
            score.wrong.append(_line(article, fact))
            score.calibration.append((fact.confidence, False, fact.rule))
        else:
            score.calibration.append((fact.confidence, True, fact.rule))
            _attributes(score, article, fact, gold["facts"], g, pairs)
            if not gold["facts"][g].get("optional"):
                score.found += 1
                score.matched += 1
    used = set(pairs.values())
    for g, expected in enumerate(gold["facts"]):
        if expected.get("optional"):
            continue
        score.gold += 1
        if g not in used:
            score.missed.append(
                f"{gold['seed']} {'/'.join(_kinds(expected))} {expected.get('value', '')} «{expected['quote'][:90]}»"
            )
        if expected.get("value") is not None:
            score.silent.add(g in used or not _misread(article.facts, expected, spans[g]))
    _people(score, article, gold)
    if "regions" in gold:
        score.places.add(set(gold["regions"]) <= set(article.regions))
    if "title" in gold:
        score.title.add(gold["title"] is None or squeeze(gold["title"]) == squeeze(article.title or ""))
    if "published_at" in gold:
        score.published.add(_same_time(gold["published_at"], article))
    score.relevant.add(gold.get("relevant", gold.get("relevance", 1.0) >= 0.5) == (not article.off_topic))
    return score


def _same_time(expected: str | None, article: ExtractedArticle) -> bool:
    if expected is None or article.published_at is None:
        return expected is None and article.published_at is None
    produced = article.published_at.isoformat()
    return produced == expected or (expected[11:16] in ("", "00:00") and produced[:10] == expected[:10])


def _assign(facts: list[Fact], gold: list[Gold], spans: list[list[tuple[str, int, int]]]) -> dict[int, int]:
    """Fact index → gold index. Required gold first, then gold whose words overlap, then the rest."""
    pairs: dict[int, int] = {}
    used: set[int] = set()
    candidates = [
        (bool(expected.get("optional")), not _overlaps(fact, spans[g]), len(_kinds(expected)), f, g)
        for f, fact in enumerate(facts)
        for g, expected in enumerate(gold)
        if _fits(fact, expected, spans[g])
    ]
    for _, _, _, f, g in sorted(candidates):
        if f not in pairs and g not in used:
            pairs[f] = g
            used.add(g)
    # an optional gold fact excuses every produced fact that says the same
    for f, fact in enumerate(facts):
        if f not in pairs:
            for g, expected in enumerate(gold):
                if expected.get("optional") and _fits(fact, expected, spans[g]) and _overlaps(fact, spans[g]):
                    pairs[f] = g
                    break
    return pairs


def _misread(facts: list[Fact], expected: Gold, spans: list[tuple[str, int, int]]) -> bool:
    """Whether the words of a gold figure were read as another value, with no flag."""
    over = [f for f in facts if f.unit == expected.get("unit", f.unit) and _overlaps(f, spans)]
    return any(f.value is not None and not f.flags for f in over) and not any(
        _same_value(f.value, expected["value"]) for f in over
    )


def _attributes(score: Score, article: ExtractedArticle, fact: Fact, golds: list[Gold], g: int, pairs: dict[int, int]) -> None:
    expected = golds[g]
    if expected.get("optional"):
        return
    for name in ("qualifier", "status", "period", "facility"):
        if name in expected:
            _compare(score, name, getattr(fact, name), expected[name], article, fact)
    for name in ("regions", "provinces"):
        if name in expected:
            _compare(score, name, sorted(getattr(fact, name)), sorted(expected[name]), article, fact)
    if "parties" in expected:
        _compare(
            score, "parties", sorted(map(normal_name, fact.parties)), sorted(map(normal_name, expected["parties"])), article, fact
        )
    if "flags" in expected:
        wanted = set(expected["flags"]) & _CHECKED_FLAGS
        score.attributes["flags"].add(wanted <= set(fact.flags))
        if not wanted <= set(fact.flags):
            score.differences.append(f"flags: {fact.flags} ≠ {sorted(wanted)}  {_line(article, fact)}")
    if "part_of" in expected:
        total = next((f for f, i in pairs.items() if golds[i].get("id") == expected["part_of"]), None)
        if total is not None:
            _compare(score, "part_of", fact.part_of, article.facts[total].fact_id, article, fact)


def _compare(score: Score, name: str, produced: object, expected: object, article: ExtractedArticle, fact: Fact) -> None:
    score.attributes[name].add(produced == expected)
    if produced != expected:
        score.differences.append(f"{name}: {produced} ≠ {expected}  {_line(article, fact)}")


def _people(score: Score, article: ExtractedArticle, gold: Gold) -> None:
    wanted = Counter(normal_name(p["name"]) for p in gold.get("people", []))
    optional = {normal_name(n if isinstance(n, str) else n["name"]) for n in gold.get("people_optional", [])}
    produced = Counter(normal_name(p.name) for p in article.people)
    for name in wanted:
        score.people["gold"] += 1
        if name in produced:
            score.people["matched"] += 1
        else:
            score.missed.append(f"{gold['seed']} person {name}")
    for name in produced:
        if name in wanted or name not in optional:
            score.people["found"] += 1
        if name not in wanted and name not in optional:
            score.wrong.append(f"{gold['seed']} person {name}")


def _line(article: ExtractedArticle, fact: Fact) -> str:
    value = "" if fact.value is None else f"{fact.value:,.10g} {fact.unit or ''}"
    return f"{article.source or ''} {fact.kind} {value} [{fact.rule} {fact.confidence}] «{fact.quote[:110]}»"


def add_scores(scores: Iterable[Score]) -> Score:
    """The sum of scores."""
    total = Score()
    for s in scores:
        total.found += s.found
        total.matched += s.matched
        total.gold += s.gold
        for name, rate in s.attributes.items():
            total.attributes[name].right += rate.right
            total.attributes[name].of += rate.of
        total.people += s.people
        for name in ("places", "title", "published", "relevant", "silent"):
            mine, theirs = getattr(total, name), getattr(s, name)
            mine.right += theirs.right
            mine.of += theirs.of
        for name in ("calibration", "wrong", "missed", "differences"):
            getattr(total, name).extend(getattr(s, name))
    return total

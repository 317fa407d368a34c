"""Settle which place each name means, with what the rest of the article names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from services.extractor.places.catalog import PROVINCES, region_of
from services.extractor.places.cues import PLACE_OF_CUE
from services.extractor.places.gazetteer import FREE, Entry
from services.extractor.places.matching import Hit, following
from services.extractor.places.model import PlaceMention
from services.extractor.tokens import Tokens


def settle(t: Tokens, hits: list[Hit]) -> list[PlaceMention]:
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
    kept = [h for h in hits if not h.pending or any(provinces[e.province] for e in h.entries if e.province)]
    for n, hit in enumerate(kept):
        behind = kept[n + 1] if n + 1 < len(kept) else None
        mention = _choose(t, hit, provinces, regions)
        if mention.type == "commune":
            mention = _contradicted(t, hit, behind, mention, regions)
        settled.append(mention)
    return settled


def _clitic(t: Tokens, hit: Hit) -> str:
    return t.words[hit.i][: hit.offset]


_COMPANY = 2
"""Places of other regions that make a village of a far one doubtful: the census' list has not every village's name."""


def _contradicted(t: Tokens, hit: Hit, behind: Hit | None, m: PlaceMention, regions: Counter[str]) -> PlaceMention:
    """Follow the text where it puts a village elsewhere than the list does: 'سيدي موسى بمراكش', another province behind."""
    stated = following(t, hit.j)
    if not stated and hit.cue != "commune" and behind is not None and behind.i == hit.j and _clitic(t, behind).endswith("ب"):
        stated = {e.province for e in behind.entries if e.province} or {e.region for e in behind.entries}
    if stated:
        if m.province in stated or m.region in stated or m.province is None:
            return m
        provinces = [code for code in stated if code in PROVINCES]
        province = provinces[0] if len(provinces) == 1 else None
        found = {region_of(code) for code in stated if code is not None}
        region = found.pop() if len(found) == 1 else None
        return replace(m, region=region, province=province, certain=False)
    doubtful = hit.cue in (None, "") and min(e.level for e in hit.entries) != FREE
    own = regions[m.region or ""] - (hit.certain and len({e.region for e in hit.entries}) == 1)
    if doubtful and own <= 0 and sum(regions.values()) - own > _COMPANY:
        return replace(m, region=None, province=None, certain=False)
    return m


def _choose(t: Tokens, hit: Hit, provinces: Counter[str], regions: Counter[str]) -> PlaceMention:
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


def _narrow(t: Tokens, hit: Hit, units: list[Entry], provinces: Counter[str], regions: Counter[str]) -> tuple[Entry, bool]:
    """The one of several places of a name that is meant, and whether that is sure."""
    if len({e.province for e in units}) == 1:
        return units[0], True
    named = following(t, hit.j)
    for e in units:
        if e.province in named or (e.region in named and sum(u.region == e.region for u in units) == 1):
            return e, True
    for counts, key in ((provinces, "province"), (regions, "region")):
        scored = sorted(units, key=lambda e: -counts[getattr(e, key) or ""])
        if counts[getattr(scored[0], key) or ""] > counts[getattr(scored[1], key) or ""]:
            return scored[0], True
    return units[0], False

"""Place: a fact is tied to the places of its clause, else of its sentence, its paragraph, its heading, else of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from services.extractor.kinds.base import Draft
from services.extractor.layers import Layers
from services.extractor.places import PlaceMention

_DOMINANT = 0.6  # a region with this share of all mentions is the article's own


@dataclass(frozen=True, slots=True)
class ArticlePlaces:
    """The places of a whole article. `region` and `province` are its own where one stands out, else None."""

    region: str | None
    province: str | None


def article_places(title: Layers | None, body: Layers) -> ArticlePlaces:
    """Which region and province an article is about, where one stands out."""
    return ArticlePlaces(_dominant("region", title, body), _dominant("province", title, body))


def _dominant(level: str, title: Layers | None, body: Layers) -> str | None:
    in_title = {c for p in (title.places if title else ()) if (c := getattr(p, level))}
    if len(in_title) == 1:
        return str(in_title.pop())
    counts = Counter(c for p in body.places if (c := getattr(p, level)))
    if not counts:
        return None
    code, n = counts.most_common(1)[0]
    return str(code) if n / counts.total() >= _DOMINANT else None


def _inside(layers: Layers, low: int, high: int) -> list[PlaceMention]:
    if low >= high:
        return []
    start, end = layers.tokens.starts[low], layers.tokens.ends[high - 1]
    return [p for p in layers.places if start <= p.start and p.end <= end]


def _tie(draft: Draft, places: Iterable[PlaceMention]) -> bool:
    found = list(places)
    draft.places = list(dict.fromkeys(p.name for p in found))
    draft.regions = list(dict.fromkeys(p.region for p in found if p.region))
    draft.provinces = list(dict.fromkeys(p.province for p in found if p.province))
    return bool(draft.regions)


def tie_places(draft: Draft, clause: tuple[int, int], article: ArticlePlaces) -> None:
    """Set a draft's places, regions and provinces.

    Args:
        draft: with `first` and `last` set.
        clause: token range of its clause.
        article: what the whole article is about.
    """
    layers, structure = draft.layers, draft.layers.structure
    low, high = clause
    if _tie(draft, _inside(layers, low, high)):
        _complete(draft, article)
        return
    national = bool(layers.marks.between("scope.national", low, high))
    if national and draft.kind != "share":
        return
    sentence = structure.sentence_of(draft.first)
    block = structure.block_of(draft.first)
    left = _inside(layers, sentence[0], draft.first)
    if left and _tie(draft, _same_region_as(left[-1], left)):
        _complete(draft, article)
        return
    if layers.marks.between("scope.national", sentence[0], draft.first) and draft.kind != "share":
        return
    ranges = [(block.start, block.end)]
    ranges += [(structure.blocks[i].start, structure.blocks[i].end) for i in (block.lead, block.heading) if i is not None]
    for start, end in ranges:
        around = _inside(layers, start, end)
        regions = {p.region for p in around if p.region}
        if len(regions) == 1 and _tie(draft, around):
            draft.places = []
            _complete(draft, article)
            return
    draft.places, draft.provinces = [], []
    draft.regions = [article.region] if article.region else []
    _complete(draft, article)


def _same_region_as(place: PlaceMention, places: list[PlaceMention]) -> list[PlaceMention]:
    return [p for p in places if p.region == place.region]


def _complete(draft: Draft, article: ArticlePlaces) -> None:
    """A fact of the article's own region, with no province named, is of the article's own province."""
    if not draft.provinces and article.province and draft.regions == [article.region]:
        draft.provinces = [article.province]

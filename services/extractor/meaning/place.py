"""Place: a fact is tied to the places of its clause, else of its sentence, its paragraph, its heading, else of the article."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from services.extractor.clitics import readings
from services.extractor.kinds.base import MONEY, Draft
from services.extractor.layers import Layers
from services.extractor.lexicon import words
from services.extractor.places import PlaceMention
from services.extractor.places.catalog import region_of
from services.extractor.spans import within
from services.extractor.watches import Watch

_LONGEST_NAME = 80  # code points of a body's name in front of its place
_BESIDE = 2  # tokens from a figure to 'باقي'
_REST = words("باقي بقية سائر بقيه")
_COMMAS = frozenset("،,؛")
_CAPITAL = "الرباط"  # where ministries speak of the whole country
_TOTAL = words("إجمالي إجمالية إجماليا مجموع كلي كلية")
_BEHIND_A_NAME = 2  # code points: a blank
_TO_A_THING = 3  # tokens from a town back to what stands in it
_OF_A_TOWN = words("حي أحياء سوق أسواق قيسارية صناع حرفيو حرفيي صانعات تجار دباغو عمالة ولاية سويقة درب شارع متحف قرية")
_OF_ANY_TOWN = words("العتيقة القديمة الجديدة")
_UNITS = words("مدينة إقليم عمالة")
_KNOWN_PLACE = Watch(lambda word: any(r.article and r.core in _UNITS for r in readings(word)) or None)
_LEAD = 80  # tokens
_DOMINANT = 0.6  # a region with this share of all mentions is the article's own


class NamedPlaces:
    """The places of a text by the tokens that they cover, without those that only say where something was written or said."""

    def __init__(self, layers: Layers | None, *, of_title: bool = False) -> None:
        self.mentions = [p for p in layers.places if not is_venue(layers, p, of_title=of_title)] if layers else []
        covered = [layers.tokens.between(p.start, p.end) for p in self.mentions] if layers else []
        self._starts = [c.start for c in covered]
        self._ends = [c.stop for c in covered]

    def inside(self, low: int, high: int) -> list[PlaceMention]:
        """Those that lie within tokens `[low, high)`, in order."""
        i = bisect_left(self._starts, low)
        j = bisect_left(self._starts, high, i)
        return [self.mentions[n] for n in range(i, j) if self._ends[n] <= high]


@dataclass(frozen=True, slots=True)
class ArticlePlaces:
    """The places of a whole article. `region` and `province` are its own where one stands out, else None."""

    region: str | None
    province: str | None
    named: dict[str, NamedPlaces]
    """Of its title and its body."""


def article_places(title: Layers | None, body: Layers) -> ArticlePlaces:
    """Which region and province an article is about, where one stands out."""
    named = {"title": NamedPlaces(title, of_title=True), "body": NamedPlaces(body)}
    region, province = _dominant("region", named, body), _dominant("province", named, body)
    if region is not None and province is None and not any(p.province for p in named["title"].mentions):
        # a region's fair in a town: the one province named at all, in the lead
        mentions = [p for p in named["body"].mentions if p.province]
        if len({p.province for p in mentions}) == 1 and body.tokens.at(mentions[0].start) < _LEAD:
            only = mentions[0].province or ""
            province = only if region_of(only) == region else None
    return ArticlePlaces(region, province, named)


def _dominant(level: str, named: dict[str, NamedPlaces], body: Layers) -> str | None:
    in_title = {c for p in named["title"].mentions if (c := getattr(p, level))}
    if len(in_title) == 1:
        return str(in_title.pop())
    mentions = [(c, p) for p in named["body"].mentions if (c := getattr(p, level))]
    if not mentions:
        # nothing but a dateline: a local paper's town is its article's
        mentions = [(c, p) for p in body.places if (c := getattr(p, level)) and p.name != _CAPITAL]
        return str(mentions[0][0]) if len({c for c, _ in mentions}) == 1 else None
    once = dict.fromkeys((c, body.structure.sentence_of(body.tokens.at(p.start))[0]) for c, p in mentions)
    sentences = Counter(c for c, _ in once)  # twice in one sentence is once
    counts = Counter(c for c, _ in mentions)
    code = max(sentences, key=lambda c: (sentences[c], counts[c]))  # of equals the first named
    n = sentences[code]
    if sum(m == n for m in sentences.values()) > 1:
        return None  # two that are spoken of as often
    share = n / sentences.total()
    # a town that is named once is an aside, unless the article speaks of 'the town'; a region or a province is not
    if n > 1 or any(c == code and p.type in {"region", "province"} for c, p in mentions):
        return str(code) if max(share, counts[code] / counts.total()) >= _DOMINANT else None
    return str(code) if share >= _DOMINANT and _refers_back(body) else None


def _refers_back(body: Layers) -> bool:
    """Whether a text speaks of a town or a province without its name, as of one that is known: 'تجار المدينة'."""
    words_ = body.tokens.words
    return any(words_[i + 1] not in _OF_ANY_TOWN for i, _ in body.tokens.seen(_KNOWN_PLACE) if i + 1 < len(words_))


def is_venue(layers: Layers, place: PlaceMention, *, of_title: bool = False) -> bool:
    """Whether a place only says where something was written or said.

    A dateline ('الرباط 3 فبراير 2015 (ومع) –', 'الرباط/ متابعة') or the capital as the place of a meeting ('بالرباط').
    A town that opens a title ('وجدة: حريق يأتي على محلات النجارة') is where the news is from.
    """
    tokens = layers.tokens
    covered = tokens.between(place.start, place.end)
    block = layers.structure.block_of(covered.start)
    following = tokens.words[covered.stop : covered.stop + 1]
    beginning = not of_title and covered.start - block.start <= 1 and place.type not in {"region", "province"}
    if beginning and following and (following[0] in "-/:(" or _date_at(layers, covered.stop)):
        return True
    return place.name == _CAPITAL and place.type == "city" and not _of_the_towns_own(layers, covered.start)


def _of_the_towns_own(layers: Layers, token: int) -> bool:
    """Whether a name says where something stands or who is from there: 'دباغو حي الأوداية بالرباط', 'صناع الرباط'."""
    before = layers.tokens.words[max(0, token - _TO_A_THING) : token]
    return any(r.core in _OF_A_TOWN for word in before for r in readings(word) if not r.article)


def _date_at(layers: Layers, token: int) -> bool:
    """Whether a date begins at a token: 'الرباط 3 فبراير', but not 'تضم فاس 30 ألف صانع'."""
    return bool(within(layers.dates, layers.tokens.starts[token], layers.tokens.ends[token]))


def _is_rest(word: str) -> bool:
    return word.lstrip("وبلف") in _REST or word[1:] in _REST or word in _REST


_RESTS = Watch(lambda word: _is_rest(word) or None)


def _tie(draft: Draft, places: Iterable[PlaceMention]) -> bool:
    found = list(places)
    if len(found) == 1:  # mostly
        only = found[0]
        draft.places, draft.regions = [only.name], [only.region] if only.region else []
        draft.provinces = [only.province] if only.province else []
        return bool(draft.regions)
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
    named = article.named[draft.in_]
    low, high = clause
    if layers.tokens.sees(_RESTS, draft.last, min(high, draft.last + _BESIDE)):
        draft.regions = [article.region] if article.region else []
        return  # '15.000 بباقي الأقاليم': of the places not named
    own = _own(draft, low, high, named)
    if own and _tie(draft, own):
        _complete(draft, article)
        return
    national = "scope.national" in layers.marks.tags and draft.kind != "share"
    if national and _speaks_of_the_country(layers, low, _comma_after(layers, draft.last, high)):
        return
    sentence = structure.sentence_of(draft.first)
    block = structure.block_of(draft.first)
    left = named.inside(sentence[0], draft.first)
    if left and _in_its_item(draft, left[-1]):
        left = _joined_to_last(layers, left)
    if left and _tie(draft, _same_region_as(left[-1], left)):
        _complete(draft, article)
        return
    if national and _speaks_of_the_country(layers, sentence[0], draft.first):
        return
    # 'اثنا عشر شابا وثماني عشرة شابة من تنغير', but nothing behind a comma
    alone = article.region is None and not left
    right = named.inside(draft.last, _comma_after(layers, draft.last, sentence[1])) if alone else []
    if len({p.region for p in right}) == 1 and _tie(draft, right):
        _complete(draft, article)
        return
    ranges = [(block.start, sentence[0])]
    ranges += [(structure.blocks[i].start, structure.blocks[i].end) for i in (block.lead, block.heading) if i is not None]
    for start, end in ranges:
        around = [p for p in named.inside(start, end) if not (article.region and _in_a_name(layers, p))]
        regions = {p.region for p in around if p.region}
        if len(regions) == 1 and _tie(draft, around):
            draft.places = []
            _complete(draft, article)
            return
    draft.places, draft.provinces = [], []
    draft.regions = [article.region] if article.region else []
    _complete(draft, article)


def _speaks_of_the_country(layers: Layers, low: int, high: int) -> bool:
    """Whether 'بالمغرب' and the like stand in a range of tokens, and not in or behind a body's name: 'مجلس النواب المغربي'."""
    starts = [layers.tokens.starts[m.start] for m in layers.marks.between("scope.national", low, high)]
    return any(
        all(body.end < start - _BEHIND_A_NAME for body in within(layers.organisations, start - _LONGEST_NAME, start + 1))
        for start in starts
    )


def _in_a_name(layers: Layers, place: PlaceMention) -> bool:
    """Whether a place is only a part of a body's name: 'جامعة ابن زهر بأكادير' brings what follows nowhere."""
    return any(o.end >= place.end for o in within(layers.organisations, place.start - _LONGEST_NAME, place.start))


def _own(draft: Draft, low: int, high: int, places: NamedPlaces) -> list[PlaceMention]:
    """The places that stand with the figure itself: beside it, behind it up to a comma, before it in its clause."""
    layers = draft.layers
    if draft.quantity is None:
        covered = layers.tokens.between(draft.start, draft.end)
        named = places.inside(covered.start, covered.stop)
        return _same_region_as(named[0], named) if named and draft.kind == "agreement" else named
    left = places.inside(low, draft.first)
    if left and _named_just_before(draft, left[-1]):
        return _joined_to_last(layers, left)  # 'الدار البيضاء (31 في المائة)'
    if left and draft.unit in MONEY:
        return _of_the_last_thing(draft, low, left)
    right = places.inside(draft.last, _right_end(draft, high, places))
    if right and draft.unit in MONEY:
        # behind an amount the next thing paid for begins soon: '175 مليون درهم وتحسين تقنيات الانتاج بفضاء زناتة'
        joined = next((t for t in range(draft.last, high) if layers.tokens.words[t].startswith("و")), high)
        return [p for p in right if layers.tokens.at(p.start) < joined]
    return right or left


def _in_its_item(draft: Draft, place: PlaceMention) -> bool:
    """Whether a figure in brackets stands in the same item of a list as a place: 'وقلعة السراغنة بـ 6.731 (11%)'."""
    tokens = draft.layers.tokens
    bracketed = "(" in tokens.words[draft.first - 1 : draft.first + 1]
    return bracketed and _comma_after(draft.layers, tokens.at(place.start), draft.first) == draft.first


def _named_just_before(draft: Draft, place: PlaceMention) -> bool:
    """Whether a figure stands in a bracket or behind a colon right after a place."""
    tokens = draft.layers.tokens
    return tokens.at(place.end) >= draft.first - 2 and tokens.words[draft.first - 1] in "(:+"


def _joined_to_last(layers: Layers, places: list[PlaceMention]) -> list[PlaceMention]:
    """The last of some places, with those that nothing but 'و' parts from it: 'فاس ومكناس (31 في المائة)'."""
    at = len(places) - 1
    while at and layers.tokens.at(places[at].start) - layers.tokens.at(places[at - 1].end) <= 1:
        if places[at].region != places[at - 1].region:
            break
        at -= 1
    return places[at:]


def _of_the_last_thing(draft: Draft, low: int, places: list[PlaceMention]) -> list[PlaceMention]:
    """The places of what an amount is for: those behind the thing named last before it, unless it is for all of them."""
    layers = draft.layers
    things = layers.marks.between("facility.noun", low, draft.first)
    behind = [p for p in places if things and layers.tokens.at(p.start) >= things[-1].start]
    if not behind or any(map(_is_total, layers.tokens.words[things[-1].start : draft.last])):
        return places
    return behind


def _is_total(word: str) -> bool:
    return any(r.core in _TOTAL for r in readings(word))


def _comma_after(layers: Layers, token: int, high: int) -> int:
    words_, kinds = layers.tokens.words, layers.tokens.kinds
    for t in range(token, high):
        # '8,144' has none
        if words_[t] in _COMMAS and not (t and kinds[t - 1] == "d" and kinds[t + 1 : t + 2] == "d"):
            return t
    return high


def _right_end(draft: Draft, high: int, places: NamedPlaces) -> int:
    """How far the words behind a figure speak of where it is: to the comma, unless a list of places goes on behind it."""
    layers = draft.layers
    end = _comma_after(layers, draft.last, high)
    while end + 1 < high:
        following = places.inside(end + 1, min(high, end + 4))
        if not places.inside(max(draft.last, end - 3), end) or not following or layers.tokens.at(following[0].start) > end + 2:
            break
        end = _comma_after(layers, end + 1, high)
    # the next thing counted or built has places of its own
    things = layers.marks.between("facility.noun", draft.last, end)
    return things[0].start if things and draft.kind == "facilities" else end


def _same_region_as(place: PlaceMention, places: list[PlaceMention]) -> list[PlaceMention]:
    return [p for p in places if p.region == place.region]


def _complete(draft: Draft, article: ArticlePlaces) -> None:
    """A fact of the article's own region, with no province named, is of the article's own province."""
    if not draft.provinces and article.province and draft.regions == [article.region]:
        draft.provinces = [article.province]

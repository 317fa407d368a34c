"""Figures become facts: the words around each are weighed, and the best rule gives the kind."""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Literal, NamedTuple

from services.extractor.changes import CHANGE, changed_by, is_change, is_reached, moved_by, told_change
from services.extractor.kinds.base import MONEY, Draft, KindRules, QuantityRule
from services.extractor.layers import Layers
from services.extractor.lexicon import Lexicon, words
from services.extractor.nouns import Figure, Nouns
from services.extractor.sight import PART_WORDS, Sight
from services.extractor.spans import within

_RECENT = 30  # figures that one looks back on
_AMOUNT = 100_000  # a bare figure of this size beside amounts of money is one of them
_MILLION = 1_000_000
_ENUMERATED = 8  # figures of an enumeration
_TIMES = words("مرة مرات ضعف أضعاف أضعافا")
_LEVELS = frozenset({"exports", "turnover"})
_BY_WORD = frozenset({"growth.rose", "growth.fell"})
_OTHERS = words("آخرين آخرون آخر أخرى أخريات إضافية إضافي إضافيين موسمية موسميا قارة مؤقتة مختلطة نسائية نسوية")  # '12 آخرين'
_AGAINST = words("كان كانت أصبح أصبحت فأصبح فأصبحت صار فصار مقابل بدل عوض بعدما مقارنة بالمقارنة قياسا اليوم واليوم حاليا")
_AGAINST_REACH = 6  # tokens before an amount in which it is said to be set against another
_NAMES_OF_MONEY = ("exports.before", "turnover.before", "price.before", "budget.before")
_WITHOUT_A_WORD = frozenset({"budget.money_without_a_word", "price.small_amount", "other.unknown_noun", "share.percent"})
_TERSE = 7  # tokens
_OPENING = (":", "(", "-")
_LOOSE_SHARES = frozenset({"share.named_before", "share.percent"})
_COORDINATED: tuple[list[str], ...] = (["و"], [])
_CHAMBERS = 60  # more than a country has
_HOTEL = 8  # tokens to each side in which a hotel makes a غرفة a room
_OF_A_HOTEL = words("فندق الفندق فندقا فندقية الفندقية فندقي سرير سريرا أسرة جناح جناحا أجنحة إيواء الإيواء نزل نوم مبيت للنوم")
_SMALL = 2_000  # dirhams; an amount below, with nothing said of it, is what something costs


def _shared_currency(sight: Sight) -> str | None:
    """The currency that an enumeration names once, at its end: 'الصندوق ب40 مليون، والمجلس ب14 مليون درهم'."""
    quantity = sight.figure.quantity
    if quantity.unit is not None or (quantity.value or 0) < _MILLION or sight.word_follows():
        return None
    if sight.noun is not None and sight.noun.start >= sight.figure.first:
        return None
    for following in sight.following(_ENUMERATED):
        if following.quantity.unit is not None:
            return following.quantity.unit if following.quantity.unit in MONEY else None
        if (following.quantity.value or 0) < _MILLION:
            return None
    return None


def _is_room(sight: Sight) -> bool:
    """Whether a غرفة that is counted is a hotel's room and no chamber: 'تجديد 25.000 غرفة فندقية', 'فندق من 120 غرفة'."""
    if sight.noun is None or sight.noun.entry.forms[0] != "غرفة":
        return False
    low, high = sight.sentence
    around = sight.layers.tokens.words[max(low, sight.figure.first - _HOTEL) : min(high, sight.noun.end + _HOTEL)]
    return (sight.figure.quantity.value or 0) > _CHAMBERS or not _OF_A_HOTEL.isdisjoint(around)


def _sold_in_bulk(sight: Sight) -> bool:
    """Whether an amount is what several things fetched together: 'بيعت 500 زربية بمبلغ مليوني درهم'."""
    number = sight.before
    if number is None or number.first < sight.sentence[0] or sight.figure.first - number.last > CHANGE:
        return False
    sold = sight.layers.marks.last_before("price.before", sight.sentence[0], number.first)
    several = number.quantity.unit is None and (number.quantity.value or 0) > 1
    return several and sold is not None and sold.entry.forms[0] == "يباع"


def _is_version(sight: Sight) -> bool:
    """Whether a figure is a version in a name: 'منصة صنعة 2.0', 'الجيل 3.0'."""
    quantity, tokens, first = sight.figure.quantity, sight.layers.tokens, sight.figure.first
    return (
        quantity.unit is None
        and quantity.end - quantity.start <= len("10.0")
        and tokens.text.endswith(".0", quantity.start, quantity.end)
        and sight.noun is None
        and first > 0
        and (tokens.kinds[first - 1] in "wl" and not tokens.words[first - 1].startswith(("بلغ", "يبلغ", "تبلغ")))
    )


def _share_kind(drafts: list[Draft]) -> None:
    """What is said behind the last of coordinated figures is said of all: '31,4 و18,2 مليون درهم من صادرات الجلد'."""
    for before, draft in reversed(list(pairwise(drafts))):
        if before.rule not in _WITHOUT_A_WORD or draft.rule in _WITHOUT_A_WORD or before.unit != draft.unit:
            continue
        if before.quantity is None or before.layers.tokens.words[before.last : draft.first] not in _COORDINATED:
            continue
        before.kind, before.rule = draft.kind, f"{draft.kind}.elliptic"
        before.score = min(draft.score, 0.8)


class _Asked(NamedTuple):
    """A rule that is asked, with its place in the folders, which settles a tie, and of its words those that the text holds."""

    place: int
    rule: QuantityRule
    before: Sequence[str]
    after: Sequence[str]


_Rules = list[_Asked]


def _by_weight(rules: list[QuantityRule]) -> _Rules:
    """The rules, the weightiest first, since no rule scores above its weight."""
    asked = [_Asked(place, rule, rule.before, rule.after) for place, rule in enumerate(rules)]
    return sorted(asked, key=lambda a: -a.rule.weight)


def _is_terse(sight: Sight) -> bool:
    """Whether a sentence or an item holds a place and its figure and no more: 'فاس: 1200 صانع؛ مكناس: 800؛ تازة: 300'."""
    low, high = sight.sentence
    if high - low > _TERSE or sight.layers.tokens.words[sight.figure.first - 1] not in _OPENING:
        return False
    starts = sight.layers.tokens.starts
    return bool(within(sight.layers.places, starts[low], starts[sight.figure.first]))


def _adjective_follows(sight: Sight) -> bool:
    """Whether only an adjective stands behind the figure: '12 آخرين', 'من بينها 18 نسائية'."""
    texts, figure = sight.layers.tokens.words, sight.figure
    if texts[figure.last] in _OTHERS:
        return True
    return texts[figure.last].endswith("يه") and not PART_WORDS.isdisjoint(texts[max(0, sight.edge - 2) : sight.edge])


def _held(tags: Sequence[str], present: Set[str]) -> Sequence[str]:
    """Of several tags those that are there; of one it is known already."""
    return tags if len(tags) < 2 else [tag for tag in tags if tag in present]


class Classifier:
    """The quantity rules of all kinds, ready to be applied."""

    def __init__(self, kinds: tuple[KindRules, ...], lexicon: Lexicon) -> None:
        rules: dict[str, list[QuantityRule]] = {"money": [], "percent": [], "count": []}
        for kind in kinds:
            for rule in kind.quantity_rules:
                rules[rule.counted].append(rule)
        # most rules ask for a noun: only those of the figure's own noun, and those that ask for none, are tried
        self._without_noun = {counted: _by_weight([r for r in of if not r.noun]) for counted, of in rules.items()}
        self._by_noun = {
            counted: {tag: _by_weight([r for r in of if not r.noun or tag in r.noun]) for tag in {t for r in of for t in r.noun}}
            for counted, of in rules.items()
        }
        self.nouns = Nouns(frozenset(tag for rule in rules["count"] for tag in rule.noun), lexicon)

    def read(self, layers: Layers, figures: list[Figure], in_: Literal["title", "body"]) -> list[Draft]:
        """Drafts of all figures of a text (see `figures_of`), in order."""
        words, firsts = layers.tokens.words, [f.first for f in figures]
        possible: dict[tuple[str, str], _Rules] = {}
        drafts: list[Draft] = []
        for n in range(len(figures)):
            last = figures[n].last
            if last < len(words) and words[last] in _TIMES:
                continue  # 'ثلاث مرات' counts nothing
            sight = Sight(self.nouns, layers, figures, firsts, n)
            sight.noun = sight.find_noun()
            if _is_version(sight):
                continue
            elliptic = self._elliptic(sight, drafts) or self._compared(sight, drafts) or self._part(sight, drafts)
            drafts.append(elliptic or self._classify(sight, in_, possible))
        _share_kind(drafts)
        return drafts

    def _elliptic(self, sight: Sight, before: list[Draft]) -> Draft | None:
        """A figure that leaves out what it counts, since the one before said it: 'و702 بتارودانت', '(2,4 مليار)'."""
        quantity = sight.figure.quantity
        if quantity.unit is not None or sight.noun is not None or quantity.form == "dual":
            return None
        if sight.word_follows() and not _adjective_follows(sight):
            return None
        terse = _is_terse(sight)
        low = sight.block.start if not terse else before[-1].first if before else 0
        model = next((d for d in reversed(before[-_RECENT:]) if d.first >= low and d.unit not in {None, "percent"}), None)
        if model is None or model.quantity is None:
            return None
        money = model.unit in MONEY
        big = quantity.value is not None and abs(quantity.value) >= _AMOUNT
        same_sentence = model.first >= sight.sentence[0] or terse
        if (money and not big) or not (same_sentence or money) or model.rule == "other.unknown_noun":
            return None
        draft = self._like(sight, model, 0.72)
        draft.unit, draft.facility, draft.noun = model.unit, model.facility, model.noun
        return draft

    def _compared(self, sight: Sight, before: list[Draft]) -> Draft | None:
        """An amount that the one before it is set against is of its kind: '… 492 مليون درهم، مقابل 431 مليون درهم'."""
        quantity, layers = sight.figure.quantity, sight.layers
        model = before[-1] if before else None
        if model is None or quantity.unit not in MONEY or model.unit not in MONEY or model.first < sight.sentence[0]:
            return None
        words_ = layers.tokens.words[model.last : sight.edge]
        if words_ == ["("] and model.unit != quantity.unit:  # 147 مليار درهم (14,7 مليار دولار)
            return self._like(sight, model, 0.85)
        if (
            model.unit != quantity.unit
            or model.rule == "budget.money_without_a_word"
            or _AGAINST.isdisjoint(words_[-_AGAINST_REACH:])
        ):
            return None
        if any(layers.marks.between(tag, model.last, sight.figure.first) for tag in _NAMES_OF_MONEY):
            return None
        draft = self._like(sight, model, 0.85)
        draft.facility = model.facility
        return draft

    def _part(self, sight: Sight, before: list[Draft]) -> Draft | None:
        """Persons of those just counted: 'استفاد 146 صانعا، بينهم 90 امرأة'."""
        model = before[-1] if before else None
        noun = sight.noun
        if model is None or model.unit != "person" or model.first < sight.sentence[0] or noun is None:
            return None
        beside = sight.layers.tokens.words[max(0, sight.edge - 1) : sight.edge]
        if PART_WORDS.isdisjoint(beside) or noun.entry.tag != "person.other" or noun.start < sight.figure.first:
            return None
        draft = self._like(sight, model, 0.85)
        draft.unit = "person"
        return draft

    def _like(self, sight: Sight, model: Draft, score: float) -> Draft:
        """A draft of the kind of one before it, which says what this figure leaves out."""
        return self._draft(sight, model.in_, model.kind, f"{model.kind}.elliptic", score)

    def _rules(self, layers: Layers, counted: str, noun: str) -> _Rules:
        """The rules for a figure with a noun of a tag, without those that ask for words that the whole text does not hold."""
        present = layers.marks.tags
        rules = self._by_noun[counted].get(noun, self._without_noun[counted])
        asked: _Rules = []
        for place, rule, before, after in rules:
            if (before and present.isdisjoint(before)) or (after and present.isdisjoint(after)):
                continue
            asked.append(_Asked(place, rule, _held(before, present), _held(after, present)))
        return asked

    def _classify(self, sight: Sight, in_: Literal["title", "body"], possible: dict[tuple[str, str], _Rules]) -> Draft:
        """The draft of the rule that fits best; `possible` keeps what `_rules` gave for other figures of the text."""
        quantity = sight.figure.quantity
        shared = _shared_currency(sight)
        counted = "money" if quantity.unit in MONEY or shared else "percent" if quantity.unit == "percent" else "count"
        best, best_score, best_place = None, -1.0, 0
        key = (counted, sight.noun.entry.tag if sight.noun else "")
        if key not in possible:
            possible[key] = self._rules(sight.layers, *key)
        for place, rule, before, after in possible[key]:
            if rule.weight < best_score:
                break  # nor can any rule behind it
            score = sight.score(rule, before, after)
            if score > best_score or (score == best_score and place < best_place):
                best, best_score, best_place = rule, score, place
        if best is None:  # the kinds' folders hold a rule without conditions for each of the three
            raise LookupError(f"no rule for a figure that counts {counted}")
        draft = self._draft(sight, in_, best.kind, best.name, best_score, best)
        draft.unit = shared or draft.unit
        if (
            best.name in {"budget.money_without_a_word", "turnover.sold"}
            and quantity.unit == "MAD"
            and (quantity.value or _SMALL) < _SMALL
        ):
            draft.kind, draft.rule, draft.score = "price", "price.small_amount", 0.4
        if best.name == "organisations.counted" and _is_room(sight):
            draft.kind, draft.rule, draft.unit = "other", "other.rooms", "item"
        if best.name == "price.named_before" and _sold_in_bulk(sight):
            draft.kind, draft.rule = "turnover", "turnover.sold"
        if draft.kind in _LEVELS and counted == "money" and is_change(sight):
            draft.kind, draft.rule, draft.score = "other", "other.change_of_an_amount", 0.7
            draft.notes.append("مقدار التغير وليس المستوى المسجل")
        if draft.kind == "growth" and best.name in _BY_WORD and is_reached(sight):
            draft.kind, draft.rule, draft.score = "share", "share.reached", 0.85
        if best.name == "share.level" and (way := moved_by(sight)):
            draft.kind, draft.rule, draft.score = "growth", "growth.fell" if way < 0 else "growth.rose", 0.85
        signed = sight.figure.first and sight.layers.tokens.words[sight.figure.first - 1] in ("+", "زائد")
        if counted == "percent" and (signed or (quantity.value is not None and quantity.value < 0)) and draft.kind == "share":
            draft.kind, draft.rule, draft.score = "growth", "growth.signed", 0.9
        if draft.kind == "share" and best.name in _LOOSE_SHARES and (way := told_change(sight) or changed_by(sight)):
            draft.kind, draft.rule, draft.score = "growth", "growth.fell" if way < 0 else "growth.rose", 0.85
        if draft.rule == "growth.fell":
            draft.value, draft.value_max = (None if v is None else -abs(v) for v in (draft.value, draft.value_max))
        return draft

    @staticmethod
    def _draft(
        sight: Sight, in_: Literal["title", "body"], kind: str, name: str, score: float, rule: QuantityRule | None = None
    ) -> Draft:
        quantity = sight.figure.quantity
        start, end = sight.quote(rule)
        return Draft(
            kind=kind,
            rule=name,
            layers=sight.layers,
            in_=in_,
            first=sight.figure.first,
            last=sight.noun.end if sight.noun and sight.noun.start >= sight.figure.first else sight.figure.last,
            start=start,
            end=end,
            score=score,
            value=quantity.value,
            value_max=quantity.value_max,
            unit=quantity.unit or (rule.unit if rule else None),
            qualifier=quantity.qualifier,
            quantity=quantity,
            noun=sight.noun,
            facility=sight.noun.entry.label or None if sight.noun and kind == "facilities" else None,
            notes=[quantity.note] if quantity.note else [],
            flags=list(quantity.flags),
        )

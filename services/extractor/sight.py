"""What a rule sees from one figure: its counted noun, the words around it and how far off they are, and its quote."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from operator import attrgetter

from services.extractor.kinds.base import QuantityRule
from services.extractor.layers import Layers
from services.extractor.lexicon import Mark, words
from services.extractor.nouns import Figure, Nouns, feminine, has_article, has_preposition, picked_from
from services.extractor.phrases import is_singular
from services.extractor.spans import within
from shared.text.folding import fold_word

_SLOPE = 0.008  # what a token of distance takes off a score
_COMMAS = frozenset("،,:؛")
_COMMA, _FIGURE = 4, 5  # a comma, another figure between a cue and its figure: as far as so many tokens
_LEAD, _PREVIOUS, _HEADING = 16, 20, 28  # a cue in the list's lead, the sentence before, the heading
_TOPICS = frozenset({"exports.before", "turnover.before"})
_PRONOUNS = words("قيمتها قيمته مجموعها مجموعه حجمها حجمه مبلغها مبلغه")
_PRONOUN_REACH = 12  # tokens between such a word and its figure: 'وفق الحصيلة التي نشرتها المؤسسة' may stand between
_OF_IT = 4  # how much nearer the word that a pronoun stands for is than it looks
_NEAR = 7  # tokens to the right in which an `after` cue is looked for
_NOUN_LEFT = 12  # tokens to the left in which 'عدد العارضين … 120' is looked for

_FROM = frozenset(map(fold_word, ("من", "من بين", "ضمن")))
_COUNT_WORDS = frozenset(
    map(
        fold_word,
        ("عدد", "عددهم", "عددها", "عددهن", "عددهما", "مجموع", "مجموعه", "إجمالي", "بلغ", "بلغت", "العدد", "تعداد", "وعدد"),
    )
)
_NUMBER_OF = words("عدد العدد مجموع إجمالي تعداد")
_TWO = 2  # the most that a dual or a singular stands for
_MEMBER = 3  # tokens from a figure to the next of a series, 'و' and its place between
_NOUNS_IN_WAW = ("ورش", "وحد", "وكال", "وساد", "وافد", "وسيط", "وسطاء")
_CAME_TO = words("بلغ بلغت")
_LED = ("بال", "لل", "كال", "وال", "فال")  # prepositions and conjunctions with the article
_ONE = words("واحد واحدة واحدا")
_MARKS_REACHED: tuple[list[str], ...] = ([], ["عتبه"], ["حاجز"], ["سقف"], ["حدود"])
_OUT_OF_WHOLE = (["من", "اصل"], ["من", "مجموع"])
_end = attrgetter("end")
_LISTED = (["،"], [","])
_AND = words("و أو إلى الى ثم")
PART_WORDS = words("منها منهم منهن ضمنها ضمنهم ضمنهن بينها بينهم بينهن")
_SKIP = frozenset('()"[]*')
_NO_NOUN = words(
    "في من إلى على عن مع منهم منها منهن خلال سنة عام سنتي عامي برسم مقابل بعد قبل منذ أو ثم أي حسب وفق كما حيث بينما فيما مقارنة "
    "أصبح أصبحت صار صارت كان كانت بات باتت لم لن قد ولا وهو وهي فيما لدى عند "
    "سنويا شهريا يوميا قيد طور فقط حاليا غير لا السنة العام الشهر الموسم "
    "الدورة كلها جميعها تم تمت سيتم ستتم لكن بينهم بينها ضمنهم"
)


class Sight:
    """What a rule sees from one figure."""

    def __init__(self, nouns: Nouns, layers: Layers, figures: list[Figure], firsts: list[int], n: int) -> None:
        self.nouns = nouns
        self.layers = layers
        self.figure = figures[n]
        self._figures, self._n = figures, n
        self._firsts = firsts
        self.sentence = layers.structure.sentence_of(self.figure.first)
        self.block = layers.structure.block_of(self.figure.first)
        quantity = self.figure.quantity
        self.before = figures[n - 1] if n else None
        qualified = quantity.qualifier_start < layers.tokens.starts[self.figure.first]
        self.edge = min(layers.tokens.at(quantity.qualifier_start), self.figure.first) if qualified else self.figure.first
        before = figures[n - 1].last if n else 0
        after = figures[n + 1].first if n + 1 < len(figures) else len(layers.tokens)
        self.low = max(self.sentence[0], before)
        self.high = min(self.sentence[1], after)
        self.noun: Mark | None = None
        """The counted noun, right of the figure or left of it; `find_noun` looks for it."""

    def find_noun(self) -> Mark | None:
        """The counted noun; for no figure without a need, since it looks at the next figure's."""
        if self.figure.quantity.unit is not None:
            return None
        if self.figure.quantity.form == "dual":
            return self.nouns.dual_noun(self.layers, self.figure)
        if (self._behind_its_noun() or self._postposed()) and (mark := self._noun_left()) is not None:
            return mark
        right = self._noun_right()
        if right is not None and right.entry.tag == "person.other" and (named := self._number_of()) is not None:
            return right if named.entry.tag == right.entry.tag else named  # 'عدد النساجات … ثلاثة آلاف امرأة'
        return right or self._noun_shared() or self._noun_left()

    def _postposed(self) -> bool:
        """Whether a number in words stands right behind its noun: 'التعاونيات الخمس الفائزة', 'معلم واحد'."""
        texts, first = self.layers.tokens.words, self.figure.first
        if self.figure.quantity.form != "words" or not first or self.figure.last != first + 1:
            return False
        if texts[first] in _ONE:
            return True
        return has_article(texts[first]) and self.nouns.last_noun(self.layers, max(self.low, first - 1), first) is not None

    def _behind_its_noun(self) -> bool:
        """Whether the figure has an article of its own, as it takes behind the noun: 'الصانعات الـ32'."""
        first = self.figure.first
        return first > 0 and self.layers.tokens.words[first - 1] == "ال" and self.figure.quantity.form == "digits"

    def following(self, most: int) -> list[Figure]:
        """The figures behind this one in its sentence."""
        behind = self._figures[self._n + 1 : self._n + 1 + most]
        return [f for f in behind if f.first < self.sentence[1]]

    def _noun_shared(self) -> Mark | None:
        """The noun that stands behind the next figure and belongs to both: '75 و60 شابا', 'من 260 إلى 90 معلما'."""
        following = self._figures[self._n + 1] if self._n + 1 < len(self._figures) else None
        if following is None or following.quantity.unit is not None:
            return None
        between = self.layers.tokens.words[self.figure.last : following.first]
        if between in _LISTED and self._n + 2 < len(self._figures):  # '12، 15 و18 تعاونية'
            last = self._figures[self._n + 2]
            if self.layers.tokens.words[following.last : last.first] == ["و"]:
                return Sight(self.nouns, self.layers, self._figures, self._firsts, self._n + 1)._noun_shared()
        if between not in _OUT_OF_WHOLE and (len(between) > 1 or any(w not in _AND for w in between)):
            return None
        return Sight(self.nouns, self.layers, self._figures, self._firsts, self._n + 1)._noun_right()

    def _noun_right(self) -> Mark | None:
        texts, token = self.layers.tokens.words, self.figure.last
        gap = 0
        while token < self.sentence[1] and texts[token] in _SKIP:
            token += 1
        if token < self.sentence[1] and texts[token] in _FROM:
            token, gap = token + 1, 2
        for candidate in range(token, min(token + gap + 1, self.high)):
            mark = self.nouns.noun_at(self.layers, candidate)
            if mark is None or has_preposition(texts[candidate], mark):
                continue
            if gap and candidate == token and mark.entry.tag == "other.noun" and self._after_part_word():
                continue  # 'منها 12 من الأقاليم الجنوبية': where they are from
            if gap and not mark.entry.tag.startswith("person.") and self._served():
                continue  # 'استفاد 650 من دورات التكوين': what they got
            if gap and candidate > token and not picked_from(texts[token], texts[candidate]):
                continue  # 'تمكن 4100 من ولوج سوق الشغل'
            return self._typed(mark)
        return None

    def _typed(self, mark: Mark) -> Mark:
        """A facility whose type stands behind an adjective: 'مركزا جديدا للتكوين' is a training centre as 'مركز للتكوين' is."""
        tokens = self.layers.tokens
        if mark.entry.tag != "facility.noun" or mark.end - mark.start > 1 or tokens.words[mark.end : mark.end + 1] == []:
            return mark
        return self.nouns.behind_adjective(self.layers, mark) or mark

    def _served(self) -> bool:
        """Whether a verb of benefiting has the figure as its subject: 'استفاد بوجدة 650'."""
        low = max(self.low, self.figure.first - _NEAR)
        mark = self.layers.marks.last_before("beneficiaries.before", low, self.figure.first)
        return mark is not None and mark.entry.forms[0] == "استفاد"

    def _after_part_word(self) -> bool:
        return not PART_WORDS.isdisjoint(self.layers.tokens.words[max(0, self.figure.first - 2) : self.figure.first])

    def _noun_left(self) -> Mark | None:
        words, first = self.layers.tokens.words, self.figure.first
        if self.figure.quantity.value == 1 and words[first] in _ONE:
            mark = self.nouns.last_noun(self.layers, max(self.low, first - 2), first)
            return mark if mark is not None and mark.end == first else None
        if not self._behind_its_noun() and (named := self._number_of()) is not None:
            return named
        # الأقطاب الخمسة: the number follows its noun and takes the article with it
        after_noun = self.figure.quantity.form == "words" and has_article(words[first])
        if after_noun and words[first - 1 : first] not in _MARKS_REACHED:
            return self._plural_left(3, first)
        if self._behind_its_noun():  # العارضون ال60، الزربيات الـ 17
            return self._plural_left(4, first - 1)
        low = max(self.low, first - _NOUN_LEFT)
        counted = [w.removeprefix("و") for w in words[low:first] if w in _COUNT_WORDS or w.removeprefix("و") in _COUNT_WORDS]
        mark = self.nouns.last_noun(self.layers, low, first, alone=True)
        if mark is None or words[mark.start].lstrip("وب") in _COUNT_WORDS:  # مجموعه is also how مجموعة folds
            return None
        singular = is_singular(self.layers, mark)
        if (singular or feminine(words[mark.start], mark)) and not any(w not in _CAME_TO for w in counted):
            return None  # 'بلغت الحصة 8 ملايين'
        beside = first - mark.end <= 1 and not self.word_follows() and not singular
        return mark if counted or beside else None

    def _plural_left(self, most: int, end: int) -> Mark | None:
        """The noun that a number with the article follows: of a construct its head, 'أعضاء التعاونية الاثنين والعشرين'."""
        low = max(self.low, self.figure.first - most)
        mark = self.nouns.last_noun(self.layers, low, end)
        if mark is None or (self.figure.quantity.value or 0) <= _TWO or not is_singular(self.layers, mark):
            return mark
        head = self.nouns.last_noun(self.layers, max(self.low, mark.start - 1), mark.start)
        return mark if head is None or is_singular(self.layers, head) else head

    def _number_of(self) -> Mark | None:
        """What 'عدد' left of the figure governs: 'عدد زوار متحف الحلي', 'عدد النساجات بإقليم بولمان'."""
        texts, first = self.layers.tokens.words, self.figure.first
        for head in range(first - 1, max(self.low, first - _NOUN_LEFT) - 1, -1):
            named = self.nouns.noun_at(self.layers, head + 1) if texts[head].removeprefix("و") in _NUMBER_OF else None
            if named is not None and named.end <= first:
                return named
        return None

    def word_follows(self) -> bool:
        """Whether a word that may be the counted noun, though none we know, stands right of the figure."""
        last, texts = self.figure.last, self.layers.tokens.words
        if last >= self.sentence[1] or self.layers.tokens.kinds[last] != "w":
            return False
        word = texts[last]
        if word in _NO_NOUN or word.endswith(("ها", "هن")) or word.startswith(_LED) or len(word) <= 2:
            return False
        if word[0] == "و" and self._begins_the_next():
            return False
        # 'و702 بتارودانت': a preposition written onto a place
        return not within(self.layers.places, self.layers.tokens.starts[last], self.layers.tokens.ends[last])

    def _begins_the_next(self) -> bool:
        """Whether the word right of the figure opens the next member of a series: '220 وطاطا 65', '85 ومعهد تازة 60'."""
        last = self.figure.last
        following = self._figures[self._n + 1] if self._n + 1 < len(self._figures) else None
        if following is None or not last < following.first <= last + _MEMBER or following.first >= self.sentence[1]:
            return False
        return self.nouns.noun_at(self.layers, last) is None or not self.layers.tokens.words[last].startswith(_NOUNS_IN_WAW)

    def score(self, rule: QuantityRule, before: Sequence[str], after: Sequence[str]) -> float:
        """How well a rule fits, -1 where it doesn't.

        Args:
            before, after: its tags less those that the text does not hold.
        """
        score = rule.weight
        if rule.noun:
            if self.noun is None or self.noun.entry.tag not in rule.noun:
                return -1
            if self.noun.start < self.figure.first:
                score -= _SLOPE * 2
        if rule.before:
            distance = self._least(before, self._distance_before)
            if distance is None:
                return -1
            score -= _SLOPE * distance
        if rule.after:
            distance = self._least(after, self._distance_after)
            if distance is None:
                return -1
            score -= _SLOPE * distance
        return max(score, 0.0)

    def _least(self, tags: Sequence[str], distance: Callable[[str], int | None]) -> int | None:
        least = None
        for tag in tags:
            found = distance(tag)
            if found is not None and (least is None or found < least):
                least = found
        return least

    def _distance_before(self, tag: str) -> int | None:
        marks, structure, first = self.layers.marks, self.layers.structure, self.figure.first
        # the words of its qualifier are no growth: 'ما يزيد عن نصف'
        end = self.edge if tag.startswith("growth") else first
        if self.noun is not None and self.noun.start < first:
            # 'عدد العارضين 120': the noun is no cue for itself, what stands before it is
            end = max(self.noun.start, self.sentence[0])
        mark = marks.last_before(tag, self.sentence[0], end)
        if mark is not None:
            distance = self._between(mark.end, first)
            return distance // _OF_IT if tag in _TOPICS and self._of_it() else distance
        if self.block.lead is not None:
            lead = structure.blocks[self.block.lead]
            mark = marks.last_before(tag, lead.start, lead.end)
            if mark is not None:
                return _LEAD + (first - self.sentence[0])
        if self.sentence[0] > self.block.start:
            low, high = structure.sentence_of(self.sentence[0] - 1)
            mark = marks.last_before(tag, low, high)
            if mark is not None:
                return _PREVIOUS + (first - self.sentence[0])
        if self.block.heading is not None:
            heading = structure.blocks[self.block.heading]
            if marks.last_before(tag, heading.start, heading.end) is not None:
                return _HEADING + (first - self.sentence[0])
        return None

    def _of_it(self) -> bool:
        """Whether the amount is said to be that of what was named before: 'الصادرات …، إذ بلغت قيمتها'."""
        return not _PRONOUNS.isdisjoint(self.layers.tokens.words[max(self.low, self.edge - _PRONOUN_REACH) : self.edge])

    def _between(self, low: int, high: int) -> int:
        words = self.layers.tokens.words
        between = words[low:high]
        commas = 0 if _COMMAS.isdisjoint(between) else sum(1 for w in between if w in _COMMAS)
        crossed = bisect_left(self._firsts, high) - bisect_left(self._firsts, low)
        return (high - low) + _COMMA * commas + _FIGURE * crossed

    def _distance_after(self, tag: str) -> int | None:
        low = self.noun.end if self.noun and self.noun.start >= self.figure.first else self.figure.last
        words = self.layers.tokens.words
        for mark in self.layers.marks.between(tag, low, min(low + _NEAR, self.high)):
            # '… 5 ملايير درهم وصادرات': what a و joins is the next figure's
            if not words[mark.start].startswith("و") or fold_word(mark.entry.forms[0]).startswith("و"):
                return self._between(low, mark.start)
        return None

    def quote(self, rule: QuantityRule | None) -> tuple[int, int]:
        """Folded offsets of the words that the fact was read from."""
        tokens, quantity = self.layers.tokens, self.figure.quantity
        start, end = quantity.qualifier_start, quantity.end
        if (
            self.figure.first
            and tokens.words[self.figure.first - 1] == "("
            and self.figure.last < len(tokens)
            and tokens.words[self.figure.last] == ")"
        ):
            start, end = min(start, tokens.starts[self.figure.first - 1]), tokens.ends[self.figure.last]
        cues = [
            m for tag in (rule.before if rule else ()) if (m := self.layers.marks.last_before(tag, self.low, self.figure.first))
        ]
        nearest = max(cues, key=_end) if cues else None
        if nearest is not None and self.figure.first - nearest.end <= _NEAR:
            start = min(start, tokens.starts[nearest.start])
        if self.noun is None and quantity.unit is None and self.word_follows():
            end = max(end, tokens.ends[self.figure.last])  # a noun that no list knows
        if self.noun is not None:
            start = min(start, tokens.starts[self.noun.start])
            end = max(end, tokens.ends[self._noun_end(self.noun) - 1])
        return start, end

    def _noun_end(self, noun: Mark) -> int:
        """Where the noun's phrase ends: its adjectives and its 'و' partners go with it."""
        end = noun.end
        if noun.start < self.figure.first:
            return end
        words, kinds = self.layers.tokens.words, self.layers.tokens.kinds
        while end < self.high and kinds[end] == "w" and end < noun.end + 4:
            word = words[end]
            partner = word.startswith("و") and self.nouns.noun_at(self.layers, end) is not None
            adjective = word.startswith(("ال", "تقليدي", "حرفي", "نسائي", "مهني", "جديد", "مباشر", "دائم"))
            if not (partner or adjective):
                break
            end += 1
        return end

"""The figures of a text with their tokens, and the nouns that they may count."""

from __future__ import annotations

from dataclasses import dataclass

from services.extractor.layers import Layers
from services.extractor.lexicon import Lexicon, Mark, words
from services.extractor.numbers import Quantity
from services.extractor.numbers.duals import dual_of, is_construct
from services.extractor.numbers.lexicon import NUMBER_WORDS
from shared.text.folding import fold_word

_AMONG = words("بين ضمن أصل مجموع خيرة كبار مختلف جميع هذه هؤلاء قدماء قدامى مهرة")
_SUPERLATIVE = 4  # letters of أفعل: من أمهر الصناع
_ADJECTIVES = words(
    "جديد جديدا جديدة جديدين جديدتين الجديد الجديدة أخرى آخر إضافي إضافيا إضافية متخصص متخصصا متخصصة نموذجي نموذجيا نموذجية "
    "كبير كبيرا كبيرة صغير صغيرة متعدد متعددة إقليمي إقليمية جهوي جهوية قروي قروية حديث حديثة عصري عصرية دائم دائمة متنقل متنقلة"
)


def has_preposition(word: str, mark: Mark) -> bool:
    """Whether a preposition is written onto a noun, so that no figure counts it: '15 بجهة سوس'."""
    if word[0] not in "بلكوف":
        return False
    if word.startswith(("لل", "بال", "كال")):
        return True
    return not any(fold_word(form)[0] == word[0] for form in mark.entry.forms)


def feminine(word: str, mark: Mark) -> bool:
    """Whether a noun's ending says that it is one thing: 'الحصة', but not 'الأروقة', 'الطلبة'."""
    return word.endswith("ه") and word[:3] != "الا" and mark.entry.tag.endswith(".noun") and "person" not in mark.entry.tag


def has_article(word: str) -> bool:
    """Whether a number word has an article; ألف folds as if it had one."""
    entry = NUMBER_WORDS.get(word)
    return entry is not None and entry.article


def picked_from(word: str, noun: str) -> bool:
    """Whether the counted noun may stand behind a word that 'من' governs: 'من أمهر صناع فاس', 'من مختلف التعاونيات'."""
    return noun.startswith("ال") or word in _AMONG or (word[0] == "ا" and len(word) == _SUPERLATIVE)


@dataclass(slots=True)
class Figure:
    """A quantity with its place among the tokens."""

    quantity: Quantity
    first: int
    last: int


def figures_of(layers: Layers) -> list[Figure]:
    """The quantities of a text with the tokens that they cover, qualifier excluded."""
    found = []
    for quantity in layers.quantities:
        covered = layers.tokens.between(quantity.start, quantity.end)
        if len(covered) and not _names_both(quantity, layers.tokens.words[covered.start]):
            found.append(Figure(quantity, covered.start, covered.stop))
    return found


_NAMED = words("إقليم عمالة جهة جماعة مدينة قيادة مقاطعة قطاع")


def _names_both(quantity: Quantity, word: str) -> bool:
    """Whether a dual announces two names and counts nothing: 'بإقليمي الناظور والدريوش', 'قطاعي السياحة والصناعة التقليدية'."""
    return quantity.noun in _NAMED and is_construct(word) and dual_of(word) == quantity.noun


class Nouns:
    """Finds the counted nouns of a text.

    Args:
        tags: the tags of the word-list lines that hold counted nouns.
        lexicon: all word lists.
    """

    def __init__(self, tags: frozenset[str], lexicon: Lexicon) -> None:
        self._tags = tags
        self._lexicon = lexicon

    def noun_at(self, layers: Layers, token: int) -> Mark | None:
        """The counted noun that begins at a token."""
        for mark in layers.marks.at(token):
            if mark.entry.tag in self._tags:
                return mark
        return None

    def dual_noun(self, layers: Layers, figure: Figure) -> Mark | None:
        """The noun of a dual, whose singular goes on behind it: مركزين للدعم التقني."""
        end, entries = self._lexicon.match(figure.quantity.noun or "", layers.tokens, figure.last)
        for entry in entries:
            if entry.tag in self._tags:
                return Mark(figure.first, end, entry)
        return None

    def behind_adjective(self, layers: Layers, mark: Mark) -> Mark | None:
        """The longer noun that a noun begins where an adjective between is passed over."""
        if layers.tokens.words[mark.end] not in _ADJECTIVES:
            return None
        end, entries = self._lexicon.match(layers.tokens.words[mark.start], layers.tokens, mark.end + 1)
        found = next((entry for entry in entries if entry.tag == mark.entry.tag), None)
        return Mark(mark.start, end, found) if found is not None and end > mark.end + 1 else None

    def last_noun(self, layers: Layers, low: int, high: int, *, alone: bool = False) -> Mark | None:
        """The last counted noun within `[low, high)`; if `alone`, one without a preposition ('بالإقليم' says where)."""
        for token in range(high - 1, low - 1, -1):
            mark = self.noun_at(layers, token)
            if mark is None or mark.end > high:
                continue
            if not (alone and has_preposition(layers.tokens.words[token].removeprefix("و"), mark)):
                return mark
        return None

"""Place names that are ordinary words too, and what tells the word from the place.

The wooden booths (العرائش) of a fair are not the town of Larache, a drawn eyebrow is not El Hajeb: for each such name the words
before it and behind it that leave it an ordinary word. A word of geography before the name (مدينة, إقليم) outweighs them.
"""

from __future__ import annotations

from services.extractor.clitics import readings
from services.extractor.lexicon import words
from services.extractor.places.cues import preposition_before
from services.extractor.tokens import Tokens
from shared.text.folding import fold_word

_ROWS = """
العرائش | نصب نصبت تنصيب تثبيت إقامة أقيمت تشييد تحت عدد تفكيك هدم | الخشبية القصبية المنصوبة المخصصة المزينة المؤقتة المقامة
العيون | كحل رمد جراحة أمراض طب تحت بياض دموع | المائية الطبيعية الزرقاء السوداء العسلية الجارية الساخنة العذبة
الحاجب | رسم رسوم تجميل تحديد نتف شعر فوق وشم | الأيمن الأيسر المقوس
الرباط | قطع تمزق | الصليبي المتصالب الجانبي المطاطي الضاغط
بركان | ثوران انفجار رماد حمم فوهة نشاط | خامد نشط ثائر هائج
القنيطرة | | السورية المحررة
المضيق | | البحري المائي
سلا | | عن
آسا | | في من
"""
"""Name | the word behind these | the word before these."""

_INDEFINITE = words("أصيلة ميسور")
"""Names that are adjectives without an article: 'حرفة أصيلة' is an authentic craft."""
_MASCULINE_HEADS = words("مهرجان موسم منتدى معرض ميناء ملتقى سوق شاطئ")
"""Nouns that a feminine adjective cannot belong to: 'موسم أصيلة' is the town's."""
NOUNS = words("المنزل الريش المرسى الجرف المنارة المنصورة الفداء الشرق")
"""Names that with ب are more often the word (بالمنزل, at home): places where the article names their province too."""


def _table() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    rows = (row.split("|") for row in _ROWS.strip().splitlines())
    return {fold_word(name.strip()): (words(before), words(behind)) for name, before, behind in rows}


_TABLE = _table()


def is_ordinary_word(t: Tokens, i: int, offset: int) -> bool:
    """Whether what stands around the name in token i makes it an ordinary word.

    Args:
        t: the tokens of a text.
        i: the token of a name of one word.
        offset: letters of clitics before the name in it.
    """
    name = t.words[i][offset:]
    before = [r.core for r in readings(t.words[i - 1])] if i else []
    if name in _INDEFINITE:
        adjective = bool(i) and t.kinds[i - 1] == "w" and not offset and not preposition_before(t, i)
        return adjective and not any(core in _MASCULINE_HEADS for core in before)
    if name not in _TABLE:
        return False
    behind_these, before_these = _TABLE[name]
    following = t.words[i + 1] if i + 1 < len(t.words) else ""
    return following in before_these or (not offset and any(core in behind_these for core in before))

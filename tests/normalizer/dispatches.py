"""What becomes of an agency's dispatch on its way through outlets, and what only looks like it: edits of any article.

Every edit takes an article's body, another article's body and a source of chance, and gives a body.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Edit = Callable[[str, str, random.Random], str]

_LEADS = (
    "في إطار متابعتها لأخبار القطاع، تنقل الجريدة لقرائها تفاصيل هذا الخبر كما توصلت به من مصادرها.",
    "علمت الجريدة من مصدر مطلع أن اللقاء عرف حضورا وازنا للمهنيين والمنتخبين.",
    "الرباط - و م ع",
)
_ENDS = ("المصدر: وكالات", "وسنعود إلى هذا الموضوع بتفصيل في أعدادنا المقبلة.", "تابعوا كل جديد على صفحتنا.")
_SYNONYMS = {
    "أكد": "أبرز", "أوضح": "أفاد", "وأضاف": "وتابع", "خلال": "إبان", "مشروع": "ورش", "برنامج": "مخطط", "عدد": "مجموع",
    "حيث": "إذ", "كما": "وكذا", "بلغ": "ناهز", "قيمة": "مبلغ", "من": "ضمن", "إلى": "نحو",
}  # fmt: skip
_SPELLING = str.maketrans("أإآة٪", "اااه%")
_EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def parts(body: str) -> list[str]:
    """Paragraphs; sentences where there are few of them."""
    found = [line for line in body.split("\n") if line.strip()]
    return found if len(found) >= 6 else [s for line in found for s in re.split(r"(?<=[.!؟])\s+", line) if s]


def _head(body: str, share: float) -> str:
    """The first parts of a body that make up a share of its words, no fewer."""
    kept: list[str] = []
    left = share * len(body.split())
    for part in parts(body):
        if left <= 0:
            break
        kept.append(part)
        left -= len(part.split())
    return "\n".join(kept)


def _tail(body: str, share: float) -> str:
    """The last words of a body, a share of them."""
    words = body.split()
    return " ".join(words[round(len(words) * (1 - share)) :])


def framed(body: str, _: str, dice: random.Random) -> str:
    """Another lead and another end."""
    return f"{dice.choice(_LEADS)}\n{body}\n{dice.choice(_ENDS)}"


def cut(body: str, _: str, dice: random.Random) -> str:
    """The last paragraphs did not fit: up to a third of the text."""
    return _head(body, dice.uniform(0.67, 0.9))


def respelt(body: str, _: str, dice: random.Random) -> str:
    """Hamza and ta marbuta as they come, digits of the other kind, thousands parted otherwise, tatweel, a mark here and there."""
    text = re.sub(r"(?<=\d)[.,](?=\d{3}(?!\d))", dice.choice(("", ",", ".")), body.translate(_SPELLING))
    text = text.translate(_EASTERN) if dice.random() < 0.5 else text
    return text.replace("ال", "الـ").replace("مّ", "م").replace("ين ", "ينَ ")


def reworded(body: str, _: str, dice: random.Random) -> str:
    """An editor's hand: one word in twenty is another, or has lost a letter."""
    words = body.split(" ")
    for at, word in enumerate(words):
        if dice.random() < 0.05 and not any(c.isdigit() for c in word):
            words[at] = _SYNONYMS.get(word) or (word[:-1] if len(word) > 3 else word)
    return " ".join(words)


def rearranged(body: str, _: str, dice: random.Random) -> str:
    """Two paragraphs change places, two become one."""
    found = parts(body)
    if len(found) > 3:
        at = dice.randrange(1, len(found) - 2)
        found[at], found[at + 1] = found[at + 1], found[at]
        found[0:2] = [" ".join(found[0:2])]
    return "\n".join(found)


def worked_over(body: str, other: str, dice: random.Random) -> str:
    """All of it, each a little."""
    return framed(respelt(reworded(_head(body, 0.85), other, dice), other, dice), other, dice)


def next_months(body: str, _: str, dice: random.Random) -> str:
    """The same report of another month or place: the same words and years, other figures."""

    def other_figure(match: re.Match[str]) -> str:
        year = len(match[0]) == 4 and match[0].startswith(("19", "20"))
        return match[0] if year else str(dice.randrange(10 ** (len(match[0]) - 1), 10 ** len(match[0])))

    return re.sub(r"\d+", other_figure, body)


def quoting(body: str, other: str, _: random.Random) -> str:
    """An article of its own, of at least that length, that quotes a third of this one."""
    own = _padded(other, body)
    return f"{_head(own, 0.5)}\n{_tail(body, 0.33)}\n{_tail(own, 0.5)}"


def follow_up(body: str, other: str, _: random.Random) -> str:
    """News of its own, and below it the background as it was written before."""
    return f"{_padded(other, body)}\n{_tail(body, 0.5)}"


def round_up(body: str, other: str, _: random.Random) -> str:
    """The week's news in one piece, all of this one among them."""
    return f"{_padded(other, body)}\n{body}\n{other[::-1]}"  # backwards: words that nothing else has


def _padded(other: str, body: str) -> str:
    """Another article, made as long as this one with words that nothing else has."""
    lack = len(body.split()) - len(other.split())
    return other + "".join(f" كلمة{n}ب{len(other)}" for n in range(max(0, lack)))


DUPLICATES: tuple[Edit, ...] = (framed, cut, respelt, reworded, rearranged, worked_over)
OTHERS: tuple[Edit, ...] = (next_months, quoting, follow_up, round_up)

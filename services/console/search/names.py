"""What people call a region, a province, a craft, a kind or a status: any of it brought back to its code."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from itertools import product
from typing import get_args

from services.console.rendering.labels import FLAGS
from services.extractor.crafts.thesaurus import CRAFTS
from services.extractor.places import aliases
from services.extractor.places.catalog import PROVINCES, REGIONS
from services.indexer.labels import FACILITIES, KINDS, STATUSES, UNITS
from shared.contracts.normalized import ArticleFlag
from shared.text.folding import fold_word

_FRONTS = (
    "جهه ",
    "اقليم ",
    "عماله ",
    "مدينه ",
    "la ",
    "region de ",
    "region du ",
    "region des ",
    "region d'",
    "region ",
    "province de ",
    "province ",
    "ville de ",
    "l'",
    "la ",
    "le ",
)


class UnknownNameError(ValueError):
    """A name that is none of the known ones; the message lists those that are close, or all."""


def key(name: str) -> str:
    """A name without what people vary: accents, case, hyphens, forms of letters, 'جهة' or 'région' in front."""
    plain = unicodedata.normalize("NFD", fold_word(name).lower())
    text = " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("-", " ").split())
    for front in _FRONTS:
        text = text.removeprefix(front)
    return text


def _names(table: str, sign: str) -> Iterable[tuple[str, list[str]]]:
    for line in table.strip().splitlines():
        head, _, rest = line.partition(sign)
        yield head.strip(), [name.strip() for name in rest.split("|")]


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    found: dict[str, str] = {}
    latin = dict(_names(aliases.LATIN, "="))
    for table in (aliases.REGION_SHORT, aliases.OLD_REGIONS, aliases.REGION_NAMES):
        for code, names in _names(table, " "):
            found |= {key(name): code for name in names}
    for code, region in REGIONS.items():
        found |= {key(name): code for name in (code, region.ar, region.fr)}
        found.setdefault(key(region.fr.partition("-")[0]), code)
        for halves in product(*([half, *latin.get(half, ())] for half in region.fr.split("-"))):  # Fez-Meknes
            found.setdefault(key("-".join(halves)), code)
    return found


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    spellings = dict(_names(aliases.SPELLINGS, "="))
    latin = dict(_names(aliases.LATIN, "="))
    found: dict[str, str] = {}
    for code, province in PROVINCES.items():
        halves = [*province.ar.split("-"), *province.fr.split("-")]
        for name in halves:
            for form in (name, *spellings.get(name, ()), *latin.get(name, ())):
                found.setdefault(key(form), code)
    for code, province in PROVINCES.items():
        found |= {key(name): code for name in (code, province.ar, province.fr)}
    return found


@lru_cache(maxsize=1)
def _crafts() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, craft in CRAFTS.items():
        for word in craft.synonyms:
            found.setdefault(key(word), code)
    for code, craft in CRAFTS.items():
        found |= {key(name): code for name in (code, craft.ar, craft.fr, craft.en)}
    return found


def _labelled(labels: Mapping[str, str]) -> dict[str, str]:
    return {key(label): code for code, label in labels.items()} | {key(code): code for code in labels}


_TABLES: dict[str, Callable[[], dict[str, str]]] = {
    "region": _regions,
    "province": _provinces,
    "craft": _crafts,
    "kind": lambda: _labelled(KINDS),
    "status": lambda: _labelled(STATUSES),
    "facility": lambda: _labelled(FACILITIES),
    "unit": lambda: _labelled(UNITS),
    "flag": lambda: _labelled(FLAGS),
    "flag of an article": lambda: {key(flag): flag for flag in get_args(ArticleFlag)},
}


def code(what: str, name: str) -> str:
    """The code that a name stands for.

    Args:
        what: `region`, `province`, `craft`, `kind`, `status`, `facility`, `unit`, `flag` or `flag of an article`.
        name: a code, or a name in Arabic, French or, of a craft, English.

    Raises:
        UnknownNameError: no such name.
    """
    table = _TABLES[what]()
    try:
        return table[key(name)]
    except KeyError:
        close = get_close_matches(key(name), table, n=3, cutoff=0.6)
        shown = [table[word] if word == key(table[word]) else f"{word} ({table[word]})" for word in close]
        known = shown or sorted(set(table.values()))
        raise UnknownNameError(
            f"'{name}' is no {what} that is known; {'close' if close else 'known'}: {', '.join(known)}"
        ) from None


def craft_with_parts(craft_id: str) -> list[str]:
    """A craft and those that are kinds of it: weaving, and with it carpets and wool."""
    found = [craft_id]
    for candidate in found:
        found += [craft.id for craft in CRAFTS.values() if craft.broader == candidate]
    return found


def region_label(region: str) -> str:
    """A region in Arabic and French."""
    known = REGIONS.get(region)
    return f"{known.ar} / {known.fr}" if known else region


def province_label(province: str) -> str:
    """A province in Arabic and French."""
    known = PROVINCES.get(province)
    return f"{known.ar} / {known.fr}" if known else province


def craft_label(craft: str) -> str:
    """A craft in Arabic and French."""
    known = CRAFTS.get(craft)
    return f"{known.ar} / {known.fr}" if known else craft

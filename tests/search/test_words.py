"""The generated synonyms, without a server."""

from __future__ import annotations

import json

import pytest

from services.console.search.names import UnknownNameError, code, craft_with_parts
from services.console.search.query import phrases, unglued, without_sector
from services.console.search.synonyms import TARGET, normal, render
from services.console.search.times import read_day, read_years


def test_the_file_is_what_its_sources_make() -> None:
    assert TARGET.read_text("utf-8") == render(), "run: python -m services.console.search.synonyms"


def test_a_rule_holds_what_belongs_together() -> None:
    rules = [set(rule.split(", ")) for rule in json.loads(TARGET.read_text("utf-8"))["synonyms"]]
    for words in (
        ("زربيه", "زرابي"),
        ("فاس", "fes"),
        ("زليج", "zellige"),
        ("تعاونيه", "تعاونيات"),
        ("دار الصانعه", "دور الصانعه"),
    ):
        assert any(set(words) <= rule for rule in rules), words
    assert not any("بلغه" in rule for rule in rules)  # also: in the language of


def test_words_are_normalised_as_the_index_does() -> None:
    assert normal("الصّنـاعة") == "الصناعه"
    assert normal("گلميم") == "كلميم"
    assert normal("Fès-Meknès") == "fes meknes"


@pytest.mark.parametrize(
    ("what", "name", "expected"),
    [
        ("region", "ma-06", "MA-06"), ("region", "جهة سوس ماسة", "MA-09"), ("region", "Fès-Meknès", "MA-03"),
        ("region", "fes meknes", "MA-03"), ("region", "الدار البيضاء الكبرى", "MA-06"), ("region", "Souss", "MA-09"),
        ("region", "l'Oriental", "MA-02"), ("region", "Fez-Meknes", "MA-03"), ("region", "Marrakesh-Safi", "MA-07"),
        ("region", "région du Souss-Massa", "MA-09"), ("region", "la région de l'Oriental", "MA-02"),
        ("province", "فاس", "MA-FES"), ("province", "Fez", "MA-FES"),
        ("province", "إقليم تاونات", "MA-TAO"), ("province", "الناظور", "MA-NAD"), ("province", "Agadir", "MA-AGD"),
        ("craft", "زرابي", "carpets"), ("craft", "tapis", "carpets"), ("craft", "carpets", "carpets"),
        ("kind", "الصادرات", "exports"), ("kind", "exports", "exports"), ("status", "منجز", "achieved"),
        ("facility", "دار الصانعة", "dar_sanaa"), ("unit", "mad", "MAD"),
    ],
)  # fmt: skip
def test_names_become_codes(what: str, name: str, expected: str) -> None:
    assert code(what, name) == expected


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="achieved"):
        code("status", "done")


def test_a_craft_brings_its_branches() -> None:
    assert set(craft_with_parts("weaving")) >= {"weaving", "carpets", "wool"}
    assert craft_with_parts("carpets") == ["carpets"]


@pytest.mark.parametrize(
    ("text", "years"), [("2024", (2024, 2024)), ("2019-2022", (2019, 2022)), ("2019-", (2019, None)), ("-2022", (None, 2022))]
)
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    assert read_years(text) == years


@pytest.mark.parametrize("text", ["", "-", "24", "2022-2019", "2024-03-01", "soon"])
def test_no_years(text: str) -> None:
    with pytest.raises(ValueError, match=r"year|ends before"):
        read_years(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2023-2", "2023-02-01", "2023-02-28"),
        ("2024-03-01", "2024-03-01", "2024-03-01"), (" ٢٠٢٤-١٢ ", "2024-12-01", "2024-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)  # fmt: skip
def test_a_day_a_month_or_a_year_has_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert (read_day(text, last=False), read_day(text, last=True)) == (first, last)


@pytest.mark.parametrize("text", ["", "2024-13", "2024-00", "2024-13-01", "2024-02-30", "0000", "24", "2024-", "2024/03", "x"])
def test_what_is_no_day_is_refused(text: str) -> None:
    for last in (False, True):
        with pytest.raises(ValueError, match="2024-03-01"):
            read_day(text, last=last)


def test_glued_prepositions_come_off_known_words_only() -> None:
    assert unglued("لصادرات بزرابي ولتعاونيات") == "صادرات زرابي تعاونيات"
    assert unglued("لباس بلاد ليلة") == "لباس بلاد ليلة"


def test_phrases_and_the_sectors_name() -> None:
    assert phrases('فاس "دار الصانعة" «باب الرواح»') == ("فاس", ["دار الصانعة", "باب الرواح"])
    assert without_sector("صادرات الصناعة التقليدية") == "صادرات"
    assert without_sector("الصناعة التقليدية") == "الصناعة التقليدية"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("zellige de Fès", "zellige fes"), ("كم عدد الصناع", "الصناع"), ("ما هو رقم المعاملات", "رقم المعاملات"),
        ("maison de l'artisane à Fès", "maison de l'artisane fes"), ("of the", "of the"), ("صادرات من فاس", "صادرات فاس"),
    ],
)  # fmt: skip
def test_stop_words_come_off_what_is_no_name(words: str, left: str) -> None:
    assert without_sector(words) == left

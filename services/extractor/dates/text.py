"""Looking at the tokens around a date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from services.extractor.dates.words import SENSES, Sense
from services.extractor.tokens import Tokens

FIRST_YEAR, LAST_YEAR = 1950, 2060
"""What a bare number of four digits may be taken for; with 'سنة' before it any year from 1000 to 2999 is one."""

_NUMERIC = re.compile(
    r"(?P<y>(?:19|20)[0-9]{2})(?P<s>[/.-])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?![0-9])(?![/.,٫-][0-9])"
    r"|(?P<d2>[0-9]{1,2}) ?(?P<s2>[/.-]) ?(?P<m2>[0-9]{1,2}) ?(?P=s2) ?(?P<y2>(?:19|20)?[0-9]{2})(?![0-9])(?![/.,٫-][0-9])"
)
_MONTH_YEAR = re.compile(r"(?P<m>0[1-9]|1[0-2])/(?P<y>(?:19|20)[0-9]{2})(?![0-9])(?![/.,٫-][0-9])")


@dataclass(slots=True)
class View:
    """The tokens of one text with the article's date, and questions about single tokens."""

    tokens: Tokens
    reference: date | None
    last: tuple[int | None, int | None] = (None, None)
    """Year and month of the date read last: what 'نفس السنة' and 'الحادي عشر منه' go back to."""
    last_iso: str | None = None
    """That date itself."""
    barren: int = 0
    """Before this token stand bare numbers that were seen to lead to no month; they are not walked through again."""
    _senses: dict[int, dict[str, Sense]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._senses = dict(self.tokens.seen(SENSES))

    def word(self, i: int) -> str:
        """The token, or an empty string outside of the text."""
        return self.tokens.words[i] if 0 <= i < len(self.tokens.words) else ""

    def is_(self, i: int, category: str) -> Sense | None:
        """The sense of token i in a category."""
        senses = self._senses.get(i)
        return senses.get(category) if senses is not None else None

    def silent(self, i: int) -> bool:
        """Whether token i has no sense at all, as figures have none: no question about one need be asked."""
        return i not in self._senses

    def digits(self, i: int) -> str:
        """The digits of token i when it is a number of its own, and no piece of 3,5 or 12.04."""
        t = self.tokens
        if not 0 <= i < len(t.words) or t.kinds[i] != "d":
            return ""
        text, start, end = t.text, t.starts[i], t.ends[i]
        if start > 1 and text[start - 1] in ".,٫٬" and text[start - 2].isdigit():
            return ""
        if text[end : end + 1] in (".", ",", "٫", "٬", "%") and text[end + 1 : end + 2].isdigit():
            return ""
        return t.words[i] if text[end : end + 1] != "%" else ""

    def year(self, i: int, *, sure: bool = False) -> int | None:
        """Token i as a year; `sure` where a word says that it is one."""
        digits = self.digits(i)
        if len(digits) != 4:
            return None
        value = int(digits)
        return value if (1000 <= value < 3000 if sure else FIRST_YEAR <= value <= LAST_YEAR) else None

    def counted(self, i: int) -> bool:
        """Whether token i is a thing that the number before it counts."""
        return self.is_(i, "counted") is not None or self.word(i) == "%"

    def referenced(self, i: int) -> bool:
        """Whether the number at token i follows 'رقم', 'القانون' and the like; a colon may stand between."""
        before = self.word(i - 1)
        if before in ("n", "°", "no"):
            return True
        k = i - 2 if before in (":", "-", "(", '"') else i - 1
        return self.is_(k, "reference") is not None

    def numeric(self, i: int) -> tuple[int, int, int | None, int] | None:
        """A date in figures at token i: year, month, day (None for 05/2024), and the token after it."""
        t = self.tokens
        if not 0 <= i < len(t.words) or t.kinds[i] != "d" or len(t.words[i]) not in (1, 2, 4):
            return None
        start = t.starts[i]
        if start > 1 and t.text[start - 1] in "./-,٫" and t.text[start - 2].isdigit():
            return None
        m = _NUMERIC.match(t.text, start)
        if m:
            y, mo, d = m["y"] or m["y2"], int(m["m"] or m["m2"]), int(m["d"] or m["d2"])
            if len(y) == 2:
                # two digits of a year are read only between slashes, or behind a word that asks for a day
                if m["s2"] != "/" and not (self.is_(i - 1, "day") or self.is_(i - 1, "weekday")):
                    return None
                y = "20" + y
            return (int(y), mo, d, t.at(m.end() - 1) + 1) if not self.referenced(i) else None
        m = _MONTH_YEAR.match(t.text, start)
        if m and not self.referenced(i):
            return int(m["y"]), int(m["m"]), None, t.at(m.end() - 1) + 1
        return None

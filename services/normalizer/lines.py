"""What kind of furniture a line is, if it is any: pure judgement of one line, cached by its words."""

from __future__ import annotations

import re
from functools import lru_cache

from services.normalizer import furniture as f

_BULLET = re.compile(
    r"^\s*(?:\*(?!\*|[^*]*\*$)|[-+•▪◦●■□➢➤✓✔►▶–—]|\(?\d{1,3}\s?[.)\-–](?!\d|\s?[^\W\d_]{3,10}\s?[-–./]\s?\d{4})|[أ-ي]\s?[.)\-](?!\s?[ء-ي]\s?\.))\s*(?=\S)"
)
_END = re.compile(r"[.!?؟۔][\"”»)\]]*$")
_STOP = re.compile(r"(?<!\.)\.$")
_IMAGE = re.compile(
    r"""(?:img|dsc[nf]?|image|images|photo|pic|screenshot|capture|received|fb[_-]img|unnamed|sans[ -]titre|
           untitled|thumbnail|p\d|whatsapp[ -]image|vid|download|gettyimages)
        [ _\-]?(?:[\d\-_. ]*|\d[\w\-. ]*(?:at\s[\d.: ]+)?)(?:\.(?:jpe?g|png|gif|webp|bmp|tiff?|avif|mp4))?
      | [^\n.؟!]{1,120}\.(?:jpe?g|png|gif|webp|bmp|tiff?|avif|svg)
      | \d{6,}[_\-][\d_\-a-z]{5,}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CAPTION = re.compile(rf"^[\[(«]?{f.any_of('caption')}\s?[:/.©|]")
_PHOTOGRAPHER = f.keys("photographer")
_URL = re.compile(
    r"^(?:https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w+|(?:[\w-]+\.)+(?:ma|com|net|org|info)(?:/\S*)?)$", re.IGNORECASE
)
_HASHTAGS = re.compile(r"^(?:#[\w-]+[\s,،|]*)+$")
_CAPTCHA = re.compile(r"^[\d\s+\-×x*=?]*=[\d\s+\-×x*=?]*$")
_COUNT = f.any_of("count")
_COUNTER = re.compile(
    rf"^(?:عدد )?{_COUNT} ?[\d.,k ]+(?: مره)?$|^[\d., ]+ ?k? ?{_COUNT}$|^عدد {_COUNT}$|"
    rf"^(?:لا توجد|بدون|لا) {_COUNT}$|^شوهد [\d., ]+ (?:مره|مرات)$"
)
_MINUTES = f.any_of("minutes")
_READING = re.compile(
    rf"^(?:وقت|مده|زمن) (?:ال)?قراءه.{{0,30}}$|^اقل من {_MINUTES}(?: .{{0,20}})?$|^(?:temps de lecture|reading time).{{0,30}}$|"
    rf"^\d+ {_MINUTES} ?(?:للقراءه|قراءه|read|de lecture)$|"
    rf"^(?:قراءه|قراءه في|مده القراءه|زمن القراءه) \d+ {_MINUTES}$|^دقيقه(?: واحده)?(?: للقراءه| قراءه)?$"
)
_PARTS = re.compile(r"[|•·–—/,،]|\s-\s")
_TIME_ALONE = re.compile(r"^[0-2]?\d[:h][0-5]\d$")
_AD_SLOT = re.compile(r"^(?:ads?|adv|advert|banner|google_ad|div-gpt)(?![a-z])[\w \-./]{0,40}$", re.IGNORECASE)
_AGO = re.compile(r"^منذ .{1,25}$|^قبل \d+ (?:ساعات|ساعه|ايام|دقيقه|دقايق|اشهر)$|^il y a \d.{1,20}$")
FOLLOW = re.compile(
    rf"(?<!\w){f.any_of('follow_verb')} {f.any_of('follow_what')}(?!\w)[^\n]{{0,80}}?{f.any_of('platform')}|"
    r"(?<!\w)(?:تابعونا|تابعنا) (?:علي|عبر)(?!\w)"
)
"""An outlet's call to follow it on some platform."""
_APPEARED = re.compile(r"(?:^the post | appeared first on |^cet article .* est apparu en premier sur )")
RIGHTS = re.compile(r"(?:جميع|كل) الحقوق محفوظه|all rights reserved|tous droits r[ée]serv[ée]s")
_CLOCK = re.compile(rf"^{f.any_of('clock')}(?!\w)")
_OPENING = re.compile(r"^[\W_]+")


def words(line: str) -> int:
    """How many words a line has."""
    return line.count(" ") + 1 if line else 0


def longer(line: str, count: int) -> bool:
    """Whether a line has more than `count` words, or is too long for so many: no pattern is tried on such a line."""
    return line.count(" ") >= count or len(line) > 20 * count


def is_bullet(line: str) -> bool:
    """Whether a line is an item of a list."""
    return bool(_BULLET.match(line))


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_END.search(line))


def is_paragraph(line: str) -> bool:
    """Whether a line is surely running text: long, or of middling length and ended as a sentence."""
    count = words(line)
    return count >= 22 or (count >= 10 and ends_sentence(line))


@lru_cache(maxsize=1024)
def furniture_rule(line: str) -> str | None:
    """The rule by which a line is furniture wherever it stands, or None.

    Args:
        line: one cleaned line.
    """
    count = words(line)
    if not line or longer(line, 60):
        return None
    folded = f.folded(line)
    key = f.key(line)
    if not key:
        return "symbols"
    if f.COOKIES.match(key):
        return "cookies"
    if longer(line, 25):
        return None
    if _APPEARED.search(folded):
        return "syndication"
    if _starts_with(FOLLOW, folded) or RIGHTS.search(folded):
        return "follow" if not RIGHTS.search(folded) else "rights"
    if key in f.LINES:
        return "line"
    if count <= 12 and f.FOOTER.match(key):
        return "footer"
    if count <= 16 and f.NOTICES.match(key):
        return "notice"
    if count <= 16 and f.OPENINGS.match(key):
        return "notice"
    if _IMAGE.fullmatch(line):
        return "image"
    if is_bullet(line):
        return None
    tokens = key.split()
    if all(t in f.SHARE_WORDS or t.isdigit() for t in tokens) and any(t in f.SHARE_CORE for t in tokens):
        return "share"
    if count <= 10:
        if _URL.match(line) or _HASHTAGS.match(line):
            return "link"
        if _CAPTCHA.match(folded):
            return "captcha"
        if is_counter(key) or _only_counters(line):
            return "counter"
        if _TIME_ALONE.match(folded) or _AD_SLOT.match(line):
            return "slot"
        if _CAPTION.match(folded) or (count <= 5 and tokens[0] in _PHOTOGRAPHER and not ends_sentence(line)):
            return "caption"
        if _CLOCK.match(folded) and not ends_sentence(line):
            return "clock"
    label, colon, _ = folded.partition(":")
    if colon and f.key(label) in f.TAGS:
        return "tags"
    if colon and count <= 20 and f.key(label) in f.READ_MORE and not ends_sentence(line):
        return "related"
    return None


def is_counter(key: str) -> bool:
    """Whether a part of a line counts views, comments or minutes, or says how long ago: 'منذ 3 أيام'.

    Args:
        key: what the part is compared by.
    """
    return bool(_COUNTER.match(key) or _READING.match(key) or _AGO.match(key))


def _only_counters(line: str) -> bool:
    parts = [key for part in _PARTS.split(line) if (key := f.key(part))]
    return len(parts) > 1 and all(map(is_counter, parts))


def _starts_with(pattern: re.Pattern[str], folded: str) -> bool:
    found = pattern.search(folded)
    return bool(found and found.start() <= len(_leading(folded)))


def _leading(folded: str) -> str:
    found = _OPENING.match(folded)
    return found.group() if found else ""


@lru_cache(maxsize=1024)
def tail_rule(line: str) -> str | None:
    """The rule by which a line opens what follows an article: `comments`, `related`, `tags`; None for all others."""
    if longer(line, 40) or is_bullet(line):
        return None
    key = f.key(line)
    if f.COMMENTS_HEADING.fullmatch(key) and not _STOP.search(line):  # the title of what they are on may be a question
        return "comments"
    if longer(line, 18):
        return None
    if f.COMMENT_FORM.match(key):
        return "comments"
    if f.RELATED.match(key) and not ends_sentence(line.rstrip(".…")):
        return "related"
    if key in f.TAGS:
        return "tags"
    return None

"""Feeds without a server: documents, rhythm, the list."""

from __future__ import annotations

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.feeds import listing, rhythm
from services.fetcher.feeds.document import Document
from services.fetcher.feeds.listing import Feed, FeedListError
from services.fetcher.feeds.poll import _max_age, items_of
from services.fetcher.feeds.reading import MOST_BYTES, MOST_ITEMS, read_feed
from shared.errors import PermanentError
from shared.identity import article_id

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
URL = "https://a.ma/x/feed"
HOUR, DAY = 3600.0, 86_400.0


def rss(items: str, more: str = "", head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    return (
        f'{head}<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>{more}{items}</channel></rss>'
    )


def read(text: str | bytes, charset: str | None = None) -> Document:
    return read_feed(text.encode() if isinstance(text, str) else text, URL, charset, NOW)


def links(found: Document) -> list[str]:
    return [item.url for item in found.items]


# Documents


def test_items_bear_the_id_of_their_article() -> None:
    found = read(rss("<item><link>/1?utm_source=rss</link></item><item><link>/1#x</link></item><item><link>/2</link></item>"))
    queued = items_of(found, Feed(url=URL, source="منبر"), NOW)
    assert [(url.url, url.source) for url in queued] == [("https://a.ma/1?utm_source=rss", "منبر"), ("https://a.ma/2", "منبر")]
    assert [url.article_id for url in queued] == [article_id(url=f"https://a.ma/{i}", content="") for i in (1, 2)]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<link>https://a.ma/1</link>", "https://a.ma/1"),
        ("<link>/1</link>", "https://a.ma/1"),
        ("<link>1?a=1&amp;b=2</link>", "https://a.ma/x/1?a=1&b=2"),
        ("<link><![CDATA[ https://a.ma/1 ]]></link>", "https://a.ma/1"),
        ("<link>//b.ma/1</link>", "https://b.ma/1"),
        ("<guid>https://a.ma/1</guid>", "https://a.ma/1"),
        ('<guid isPermaLink="false">17</guid><link>/خبر</link>', "https://a.ma/خبر"),
    ],
)
def test_links(link: str, url: str) -> None:
    assert links(read(rss(f"<item><title>خبر</title>{link}</item>"))) == [url]


@pytest.mark.parametrize(
    "link", ["<link>javascript:x</link>", "<link>ftp://a.ma/</link>", "<link>http://[::1/</link>", "<title>خ</title>"]
)
def test_links_that_are_none_are_told(link: str) -> None:
    found = read(rss(f"<item>{link}</item><item><link>/2</link></item>"))
    assert links(found) == ["https://a.ma/2"]
    assert found.flaws == ["1 items without an address to fetch"]


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("<pubDate>Sun, 22 Nov 2026 10:00:00 +0100</pubDate>", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("<pubDate>2026-11-22T09:00:00Z</pubDate>", datetime(2026, 11, 22, 9, tzinfo=UTC)),
        ("<pubDate>Sun, 22 Nov 2026 12:30:00 GMT</pubDate>", datetime(2026, 11, 22, 12, 30, tzinfo=UTC)),  # a clock ahead
        ("<pubDate>Tue, 22 Nov 2033 10:00:00 GMT</pubDate>", None),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", None),
        ("<pubDate>أمس</pubDate>", None),
        ("<pubDate></pubDate>", None),
        ("", None),
    ],
)
def test_dates(date: str, at: datetime | None) -> None:
    (item,) = read(rss(f"<item><link>/1</link>{date}</item>")).items
    assert item.published == (at.timestamp() if at else None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
@pytest.mark.parametrize("said", ["utf-8", "windows-1256"])
def test_encodings_whatever_is_said(encoding: str, said: str) -> None:
    title = "أخبار الصناعة التقليدية في المغرب"
    text = rss("<item><link>/1</link></item>", f"<title>{title}</title>", f'<?xml version="1.0" encoding="{said}"?>')
    found = read(text.encode(encoding), said)
    assert (found.title, links(found)) == (title, ["https://a.ma/1"])


def test_atom_and_rdf() -> None:
    atom = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://b.ma/q/"><title>أ</title>'
        '<entry><link rel="self" href="s"/><link rel="alternate" href="c"/>'
        "<published>2026-11-20T00:00:00Z</published></entry></feed>"
    )
    assert (atom.kind, links(atom)) == ("atom10", ["http://b.ma/q/c"])
    rdf = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item><link>http://a.ma/1</link><dc:date>2026-11-20</dc:date></item>'
        "</rdf:RDF>"
    )
    assert (rdf.kind, links(rdf)) == ("rss10", ["http://a.ma/1"])
    assert rdf.items[0].published == datetime(2026, 11, 20, tzinfo=UTC).timestamp()


def test_sitemaps() -> None:
    found = read(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i" xmlns:news="n">'
        "<url><loc>https://a.ma/1</loc><image:image><image:loc>https://a.ma/1.jpg</image:loc></image:image>"
        "<lastmod>2026-11-22</lastmod><news:news><news:publication_date>2026-11-21T10:00:00+01:00</news:publication_date></news:news></url>"
        "<url><loc> /2 </loc><lastmod>2099-01-01</lastmod></url><url/></urlset>"
    )
    assert (found.kind, links(found)) == ("sitemap", ["https://a.ma/1", "https://a.ma/2"])
    assert found.items[0].published == datetime(2026, 11, 21, 9, tzinfo=UTC).timestamp()
    assert found.flaws == ["1 items without an address to fetch", "1 items with a date ahead of now or before 1995"]
    with pytest.raises(PermanentError, match=r"sitemap_index.*https://a.ma/news.xml"):
        read("<sitemapindex><sitemap><loc>https://a.ma/news.xml</loc></sitemap></sitemapindex>")


def test_sitemaps_in_gzip() -> None:
    sitemap = b"<urlset><url><loc>https://a.ma/1</loc></url></urlset>"
    packed = gzip.compress(sitemap)
    assert links(read(packed)) == links(read(packed + bytes(100))) == ["https://a.ma/1"]
    halves = gzip.compress(sitemap[:20]) + gzip.compress(sitemap[20:])
    assert links(read(halves)) == links(read(halves + bytes(100))) == ["https://a.ma/1"]
    assert links(read(packed + b"left by the last upload " * 1000)) == ["https://a.ma/1"]
    bomb = gzip.compress(sitemap + b" " * (MOST_BYTES + 1))
    for data, reason in (
        (bomb, "too_large"),
        (packed[:-12], "bad_encoding"),
        (packed + packed[:-12], "bad_encoding"),
        (packed[:10] + b"xx" * 30, "bad_encoding"),
    ):
        with pytest.raises(PermanentError) as error:
            read(data)
        assert error.value.reason == reason


def test_of_too_many_the_newest_are_taken() -> None:
    rows = "".join(
        f"<url><loc>/{i}</loc><lastmod>{datetime.fromtimestamp(NOW - (3000 - i) * 60, UTC).isoformat()}</lastmod></url>"
        for i in range(3000)
    )
    found = read(f"<urlset>{rows}</urlset>")
    assert len(found.items) == MOST_ITEMS
    assert links(found)[0] == "https://a.ma/2999"
    assert found.flaws == [f"2000 items more than {MOST_ITEMS}: the oldest were left out"]


_BILLION = '<!DOCTYPE r [<!ENTITY a "x">' + "".join(f'<!ENTITY b{i} "{"&a;" * 10}">' for i in range(9)) + "]>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "not_a_feed"),
        ("نص", "bad_xml"),
        ("<!doctype html><html><body>x</body></html>", "not_a_feed"),
        ("<html", "not_a_feed"),
        ('{"version": "https://jsonfeed.org/version/1"}', "bad_xml"),
        ("<opml><body/></opml>", "not_a_feed"),
        ("<rss version='2.0'><channel><ite", "bad_xml"),
        ("<urlset><ur", "bad_xml"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary"),
        (rss("<item><link>&b1;</link></item>", head=_BILLION), "entities"),
        (rss("<item><link>&b1;</link></item>", head=_BILLION).encode("utf-16"), "entities"),
        ("<!-- <rss> -->" + rss("", head=_BILLION.replace("ENTITY", "EnTiTy")), "entities"),
        (rss("&x;", head='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), "entities"),
        (rss("&x;", head='<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>'), "entities"),
    ],
)
def test_what_is_no_feed(data: str | bytes, reason: str) -> None:
    with pytest.raises(PermanentError) as error:
        read(data)
    assert error.value.reason == reason


def test_a_document_type_alone_is_harmless() -> None:
    head = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    assert links(read(rss("<item><link>/1</link></item>", head=head))) == ["https://a.ma/1"]


def test_what_can_be_read_of_a_damaged_feed_is_taken() -> None:
    whole = rss("<item><title>أ &nbsp; ب</title><link>/1</link></item><item><link>/2</link></item>")
    found = read(whole[: whole.index("</channel>")])
    assert links(found) == ["https://a.ma/1", "https://a.ma/2"]
    assert "not well-formed" in found.flaws[0]


def test_hints() -> None:
    assert read(rss("", "<ttl>90</ttl>")).ttl == 90 * 60
    assert read(rss("", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>")).ttl == 6 * HOUR
    assert read(rss("", "<ttl>soon</ttl><sy:updatePeriod>daily</sy:updatePeriod>")).ttl == DAY
    assert read(rss("", "<ttl>99999999999</ttl>")).ttl is None
    assert [_max_age(v) for v in ("public, MAX-AGE=60", "no-cache", "", "max-age=x", "s-maxage=9, max-age=1")] == [
        60,
        None,
        None,
        None,
        1,
    ]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_breaks_it(data: bytes) -> None:
    try:
        read(b"<rss version='2.0'><channel><item>" + data)
        read(data)
    except PermanentError:
        pass


# Rhythm


def after(dates: list[float], **more: object) -> float:
    options = {"before": None, "changed": True, "hint": None, "least": 900.0, "most": DAY} | more
    return rhythm.after_success(NOW, dates, **options)  # type: ignore[arg-type]


def test_a_feed_is_asked_twice_as_often_as_it_has_news() -> None:
    assert after([NOW - i * 2 * HOUR for i in range(1, 11)]) == HOUR
    assert after([NOW - i * 60 for i in range(1, 11)]) == 900, "bounded below"
    assert after([NOW - i * 30 * DAY for i in range(1, 11)]) == DAY, "bounded above"
    busy_then_silent = [NOW - 10 * HOUR - i * 60 for i in range(10)]
    assert after(busy_then_silent) > 30 * 60, "what has fallen silent is asked less often"


def test_without_dates_news_and_silence_tell() -> None:
    assert after([]) == 4 * 900
    assert after([], before=3600.0) == 1800
    assert after([], before=3600.0, changed=False) == 5400
    assert after([], before=DAY, changed=False) == DAY


def test_hints_are_followed_within_bounds() -> None:
    busy = [NOW - i for i in range(10)]
    assert after(busy, hint=HOUR) == HOUR
    assert after(busy, hint=365 * DAY) == 6 * HOUR
    assert after(busy, hint=1.0) == 900


def test_failures_back_off() -> None:
    waits = [rhythm.after_failure(n, retry_after=None, least=900, most=DAY) for n in range(1, 12)]
    assert waits[:3] == [1800, 3600, 7200]
    assert waits[-1] == DAY
    assert rhythm.after_failure(1, retry_after=3 * DAY, least=900, most=DAY) == 3 * DAY
    assert rhythm.after_failure(1, retry_after=1e9, least=900, most=DAY) == 7 * DAY
    assert rhythm.after_failure(10**6, retry_after=None, least=900, most=DAY) == DAY


@given(st.lists(st.floats(0, NOW), max_size=20), st.floats(0, 1e12) | st.none(), st.floats(1, 1e9) | st.none(), st.booleans())
def test_the_interval_is_bounded(dates: list[float], hint: float | None, before: float | None, changed: bool) -> None:
    assert 900 <= after(dates, hint=hint, before=before, changed=changed) <= DAY


# The list


def test_the_starter_list_is_off_and_says_what_to_check() -> None:
    text = listing.starter_text()
    feeds = listing.parse_list(text, "starter")
    assert len(feeds) > 20
    assert not any(feed.enabled or feed.url_verified or feed.terms for feed in feeds)
    rows = yaml.safe_load(text)["feeds"]
    assert all({"url", "url_verified", "terms", "language", "minutes", "name"} <= set(row) for row in rows)
    assert any(feed.url for feed in feeds)


ODD_MINUTES = ("0", "-5", "0.01", ".inf", "-.inf", ".nan", "1.0e+30", "10081", "ten")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("feeds: [{url: 1, bad", "while parsing"),
        ("feeds:\n- url: ftp://a.ma/\n", "feed 1.*http"),
        ("feeds:\n- {url: https://a.ma/f, titel: x}\n", "feed 1: titel"),
        *((f"feeds:\n- {{url: https://a.ma/f, minutes: {n}}}\n", "minutes: Input") for n in ODD_MINUTES),
        ("feeds:\n- {url: https://a.ma/f}\n- {url: 'https://a.ma/f#x', enabled: false}\n", "feed 2 is feed 1"),
        ("feeds:\n- {name: x}\n", "needs a 'url'"),
        ("- https://a.ma/f\n", "expected 'feeds:'"),
        ("feed: []\n", "expected 'feeds:'"),
        ("feeds: x\n", "expected 'feeds:'"),
        ("feeds:\n- https://a.ma/f\n", "feed 1"),
        ("feeds: !!python/object/apply:os.system ['true']\n", "constructor"),
        ("feeds:\n- {url: https://a.ma/f, url_verified: 2026-02-30}\n", "out of range"),
        ("feeds:\n- {url: https://a.ma/f, url_verified: !!timestamp x}\n", "list: ."),
        ("feeds:\n- {url: https://a.ma/f, minutes: !!int ''}\n", "list: ."),
    ],
)
def test_wrong_lists_are_refused_by_place(text: str, what: str) -> None:
    with pytest.raises(FeedListError, match=what):
        listing.parse_list(text, "list")


@pytest.mark.parametrize("flaw", ["&#xD800;", "&#55296;", "&#0;", "&#99999999999999999999;", "&#x110000", "&foo;", "<a:b:c/>"])
def test_what_can_be_read_around_a_broken_place_is_taken(flaw: str) -> None:
    urls = ["https://a.ma/1", "https://a.ma/2", "https://a.ma/3"]
    titles = ("خبر", flaw, "خبر &#x645; &amp;")
    rows = list(zip(titles, urls, strict=True))
    assert links(read(rss("".join(f"<item><title>{t}</title><link>{u}</link></item>" for t, u in rows)))) == urls
    pages = "".join(f"<url><loc>{u}</loc>{t}</url>" for t, u in rows)
    assert links(read(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>')) == urls


def test_the_list_is_edited_and_its_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feeds.yaml"
    assert listing.read_list(path) == []
    listing.add(path, Feed(url="https://a.ma/f", name="أ: ب"))
    path.write_text(path.read_text("utf-8").replace("feeds:", "# mine\nfeeds:\n  # first"), "utf-8")
    listing.add(path, Feed(url="https://b.ma/f", enabled=False, minutes=30))
    assert [(feed.url, feed.label, feed.enabled) for feed in listing.read_list(path)] == [
        ("https://a.ma/f", "أ: ب", True), ("https://b.ma/f", "b.ma", False),
    ]  # fmt: skip
    with pytest.raises(FeedListError, match="already"):
        listing.add(path, Feed(url="https://A.ma/f#x"))
    assert listing.remove(path, "https://a.ma/f").name == "أ: ب"
    assert "# mine" in path.read_text("utf-8")
    assert "# first" in path.read_text("utf-8")
    listing.remove(path, "https://b.ma/f")
    assert listing.read_list(path) == []
    listing.add(path, Feed(url="https://c.ma/f"))
    assert [feed.url for feed in listing.read_list(path)] == ["https://c.ma/f"]
    for url in ("https://z.ma/f", "nonsense"):
        with pytest.raises(FeedListError):
            listing.remove(path, url)


@pytest.mark.parametrize("indent", ["", "  ", "      "])
def test_a_feed_is_added_as_the_others_are_written(tmp_path: Path, indent: str) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(f"feeds:\n{indent}- url: https://a.ma/f\n{indent}  name: أ\n# end", "utf-8")
    listing.add(path, Feed(url="https://b.ma/f", name="ب"))
    assert [feed.name for feed in listing.read_list(path)] == ["أ", "ب"]
    listing.remove(path, "https://a.ma/f")
    assert [feed.name for feed in listing.read_list(path)] == ["ب"]


def test_the_last_feed_is_taken_out_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("# my feeds: news only\nfeeds:\n  # first\n  - url: https://a.ma/f\n", "utf-8")
    listing.remove(path, "https://a.ma/f")
    assert path.read_text("utf-8") == "# my feeds: news only\nfeeds:\n  # first\n"
    assert listing.read_list(path) == []


def test_changes_at_the_same_time_lose_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feeds.yaml"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda i: listing.add(path, Feed(url=f"https://a.ma/{i}")), range(24)))
    assert {feed.url for feed in listing.read_list(path)} == {f"https://a.ma/{i}" for i in range(24)}


def test_every_entry_of_the_starter_list_can_be_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    listing.write_starter(path)
    while with_address := [feed for feed in listing.read_list(path) if feed.url]:
        before = listing.read_list(path)
        gone = listing.remove(path, with_address[0].url or "")
        assert listing.read_list(path) == [feed for feed in before if feed != gone]


def test_a_list_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds: [{url: 'https://a.ma/f'}, {url: 'https://b.ma/f'}]\n", "utf-8")
    for act in (lambda: listing.remove(path, "https://a.ma/f"), lambda: listing.add(path, Feed(url="https://c.ma/f"))):
        with pytest.raises(FeedListError):
            act()
        assert path.read_text("utf-8").startswith("feeds: [{url: 'https://a.ma/f'}")

"""Main text of HTML pages: what the article says, in lines, and nothing of the page around it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.normalizer.normalize import normalize_article
from shared.contracts import NormalizedArticle, RawArticle
from shared.errors import PermanentError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
_LEAD = "انطلقت بمدينة تزنيت فعاليات معرض الفضة بمشاركة 40 صائغا من مختلف جهات المملكة، بميزانية تبلغ 3,2 ملايين درهم."
_MORE = "وأفاد المنظمون بأن عدد الزوار بلغ في الدورة السابقة 80 ألف زائر، وأن رقم المعاملات ناهز 9 ملايين درهم."
_LAST = "وتستمر التظاهرة إلى غاية يوم الأحد المقبل، حسب بلاغ للجمعية المنظمة توصلنا بنسخة منه."
_NAV = '<nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/eco">اقتصاد</a></li></ul></nav>'
_COMMENTS = (
    '<div id="comments" class="comments-area"><h3>تعليقات الزوار</h3><ol><li>زائر: تحية لكل الصناع المشاركين في المعرض، '
    "عددهم 999.</li></ol><form>اترك تعليقا</form></div>"
)
_FOOTER = '<aside><h3>الأكثر قراءة</h3><a href="/x">خبر آخر لا علاقة له</a></aside><footer>جميع الحقوق محفوظة</footer>'


def _page(main: str, head: str = "") -> str:
    return (
        '<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">'
        f"<title>معرض الفضة بتزنيت - هسبريس</title>{head}</head>"
        f"<body>{_NAV}{main}{_COMMENTS}{_FOOTER}</body></html>"
    )


def _read(html: str, url: str | None = None) -> NormalizedArticle:
    return normalize_article(RawArticle(content=html, media_type="text/html", url=url), now=NOW)


def test_paragraphs_headings_lists_and_tables_keep_their_lines() -> None:
    article = _read(
        _page(
            f"""<article><h1>معرض الفضة بتزنيت</h1><div class="share"><a href="#">فيسبوك</a> <a href="#">تويتر</a></div>
            <p>{_LEAD}</p><h2>برنامج الدورة</h2>
            <ul><li>12 ورشة للتكوين؛<ul><li>منها 4 للنساء؛</li></ul></li><li>أروقة على مساحة 2.500 متر مربع.</li></ul>
            <p>{_MORE}</p>
            <table><tr><th>الجهة</th><th>العارضون</th></tr><tr><td>سوس ماسة</td><td>22</td></tr></table>
            <p>{_LAST}</p></article>"""
        )
    )
    assert article.title == "معرض الفضة بتزنيت"
    assert [line for line in article.body.split("\n") if line] == [
        _LEAD,
        "برنامج الدورة",
        "- 12 ورشة للتكوين؛",
        "- منها 4 للنساء؛",
        "- أروقة على مساحة 2.500 متر مربع.",
        _MORE,
        "الجهة | العارضون",
        "سوس ماسة | 22",
        _LAST,
    ]


def test_line_breaks_part_paragraphs() -> None:
    article = _read(_page(f'<div class="post-content"><h1>معرض الفضة بتزنيت</h1>{_LEAD}<br><br>{_MORE}<br/>{_LAST}</div>'))
    assert [line for line in article.body.split("\n") if line] == [_LEAD, _MORE, _LAST]


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2022-08-04T15:20:00+01:00">',
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle",'
        '"datePublished":"2022-08-04T15:20:00+01:00"}]}</script>',
        '<script type="application/ld+json">{"@type":["Article"],"datePublished":"2022-08-04 15:20:00"}</script>',
        '<script type="application/ld+json; charset=utf-8">{"@type":"Report","datePublished":"2022-08-04T14:20Z"}</script>',
        '<script type="Application/LD+JSON">/*<![CDATA[*/{"@type":"LiveBlogPosting","datePublished":"2022-08-04T14:20Z",'
        '"liveBlogUpdate":[{"@type":"BlogPosting","datePublished":"2022-08-03T08:00Z"}]}/*]]>*/</script>',
        '<script type="application/ld+json">\n// <![CDATA[\n{"@type":"http://schema.org/LiveBlogPosting",'
        '"datePublished":["2022-08-04T14:20Z"]}\n// ]]>\n</script>',
        '<script type="application/ld+json"><!-- {"@type":"Article","datePublished":"2022-08-04T14:20Z"} --></script>',
        '<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2019-01-01T00:00Z"},'
        '{"@type":"NewsArticle","datePublished":"2022-08-04T14:20Z"}]}</script>',
        '<script type="application/ld+json">{broken</script><meta itemprop="datePublished" content="2022-08-04T14:20:00Z">',
    ],
)
def test_date_of_the_metadata(head: str) -> None:
    article = _read(_page(f"<article><h1>معرض الفضة بتزنيت</h1><p>{_LEAD}</p><p>{_MORE}</p></article>", head))
    assert article.published_at == datetime(2022, 8, 4, 14, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "shown",
    [
        '<time datetime="2022-08-04T15:20:00+01:00">منذ سنتين</time>',
        '<span class="date-post">الخميس 4 غشت 2022 - 15:20</span>',
        '<div class="post-meta">نشر في: 4 أغسطس 2022، الساعة 15:20</div>',
        "<p>كتبه رشيد في 4 غشت 2022 - 15:20</p>",
    ],
)
def test_date_of_the_visible_text(shown: str) -> None:
    article = _read(_page(f"<article><h1>معرض الفضة بتزنيت</h1>{shown}<p>{_LEAD}</p><p>{_MORE}</p></article>"))
    assert article.published_at == datetime(2022, 8, 4, 14, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "date",
    [
        "2039-08-04T15:20:00+01:00", "1970-01-01T00:00:00Z", "0001-01-01", "0001-01-01T00:00:00Z", "0000-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "31/12/9999", "0000-00-00", "0000-00-00 00:00:00",
        "-0001-11-30T00:00:00+00:00", "2024-13-45", "2024-02-30", "12024-03-12", "31/02/2024", "30 فبراير 2024", "12 مارس 1890",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ('<meta property="article:published_time" content="{}">', ""),
        ('<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{}"}}</script>', ""),
        ("", '<time datetime="{}">اليوم</time>'),
    ],
)
def test_dates_that_cannot_be_are_refused(date: str, head: str, shown: str) -> None:
    main = f"<article><h1>معرض الفضة بتزنيت</h1>{shown.format(date)}<p>{_LEAD}</p><p>{_MORE}</p></article>"
    article = _read(_page(main, head.format(date)))
    assert article.published_at is None
    assert "date_refused" in article.flags


@pytest.mark.parametrize("shown", ["30 فبراير 2024", "نشر في 31 شتنبر 2023", "12 مارس 1890"])
@pytest.mark.parametrize("element", ['<div class="date">{}</div>', "<p>{}</p>"])
def test_shown_dates_that_cannot_be_are_refused(shown: str, element: str) -> None:
    article = _read(_page(f"<article><h1>معرض الفضة بتزنيت</h1>{element.format(shown)}<p>{_LEAD}</p><p>{_MORE}</p></article>"))
    assert article.published_at is None
    assert article.flags == ["date_refused"]


def test_what_is_no_date_is_not_refused() -> None:
    for said in ("مارس 2024", "غدا", "منذ 3 ساعات", "2024"):
        head = f'<meta property="article:published_time" content="{said}">'
        article = _read(_page(f"<article><h1>معرض الفضة بتزنيت</h1><p>{_LEAD}</p><p>{_MORE}</p></article>", head))
        assert (article.published_at, article.flags) == (None, [])


_TIME = '<time datetime="{}">خبر</time>'
_WHEN, _OTHER = "2022-08-04T15:20:00+01:00", "2020-01-01T10:00:00+00:00"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f'<div class="ticker">{_TIME.format(_OTHER) * 8}</div><article>', "</article>"),
        (f'<div class="ticker">{_TIME.format(_OTHER)}</div><main>', "</main>"),
        (f"<article><h2>خبر آخر</h2>{_TIME.format(_OTHER)}</article><article>", "</article>"),
        (f"<main><aside>{_TIME.format(_OTHER)}</aside>", "</main>"),
    ],
)
def test_time_of_the_article_goes_before_those_around_it(before: str, after: str) -> None:
    article = _read(_page(f"{before}<h1>معرض الفضة بتزنيت</h1>{_TIME.format(_WHEN)}<p>{_LEAD}</p><p>{_MORE}</p>{after}"))
    assert article.published_at == datetime(2022, 8, 4, 14, 20, tzinfo=UTC)


_OWN = '{"@type":"NewsArticle","headline":"معرض الفضة بتزنيت","datePublished":"%s"}' % _WHEN  # noqa: UP031  braces
_SECOND = '{"@type":"NewsArticle","headline":"خبر آخر","datePublished":"%s"}' % _OTHER  # noqa: UP031


@pytest.mark.parametrize(
    "json",
    [
        f'[{{"@type":"ItemList","itemListElement":[{{"@type":"ListItem","item":{_SECOND}}}]}},{_OWN}]',
        f"[{_SECOND},{_OWN}]",
        f'{{"@graph":[{_SECOND},{_OWN},],}}',
        _OWN.replace("}", " ,\n}"),
    ],
)
def test_json_ld_of_the_page_itself(json: str) -> None:
    head = f'<script type="application/ld+json">{json}</script><script type="application/ld+json">{"[" * 99_999}</script>'
    article = _read(_page(f"<article><h1>معرض الفضة بتزنيت</h1><p>{_LEAD}</p><p>{_MORE}</p></article>", head))
    assert article.published_at == datetime(2022, 8, 4, 14, 20, tzinfo=UTC)


def test_dates_of_a_list_of_others_are_not_the_pages() -> None:
    head = f'<script type="application/ld+json">{{"@type":"ItemList","itemListElement":[{_SECOND}]}}</script>'
    article = _read(_page(f"<article><h1>معرض الفضة بتزنيت</h1><p>{_LEAD}</p><p>{_MORE}</p></article>", head))
    assert article.published_at is None


def test_author_of_the_metadata() -> None:
    person = '{"@type":"Person","name":"رشيد بيجيكن"}'
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{person}}}</script>'
    article = _read(_page(f"<article><h1>معرض الفضة بتزنيت</h1><p>{_LEAD}</p><p>{_MORE}</p></article>", head))
    assert article.author == "رشيد بيجيكن"


def test_outlet_is_no_part_of_the_title() -> None:
    assert _read(_page(f"<div><p>{_LEAD}</p><p>{_MORE}</p><p>{_LAST}</p></div>")).title == "معرض الفضة بتزنيت"


def test_page_laid_out_with_tables() -> None:
    article = _read(
        f"""<html><head><title>معرض الفضة بتزنيت</title></head><body><table width="100%"><tr><td>
        <a href="/">الرئيسية</a></td></tr>
        <tr><td width="70%"><b>معرض الفضة بتزنيت</b><p>{_LEAD}</p><p>{_MORE}</p><p>{_LAST}</p></td></tr></table></body></html>"""
    )
    for sentence in (_LEAD, _MORE, _LAST):
        assert sentence in article.body


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><body><div id='root'></div><script>render()</script></body></html>",
        "   ",
        "<html><body><nav><a href='/'>الرئيسية</a></nav></body></html>",
        "<!-- x -->",
    ],
)
def test_page_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(PermanentError) as error:
        _read(html)
    assert error.value.reason == "no_main_text"


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>بلغت <b>صادرات</b> الزرابي <a href='x'>120 مليون</a> درهم.</p>", ["بلغت صادرات الزرابي 120 مليون درهم."]),
        ("<article>بلغت الصادرات 120 مليون درهم.<br>وارتفعت بنسبة 5 في المائة.</article>",
         ["بلغت الصادرات 120 مليون درهم.", "وارتفعت بنسبة 5 في المائة."]),
        ("<article><div>بلغت الصادرات 120 مليون درهم.</div><div>وارتفعت بنسبة 5 في المائة.</div></article>",
         ["بلغت الصادرات 120 مليون درهم.", "وارتفعت بنسبة 5 في المائة."]),
        ("<article><p>وهذه حصيلة البرنامج:</p><ol><li>12 ورشة؛</li><li>15 مركزا <i>للتكوين</i>.</li></ol></article>",
         ["وهذه حصيلة البرنامج:", "- 12 ورشة؛", "- 15 مركزا للتكوين."]),
        ("<article><p>عدد الصناع حسب الجهات:</p><table><tr><th>الجهة</th><th>العدد</th></tr><tr><td>فاس</td><td>12</td></tr>"
         "</table></article>",
         ["عدد الصناع حسب الجهات:", "الجهة | العدد", "فاس | 12"]),
    ],
)  # fmt: skip
def test_fragments_are_kept_whole(html: str, lines: list[str]) -> None:
    article = _read(f"<html><body>{html}</body></html>")
    assert [line for line in article.body.split("\n") if line] == lines


def test_short_page() -> None:
    assert _read(_page(f"<div class='x'><h1>معرض الفضة بتزنيت</h1><p>{_LEAD}</p></div>")).body == _LEAD


def test_control_characters_by_number() -> None:
    assert _read(_page(f"<div><p>&#11;&#xD800;&#0;{_LEAD}</p><p>\x0b{_MORE}</p></div>")).body.split("\n")[0] == _LEAD


def test_hostile_nesting() -> None:
    nested = "<div>{}" + f"<p>{_LEAD}</p><p>{_MORE}</p>" + "{}</div>"
    assert _LEAD in _read(_page(nested.format("<div>" * 100, "</div>" * 100))).body
    for html in (_page(nested.format("<div>" * 3_000, "</div>" * 3_000)), "<b>" * 20_000):  # deeper than libxml2 goes
        with pytest.raises(PermanentError, match="no_main_text"):
            _read(html)


_TAG = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</tr>",
        "</table>",
        "<h1>",
        "</h1>",
        "<br>",
        "<article>",
        "</article>",
        "<b>",
        "</b>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&nbsp;",
        "&lt;",
        "&#0;",
        "&#xD800;",
        "&#11;",
        "<time",
        "datetime='x'>",
        "<meta",
        "name='date'",
        "content='2020'>",
        "<head>",
        "<title>",
        "</title>",
        "<link",
        "rel=canonical",
        "href=x>",
        "<svg>",
        "</svg>",
        "<form>",
        "<a",
        "href='javascript:x'>",
        "</a>",
        "<html>",
        "</html>",
        "<body>",
    ]
)


@given(st.lists(st.one_of(_TAG, st.just(_LEAD), st.text(max_size=12)), max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_page_is_read_or_refused(parts: list[str]) -> None:
    html = "".join(parts)
    try:
        article = _read(html or " ")
    except PermanentError as error:
        assert error.reason in {"no_main_text", "no_text"}  # noqa: PT017  (either may be right)
    else:
        assert article.to_json()
        assert article.body

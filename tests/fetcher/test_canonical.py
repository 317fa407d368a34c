"""Canonical URLs: a corpus of pairs, and what holds of every URL."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.fetcher.canonical import canonical_url, page_url, same_site

_PAIRS = """
http://EXAMPLE.ma/a                                   http://example.ma/a
HTTP://Example.Ma/A                                   http://example.ma/A
https://example.ma                                    https://example.ma/
https://example.ma/                                   https://example.ma/
http://example.ma:80/a                                http://example.ma/a
https://example.ma:443/a                              https://example.ma/a
http://example.ma:443/a                               http://example.ma:443/a
https://example.ma:8443/a                             https://example.ma:8443/a
https://example.ma./a                                 https://example.ma/a
https://user:secret@example.ma/a                      https://example.ma/a
https://example.ma/a#comments                         https://example.ma/a
https://example.ma/a#                                 https://example.ma/a
https://example.ma/#!/articles/12                     https://example.ma/#!/articles/12
https://example.ma/a?                                 https://example.ma/a
https://example.ma/a?utm_source=fb&utm_medium=x       https://example.ma/a
https://example.ma/a?id=7&utm_campaign=z              https://example.ma/a?id=7
https://example.ma/a?fbclid=IwAR0x                    https://example.ma/a
https://example.ma/a?gclid=1&id=7                     https://example.ma/a?id=7
https://example.ma/a?msclkid=1                        https://example.ma/a
https://example.ma/a?igshid=1                         https://example.ma/a
https://example.ma/a?_ga=1.2&_gl=3                    https://example.ma/a
https://example.ma/a?mc_cid=1&mc_eid=2                https://example.ma/a
https://example.ma/a?xtor=RSS-1                       https://example.ma/a
https://example.ma/a?replytocom=33                    https://example.ma/a
https://example.ma/a?share=whatsapp                   https://example.ma/a
https://example.ma/a?amp=1                            https://example.ma/a
https://example.ma/a?amp                              https://example.ma/a
https://example.ma/a?PHPSESSID=ab12&id=7              https://example.ma/a?id=7
https://example.ma/a;jsessionid=AB12?id=7             https://example.ma/a?id=7
https://example.ma/a?gad_source=1&gad_campaignid=2&id=7  https://example.ma/a?id=7
https://example.ma/a?srsltid=A&tblci=B&dicbo=v2-c     https://example.ma/a
https://example.ma/a?__twitter_impression=true&sfnsn=mo  https://example.ma/a
https://example.ma/a?_branch_match_id=1&hss_channel=tw-2  https://example.ma/a
https://example.ma/a?gad=1&channel=2                  https://example.ma/a?channel=2&gad=1
https://example.ma/a?UTM_Source=x                     https://example.ma/a
https://example.ma/?p=123                             https://example.ma/?p=123
https://example.ma/?b=2&a=1                           https://example.ma/?a=1&b=2
https://example.ma/?a=2&a=1                           https://example.ma/?a=2&a=1
https://example.ma/?a=1&amp;b=2                       https://example.ma/?a=1&b=2
https://example.ma/?a                                 https://example.ma/?a
https://example.ma/?a=                                https://example.ma/?a=
https://example.ma/?&a=1&&b=2&                        https://example.ma/?a=1&b=2
https://example.ma/?source=map                        https://example.ma/?source=map
https://example.ma/?cid=12&eid=4                      https://example.ma/?cid=12&eid=4
https://example.ma/modules.php?name=News&sid=9         https://example.ma/modules.php?name=News&sid=9
https://example.ma/?page=2                            https://example.ma/?page=2
https://example.ma/%7Euser/                           https://example.ma/~user/
https://example.ma/%41b                               https://example.ma/Ab
https://example.ma/a%2fb                              https://example.ma/a%2Fb
https://example.ma/%d8%ac                             https://example.ma/%D8%AC
https://example.ma/جهات                               https://example.ma/%D8%AC%D9%87%D8%A7%D8%AA
https://example.ma/%D8%AC%D9%87%D8%A7%D8%AA           https://example.ma/%D8%AC%D9%87%D8%A7%D8%AA
https://example.ma/%c7%e1                             https://example.ma/%C7%E1
https://example.ma/?q=%C7%E1                          https://example.ma/?q=%C7%E1
https://example.ma/?q=صانع                            https://example.ma/?q=%D8%B5%D8%A7%D9%86%D8%B9
https://example.ma/100%                               https://example.ma/100%25
https://example.ma/a/./b/../c                         https://example.ma/a/c
https://example.ma/../a                               https://example.ma/a
https://example.ma/a/..                               https://example.ma/
https://example.ma/a/.                                https://example.ma/a/
https://example.ma/a.html                             https://example.ma/a.html
https://example.ma/a//b                               https://example.ma/a//b
https://example.ma/a/                                 https://example.ma/a/
https://example.ma\\a\\b                              https://example.ma/a/b
https://مثال.إختبار/a                                 https://xn--mgbh0fb.xn--kgbechtv/a
https://xn--mgbh0fb.xn--kgbechtv/a                    https://xn--mgbh0fb.xn--kgbechtv/a
https://MÜNCHEN.example/a                             https://xn--mnchen-3ya.example/a
http://[2001:DB8:0::1]/a                              http://[2001:db8::1]/a
http://[2001:db8::1]:80/a                             http://[2001:db8::1]/a
http://192.0.2.7/a                                    http://192.0.2.7/a
https://www.example.ma/a                              https://www.example.ma/a
https://example.ma/a?ref_src=twsrc                    https://example.ma/a
https://example.ma/?pk_id=1                           https://example.ma/?pk_id=1
https://example.ma/?at_page=3&sc_id=4&wt_id=5         https://example.ma/?at_page=3&sc_id=4&wt_id=5
https://example.ma/?share_id=7&ns_type=2&ga_id=1      https://example.ma/?ga_id=1&ns_type=2&share_id=7
https://example.ma/a?pk_campaign=x&pk_kwd=y           https://example.ma/a
https://example.ma/a?fb_action_ids=1&fb_id=9          https://example.ma/a?fb_id=9
https://example.ma/a?mtm_campaign=x&_hsenc=1&_hsmi=2  https://example.ma/a
https://example.ma/a?at_medium=x&at_campaign=y        https://example.ma/a
https://example.ma/article?id_article=12&nid=4        https://example.ma/article?id_article=12&nid=4
https://example.ma/a?lang=ar&fbclid=1#top             https://example.ma/a?lang=ar
https://example.ma/a?lang=ar&#038;id=5                https://example.ma/a?id=5&lang=ar
https://example.ma/a?lang=ar&#x26;id=5#top            https://example.ma/a?id=5&lang=ar
https://example.ma/a?b=1&amp;amp;a=2                  https://example.ma/a?a=2&b=1
https://example.ma/a?b=1&amp;#38;a=2                  https://example.ma/a?a=2&b=1
"""
PAIRS = [tuple(line.replace("\\\\", "\\").split()) for line in _PAIRS.strip().splitlines()]


def test_there_are_enough() -> None:
    assert len(PAIRS) >= 60


@pytest.mark.parametrize(("written", "canonical"), PAIRS, ids=[p[0] for p in PAIRS])
def test_pair(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("written", ["  https://example.ma/a\n", "\ufeffhttps://example.ma/a", "https://exam\nple.ma/a"])
def test_stray_space_goes(written: str) -> None:
    assert canonical_url(written) == "https://example.ma/a"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "example.ma/a",
        "/a",
        "ftp://example.ma/a",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https:///a",
        "https://exa mple.ma/",
        "https://example..ma/",
        "https://example.ma:99999/",
        "https://example.ma:x/",
        "http://[::1",
        "http://[zz]/",
        "https://example.ma/" + "a" * 4_000,
        "https://ex<ample.ma/",
    ],
)
def test_no_url(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical_url(wrong)


@given(st.text(max_size=60), st.text(max_size=60))
def test_canonical_form_is_its_own(path: str, query: str) -> None:
    try:
        once = canonical_url(f"https://example.ma/{path}?{query}")
    except ValueError:
        return
    assert canonical_url(once) == once
    assert once.isascii()


FRONT_PAGES = (
    "/", "https://example.ma", "/ar", "/ar/", "/fr-MA/", "/index.php", "/index.html", "/ar/index.php", "/home", "/home/",
    "/ar/home", "/Default.aspx", "/accueil", "/الرئيسية", "/?lang=ar", "/index.php?lang=fr", "/?utm_source=x",
)  # fmt: skip
_FROM = "https://www.example.ma/news/7?fbclid=1"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<link rel="canonical" href="https://example.ma/news/seven">', "https://example.ma/news/seven"),
        ("<LINK HREF='/news/seven' REL='canonical'/>", "https://www.example.ma/news/seven"),
        ("<link rel=canonical href=https://m.example.ma/news/seven>", "https://m.example.ma/news/seven"),
        ('<link rel="canonical" href="https://example.ma/a?x=1&amp;y=2">', "https://example.ma/a?x=1&y=2"),
        ('<link rel="canonical" href="https://other.ma/news/7">', "https://www.example.ma/news/7"),
        ('<link rel="canonical" href="https://www.example.ma/">', "https://www.example.ma/news/7"),
        ('<link rel="canonical" href="">', "https://www.example.ma/news/7"),
        ('<link rel="canonical" href="javascript:x">', "https://www.example.ma/news/7"),
        ('<link rel="alternate canonical-x" href="/b"><link rel="stylesheet" href="/c">', "https://www.example.ma/news/7"),
        ('<meta property="og:url" content="https://www.example.ma/news/og">', "https://www.example.ma/news/og"),
        ("<p>nothing</p>", "https://www.example.ma/news/7"),
        ('<!-- <link rel="canonical" href="/old"> --><link rel="canonical" href="/a">', "https://www.example.ma/a"),
        ('<!--[if IE]><link rel="canonical" href="/old"><![endif]-->', "https://www.example.ma/news/7"),
        ('<!----><link rel="canonical" href="/a"><!-->', "https://www.example.ma/a"),
        ("<script type='x'>t = '<link rel=\"canonical\" href=\"/old\">'</SCRIPT >", "https://www.example.ma/news/7"),
        ('<script>x</script><link rel="canonical" href="/a"><style>', "https://www.example.ma/a"),
        ('<title><link rel="canonical" href="/old"></title><meta property="og:url" content="/b">', "https://www.example.ma/b"),
        ('<template><meta property="og:url" content="/old"></template>', "https://www.example.ma/news/7"),
        ('<link rel="canonical" href="/a?lang=ar&#038;id=5">', "https://www.example.ma/a?id=5&lang=ar"),
        ('<link rel="canonical" href="/a?lang=ar&#x26;id=5">', "https://www.example.ma/a?id=5&lang=ar"),
        ('<link rel="canonical" href="/a&#x3F;id=5">', "https://www.example.ma/a?id=5"),
        ('<link rel="canonical" href="/a?x=1&amp;#038;y=2">', "https://www.example.ma/a?x=1&y=2"),
        ('<link rel="canonical" href="&#47;a&quest;id&equals;5">', "https://www.example.ma/a?id=5"),
        ('<link rel="canonical" href="/a?x=1&section=2&copy=3">', "https://www.example.ma/a?copy=3&section=2&x=1"),
        ('<link rel="canonical" href="/"><meta property="og:url" content="/news/og">', "https://www.example.ma/news/og"),
        *((f'<link rel="canonical" href="{front}">', "https://www.example.ma/news/7") for front in FRONT_PAGES),
        ('<link rel="canonical" href="/?p=12">', "https://www.example.ma/?p=12"),
        ('<link rel="canonical" href="/index.php?id=12">', "https://www.example.ma/index.php?id=12"),
        ('<link rel="canonical" href="/ar/12">', "https://www.example.ma/ar/12"),
        ('<link rel="canonical" href="/home/craft">', "https://www.example.ma/home/craft"),
        ('<link rel="canonical" href="/arts">', "https://www.example.ma/arts"),
        ('<link rel="canonical" href="/#!/12">', "https://www.example.ma/#!/12"),
    ],
)
def test_page_names_its_url(html: str, expected: str) -> None:
    assert page_url(html, _FROM) == expected


def test_dropped_page_names_its_url() -> None:
    assert page_url('<link rel="canonical" href="https://example.ma/a?utm_source=x">') == "https://example.ma/a"
    assert page_url('<link rel="canonical" href="/a">') is None
    assert page_url("<p>nothing</p>") is None


@pytest.mark.parametrize("front", FRONT_PAGES)
def test_front_pages_name_no_article(front: str) -> None:
    named = urljoin("https://example.ma/", front)
    for tag in (f'<link rel="canonical" href="{named}">', f'<meta property="og:url" content="{named}">'):
        assert page_url(tag) is None
        assert page_url(tag, "https://example.ma/ar/12") == "https://example.ma/ar/12"
        assert page_url(tag, "https://example.ma/") == canonical_url(named), "a front page may name itself"


def test_same_site() -> None:
    assert same_site("https://www.example.ma/a", "http://example.ma/b")
    assert same_site("https://m.example.ma/a", "https://www.example.ma/b")
    assert not same_site("https://example.ma/a", "https://example.com/a")
    assert not same_site("https://ma.ma/", "https://www.ma/")

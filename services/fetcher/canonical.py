"""The canonical form of a URL: what makes two addresses of a page the same article.

RFC 3986, 6.2.2 and 6.2.3 (case, percent-encoding, dot segments, default ports), less what never names a page: fragments,
credentials, session ids and the parameters that campaigns and share buttons add. Percent-encodings are normalised byte by byte
and never decoded into text, since old Arabic sites put windows-1256 bytes into their addresses (this is why courlan's
normaliser, which decodes them and drops parameters such as `cid` and `source`, is not used).
"""

from __future__ import annotations

import ipaddress
import re
from html import unescape
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"""(?:utm|mtm|hsa|vero|oly|mc|sfmc)_\w*|_hs(?:enc|mi|fp|q)
      |(?:pk|piwik|matomo)_(?:campaign|cpn|kwd|keyword|source|medium|content|cid|group|placement|vid)
      |ga_(?:source|medium|term|content|campaign|place)|itm_(?:source|medium|term|content|campaign)
      |fb_(?:action_ids|action_types|action_object_map|comment_id|ref|source)|ns_(?:campaign|source|mchannel|linkname|fee)
      |at_(?:campaign|campaign_type|medium|creation|variant|format|channel|custom[1-9]|send_date|link|link_id|link_type|link_origin
        |recipient_id|recipient_list|general_placement|detail_placement|platform|ptr_name)
      |sc_(?:campaign|channel|content|medium|outcome|geo|country|cid|eh|uid|llid|lid|src)|wt_(?:mc|mc_o|zmc)|wt\.(?:mc_id|nav)
      |trk_(?:contact|msg|module|sid|link)|asc_(?:campaign|refurl|source)
      |fbclid|gclid|gclsrc|gad_(?:source|campaignid)|srsltid|__twitter_impression|tblci|tbclid|dicbo|_branch_(?:match_id|referrer)
      |hss_channel|sfnsn|gbraid|wbraid|dclid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id|epik|rdt_cid|s_kwcid|s_cid
      |_ga|_gl|_openstat|xtor|xtref|xts|xtmc|ref_?src|ref_?url|referr?er|cmpid|campaign_?id|mkt_tok|zanpid|mibextid
      |__tn__|__cft__(?:\[\d+\])?|__xts__(?:\[\d+\])?|__utm[a-z]
      |replytocom|share|sharebtn|fromwhatsapp|nocache|_t|amp|outputtype|spm|scm|hsctatracking|usg|ved|phpsessid|jsessionid|sessionid|aspsessionid\w*""",
    re.VERBOSE | re.IGNORECASE,
)
"""Names of parameters that never choose a page (AdGuard's and ClearURLs' general lists, less names that old sites
use for theirs: `sid` is a story in PHP-Nuke). Only the prefixes of well-known tools stand for every name behind them; a name
of two letters and something (`pk_id`, `at_page`, `share_id`) may be a site's own."""
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:(?:amp|#0*38|#x0*26);)+", re.IGNORECASE)
"""An `&` as it stands in a page's source, escaped once or more often. `#` and what follows would be taken for a fragment."""
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset("!$&'()*+,;=:@/")
_QUERY_SAFE = _PATH_SAFE | frozenset("?")
_PORTS = {"http": 80, "https": 443}
_MAX_LENGTH = 4_000


def canonical_url(url: str) -> str:
    """The canonical form of an http(s) URL.

    Args:
        url: an absolute URL, as written.

    Returns:
        its canonical form; the form of a canonical form is itself.

    Raises:
        ValueError: it is no absolute http(s) URL with a host, or longer than 4,000 characters.
    """
    scheme, netloc, path, query, fragment = urlsplit(normal_url(url))
    return urlunsplit(
        (scheme, netloc, _SESSION_PATH.sub("", path) or "/", _chosen(query), fragment if fragment[:1] == "!" else "")
    )


def normal_url(url: str) -> str:
    """An http(s) URL in RFC 3986's normal form, all its parameters kept: what is asked of a server.

    Args:
        url: an absolute URL, as written.

    Raises:
        ValueError: it is no absolute http(s) URL with a host, or longer than 4,000 characters.
    """
    text = re.sub(r"[\t\r\n]", "", url).strip().strip("\x00\ufeff\u200b\u200e\u200f ")
    text = _AMPERSAND.sub("&", text)
    if len(text) > _MAX_LENGTH:
        raise ValueError(f"longer than {_MAX_LENGTH} characters")
    before, mark, query = text.partition("?")
    parts = urlsplit(before.replace("\\", "/") + mark + query)
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise ValueError(f"not http or https: '{text[:80]}'")
    host = _host(parts)
    port = parts.port
    netloc = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    path = _dots_removed(_encoded(parts.path, _PATH_SAFE)) or "/"
    return urlunsplit((scheme, netloc, path, _encoded(parts.query, _QUERY_SAFE), _encoded(parts.fragment, _QUERY_SAFE)))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".").lower()
    if not host:
        raise ValueError("no host")
    if ":" in host:
        return f"[{ipaddress.IPv6Address(host.split('%')[0]).compressed}]"
    if host.isascii():
        if not re.fullmatch(r"[a-z0-9._-]+", host) or ".." in host:
            raise ValueError(f"no host name: '{host[:80]}'")
        return host
    import idna  # its tables are large, and few hosts need them

    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"no host name: '{host[:80]}': {error}") from None


def _encoded(text: str, safe: frozenset[str]) -> str:
    """Percent-encoding in its normal form: unreserved characters plain, all others as upper-case escapes."""

    def plain(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return char if char in _UNRESERVED else found[0].upper()

    out = []
    for piece in re.split(r"(%[0-9A-Fa-f]{2})", text):
        if _PERCENT.fullmatch(piece):
            out.append(_PERCENT.sub(plain, piece))
        else:
            out += (c if c in safe else "".join(f"%{b:02X}" for b in c.encode("utf-8", "surrogatepass")) for c in piece)
    return "".join(out)


def _dots_removed(path: str) -> str:
    """RFC 3986, 5.2.4, for an absolute path."""
    if "." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")
    for segment in segments[1:]:
        if segment == "..":
            if out:
                out.pop()
        elif segment != ".":
            out.append(segment)
    if segments[-1] in {".", ".."}:
        out.append("")
    return "/" + "/".join(out)


def _chosen(query: str) -> str:
    """The parameters that choose the page, ordered by name; those of one name keep their order."""
    pairs = [(pair.partition("=")[0], pair) for pair in query.split("&") if pair]
    return "&".join(pair for name, pair in sorted(pairs, key=lambda p: p[0]) if not _TRACKING.fullmatch(name))


_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_META = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_REL = re.compile(
    r"""\brel\s*=\s*(?:"(?:[^"]*\s)?canonical(?:\s[^"]*)?"|'(?:[^']*\s)?canonical(?:\s[^']*)?'|canonical(?=[\s/>]))""",
    re.IGNORECASE,
)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.IGNORECASE)
_OG_URL = re.compile(r"""\bproperty\s*=\s*["']?og:url\b""", re.IGNORECASE)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[A-Za-z][A-Za-z0-9]{1,30};)")
"""A character reference in an attribute. A name counts only with its semicolon there: `&section=2` is a parameter."""
_FRONT = re.compile(
    r"""/(?:(?:ar|fr|en|es|ber|amz|zgh|tzm)(?:[-_][a-z]{2})?(?:/|$))?
        (?:(?:index|default|home|homepage|accueil|main|%D8%A7%D9%84%D8%B1%D8%A6%D9%8A%D8%B3%D9%8A%D8%A9)(?:\.[a-z]{2,5})?/?)?""",
    re.VERBOSE | re.IGNORECASE,
)
"""Paths of front pages: of the site, or of one of its languages."""
_LANGUAGE = re.compile(r"(?:lang|language|langue|locale|hl|l)=[a-z]{2,3}(?:[-_][a-z]{2})?", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))|<(script|style|title|textarea|template|xmp|iframe)(?=[\s/>]).*?(?:</\1(?=[\s/>])|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""Comments, and elements whose tags are text: a `link` in them is none."""
_HEAD = 300_000
"""Code points of a page in which its head is looked for."""


def page_url(html: str, url: str | None = None) -> str | None:
    """The canonical URL of a page: what its `link rel=canonical` (else its `og:url`) says, if that is of the same site.

    Args:
        html: the page.
        url: where it was fetched from; None for a dropped file, whose own word is then taken.

    Returns:
        the canonical URL; that of `url` where the page names none, names another site, or names the site's front page (a
        common mistake of themes) and is not one itself; None where nothing is known.
    """
    own = canonical_url(url) if url else None
    head = _UNSEEN.sub(" ", html[:_HEAD])
    for tag, mark, value in ((_LINK, _REL, _HREF), (_META, _OG_URL, _CONTENT)):
        for found in tag.finditer(head):
            attribute = value.search(found[0]) if mark.search(found[0]) else None
            if attribute is None:
                continue
            written = _REFERENCE.sub(lambda found: unescape(found[0]), next((g for g in attribute.groups() if g), "")).strip()
            try:
                named = canonical_url(urljoin(own or "", written))
            except ValueError:
                continue
            if is_front_page(named) and not (own and is_front_page(own)):
                continue
            if own is None or same_site(named, own):
                return named
    return own


def is_front_page(url: str) -> bool:
    """Whether a canonical URL is that of a site's front page, or of its front page in one language, and so no article's."""
    parts = urlsplit(url)
    asked = all(_LANGUAGE.fullmatch(pair) for pair in parts.query.split("&") if pair)
    return asked and not parts.fragment and _FRONT.fullmatch(parts.path) is not None


def same_site(one: str, other: str) -> bool:
    """Whether two canonical URLs are of one site: equal hosts up to `www.`, `m.`, `amp.` and the like in front."""
    return _site(one) == _site(other)


def _site(url: str) -> str:
    return re.sub(r"^(?:(?:www\d?|m|mobile|amp|ar|fr|arabic)\.)+(?=[^.]+\.)", "", urlsplit(url).hostname or "")

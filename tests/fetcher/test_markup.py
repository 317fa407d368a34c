"""What a document opens with, told in time that grows with its length only."""

from __future__ import annotations

import time

import pytest

from services.fetcher.canonical import page_url
from services.fetcher.markup import is_page, opening, parted_type


@pytest.mark.parametrize(
    ("text", "declared", "element"),
    [
        ("<html>", "", "html"),
        (" \n<!doctype HTML><HTML lang=ar>", "html", "html"),
        ('<?xml version="1.0"?><!-- a --><!-- > b --><!DOCTYPE html PUBLIC "x"><html>', "html", "html"),
        ("<!-- <html> --><rss version='2.0'>", "", "rss"),
        ('<?xml-stylesheet href="a"?><atom:feed>', "", "feed"),
        ("<!----><urlset>", "", "urlset"),
        ("<!-- never ended <html>", "", ""),
        ("خبر <html>", "", ""),
        ("", "", ""),
    ],
)
def test_opening(text: str, declared: str, element: str) -> None:
    assert opening(text) == (declared, element)
    assert is_page(text) == (element == "html")


@pytest.mark.parametrize("piece", ["<!---->", "<!-- -->", "<?x>", "<!x>", "<!--", "<!", " ", "<"])
def test_many_things_before_the_first_element_cost_no_more_than_their_length(piece: str) -> None:
    started = time.process_time()
    assert not is_page(piece * 20_000 + " نص")
    assert time.process_time() - started < 2.0  # the ways to part 25 comments kept a pattern for 17 s


def test_tags_that_never_end_cost_no_more_than_their_length() -> None:
    started = time.process_time()
    assert page_url("<link " * 50_000) is None
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("header", "media", "charset"),
    [
        ("Text/HTML", "text/html", None),
        ("text/html ; Charset=Windows-1256", "text/html", "windows-1256"),
        ("text/html; charset='utf-8'", "text/html", "utf-8"),
        ('text/html; charset="utf-8"; level=1', "text/html", "utf-8"),
        ("text/html; charset=", "text/html", None),
        ("", "", None),
    ],
)
def test_parted_type(header: str, media: str, charset: str | None) -> None:
    assert parted_type(header) == (media, charset)

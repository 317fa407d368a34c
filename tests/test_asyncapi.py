"""The AsyncAPI documents: what is read and written, with the contracts' schemas, and a page that needs no network."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import jsonschema
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from shared.asyncapi import describe, render
from shared.streams import ROUTES, STREAMS, Route
from tests.test_contracts import EXAMPLES


def document_of(route: Route) -> dict[str, Any]:
    writes = [stream for stream in STREAMS if route.stage in stream.writers]
    return describe(route.stage, "1", prefix="p", address="redis://host:1/0", reads=[route.source], writes=writes)


def resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.stage)
def test_the_document_holds_together(route: Route) -> None:
    document = document_of(route)
    ApplicationSchema.model_validate(document)
    text = json.dumps(document)
    for reference in re.findall(r'"\$ref": "(.*?)"', text):
        assert resolve(document, reference), reference
    assert "correlationId" not in text
    assert {operation["action"] for operation in document["operations"].values()} == {"receive", "send"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.stage)
def test_what_travels_fits_the_payload_of_whoever_reads_and_writes_it(route: Route) -> None:
    """The committed examples of the contracts, against the schema that the document gives for their stream."""
    document = document_of(route)
    checked = 0
    for operation in document["operations"].values():
        (reference,) = operation["messages"]
        message = resolve(document, resolve(document, reference["$ref"])["$ref"])
        schema = {**resolve(document, message["payload"]["$ref"]), "components": document["components"]}
        for example in EXAMPLES:
            if example.parent.name == message["name"].replace("/", "-"):
                jsonschema.validate(json.loads(example.read_text("utf-8")), schema)
                checked += 1
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"no_such_field": 1}, schema)
    assert checked >= 2


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.stage)
def test_the_page_says_the_same_and_loads_nothing(route: Route) -> None:
    document = document_of(route)
    page = render(document)
    tags: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append((tag, dict(attrs)))

    Reader().feed(page)
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in tags}
    ids = {attrs["id"] for _, attrs in tags if "id" in attrs}
    for _, attrs in tags:
        assert "src" not in attrs
        target = attrs.get("href") or "asyncapi.json"
        assert target == "asyncapi.json" or target.removeprefix("#") in ids
    assert "url(" not in page
    for channel in document["channels"].values():
        assert f"<code>{channel['address']}</code>" in page
    for name, schema in document["components"]["schemas"].items():
        assert name in ids
        for field in schema["properties"]:
            assert f"<code>{field}</code>" in page

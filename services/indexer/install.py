"""Templates and indices: versioned indices behind aliases, installed as often as one likes."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import Any

from opensearchpy import AsyncOpenSearch, NotFoundError, RequestError

from shared.errors import ServerAwayError

SCHEMA = 3
"""Raised with a change that needs the documents written anew; a field that is only added does not."""
KINDS = ("articles", "facts", "dead")
REPLAYED = ("articles", "facts")
"""What a replay can fill anew."""


def alias_name(prefix: str, kind: str) -> str:
    """The name under which readers and writers know an index: `hirfa-articles`."""
    return f"{prefix}-{kind}"


def run_alias(prefix: str, kind: str, run_id: str) -> str:
    """The name under which the indexer knows the new index that a replay fills: `hirfa-articles-rebuild-…`."""
    return f"{alias_name(prefix, kind)}-{run_id.lower()}"


def index_name(prefix: str, kind: str, schema: int = SCHEMA) -> str:
    """The index itself: `hirfa-articles-v3`."""
    return f"{prefix}-{kind}-v{schema}"


def analysis() -> dict[str, Any]:
    """The analysers, with the synonyms and word forms that are generated for them."""
    folder = files("services.indexer") / "templates"
    body: dict[str, Any] = json.loads((folder / "analysis.json").read_text("utf-8"))
    words = json.loads((folder / "synonyms.json").read_text("utf-8"))
    body["filter"]["synonyms"]["synonyms"] = words["synonyms"]
    body["filter"]["own_forms"]["rules"] = words["own_forms"]
    body["filter"]["accusative"]["pattern"] = words["accusative"]
    return body


def template(prefix: str, kind: str) -> dict[str, Any]:
    """The index template of a kind, with the analysers."""
    folder = files("services.indexer") / "templates"
    body = json.loads((folder / f"{kind}.json").read_text("utf-8"))
    body["settings"]["analysis"] = analysis()
    body["mappings"]["_meta"] = {"schema": SCHEMA, "digest": _digest(body)}
    return {
        "index_patterns": [f"{prefix}-{kind}-v*"],
        "priority": 200,
        "template": {"settings": body["settings"], "mappings": body["mappings"]},
        "_meta": {"description": f"Hirfa's {kind}", **body["mappings"]["_meta"]},
    }


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]


async def _is_installed(client: AsyncOpenSearch, prefix: str, kind: str) -> bool:
    """Whether this very template and its alias are there: then a user who may change neither can go to work."""
    alias = alias_name(prefix, kind)
    try:
        found = await client.indices.get_index_template(name=alias)
    except NotFoundError:
        return False
    digest = found["index_templates"][0]["index_template"].get("_meta", {}).get("digest")
    return digest == template(prefix, kind)["_meta"]["digest"] and bool(await client.indices.exists_alias(name=alias))


async def _require_schema(client: AsyncOpenSearch, alias: str) -> None:
    """Refuse to write into an index of an older schema: its documents would be refused, or not be found as they should."""
    for name, found in (await client.indices.get_mapping(index=alias)).items():
        schema = int(found["mappings"].get("_meta", {}).get("schema", 1))
        if schema < SCHEMA:
            raise ServerAwayError(f"the index {name} is of schema {schema}, and {SCHEMA} is needed: run `hirfa index migrate`")


async def install(client: AsyncOpenSearch, prefix: str) -> None:
    """Install the templates, create the indices and aliases that are missing, add fields that are new.

    Raises:
        opensearchpy.exceptions.OpenSearchException: the server is away or refuses.
        ServerAwayError: an index is of an older schema.
    """
    for kind in KINDS:
        if await _is_installed(client, prefix, kind):
            continue
        body = template(prefix, kind)
        alias, index = alias_name(prefix, kind), index_name(prefix, kind)
        await client.indices.put_index_template(name=alias, body=body)
        if not await client.indices.exists_alias(name=alias):
            try:
                await client.indices.create(index=index, body={"aliases": {alias: {}}})
            except RequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise
                if not await client.indices.exists_alias(name=alias):  # an index without its alias: restored by hand
                    await client.indices.put_alias(index=index, name=alias)
        else:
            await _require_schema(client, alias)
            await client.indices.put_mapping(index=alias, body={"properties": body["template"]["mappings"]["properties"]})

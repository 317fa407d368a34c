"""What a service reads and writes, as an AsyncAPI 3.0 document, from the topology and the contracts; and as a page for people.

FastStream would write one too, but of what its handlers look like: no payload where batches are read, a correlation id that
no entry bears, and a page that loads its scripts from the web.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlsplit

from shared.contracts import CONTRACTS
from shared.streams import DATA_FIELD, REPLAYS_FIELD, TRACE_FIELD, Stream

_SCHEMAS = "#/components/schemas/"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "code{background:#f1f1f1;padding:0 .2em}table{border-collapse:collapse;width:100%}"
    "td,th{border-bottom:1px solid #ddd;padding:.2rem .6rem .2rem 0;text-align:start;vertical-align:top}"
)


def describe(
    service: str, version: str, *, prefix: str, address: str, reads: Sequence[Stream], writes: Sequence[Stream]
) -> dict[str, Any]:
    """The document of one service.

    Args:
        service: its name.
        version: of the program.
        prefix: of the streams' names.
        address: of the stream server, without login.
        reads: the streams it reads, in the group of its own name.
        writes: the streams it writes.
    """
    server = urlsplit(address)
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for action, streams in (("receive", reads), ("send", writes)):
        for stream in streams:
            name = stream.contract.replace("/", "-")
            contract = CONTRACTS[stream.contract]
            schema = contract.model_json_schema(ref_template=_SCHEMAS + "{model}")
            schemas |= schema.pop("$defs", {}) | {contract.__name__: schema}
            messages[name] = {
                "name": stream.contract,
                "title": contract.__name__,
                "contentType": "application/json",
                "description": f"The value of the entry's field `{DATA_FIELD}`: UTF-8 JSON. The entry has no other field, but "
                f"for `{REPLAYS_FIELD}`, a small number, where the message came back from the dead letters, and "
                f"`{TRACE_FIELD}` (W3C Trace Context), where it belongs to a trace.",
                "payload": {"$ref": f"{_SCHEMAS}{contract.__name__}"},
            }
            channels[stream.name] = {
                "address": stream.key(prefix),
                "servers": [{"$ref": "#/servers/streams"}],
                "messages": {name: {"$ref": f"#/components/messages/{name}"}},
                "description": f"A stream. Written by: {', '.join(stream.writers)}. "
                + (f"Read by: {', '.join(stream.groups)}." if stream.groups else "Read by no group."),
            }
            operations[f"{action}-{stream.name}"] = {
                "action": action,
                "channel": {"$ref": f"#/channels/{stream.name}"},
                "messages": [{"$ref": f"#/channels/{stream.name}/messages/{name}"}],
                "summary": f"{service} {'reads' if action == 'receive' else 'writes'} {stream.name}",
                "description": f"By XREADGROUP in the group `{service}`." if action == "receive" else "By XADD.",
            }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"Hirfa {service}", "version": version},
        "defaultContentType": "application/json",
        "servers": {"streams": {"host": server.netloc, "pathname": server.path, "protocol": server.scheme}},
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def render(document: Mapping[str, Any]) -> str:
    """The document as a page of HTML that needs nothing else: no script, no style, no font from anywhere."""
    info, server = document["info"], document["servers"]["streams"]
    title = escape(f"{info['title']} {info['version']}")
    parts = [
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>',
        f"<p>Stream server: <code>{escape(server['protocol'])}://{escape(server['host'] + server['pathname'])}</code>.",
        'The same as an <a href="asyncapi.json">AsyncAPI 3.0 document</a>.</p>',
    ]
    for operation in document["operations"].values():
        channel = document["channels"][operation["channel"]["$ref"].rpartition("/")[2]]
        parts.append(f"<h2>{escape(operation['summary'])}</h2><p><code>{escape(channel['address'])}</code>:")
        parts.append(escape(f"{channel['description']} {operation['description']}"))
        for reference in channel["messages"].values():
            message = document["components"]["messages"][reference["$ref"].rpartition("/")[2]]
            parts.append(f"<p>{_link(message['payload']['$ref'])}, <code>{escape(message['name'])}</code>.")
            parts.append(escape(message["description"]))
    parts.append("<h2>Schemas</h2>")
    for name, schema in sorted(document["components"]["schemas"].items()):
        parts.append(f'<h3 id="{escape(name)}">{escape(name)}</h3><p>{escape(schema.get("description", ""))}</p>')
        parts.append("<table><tr><th>field<th>type<th>required</tr>")
        for field, of in schema.get("properties", {}).items():
            required = "yes" if field in schema.get("required", ()) else ""
            parts.append(f"<tr><td><code>{escape(field)}</code><td>{_type(of)}<td>{required}</tr>")
        parts.append("</table>")
    return "\n".join(parts) + "\n</html>\n"


def _link(reference: str) -> str:
    name = escape(reference.removeprefix(_SCHEMAS))
    return f'<a href="#{name}">{name}</a>'


def _type(schema: dict[str, Any]) -> str:
    """A field's type in a few words, as HTML."""
    if "$ref" in schema:
        return _link(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if "enum" in schema:
        return " ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"object of {_type(schema['additionalProperties'])}"
    return escape(" ".join(filter(None, (schema.get("type", "any"), schema.get("format")))))

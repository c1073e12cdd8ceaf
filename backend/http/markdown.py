"""The API's document for people: docs/http.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Json = Mapping[str, Any]

_START: Final = """# HTTP

Made by `python -m backend openapi --markdown > docs/http.md`; `python -m backend openapi` prints the same for programs,
and the server answers it at `/api/openapi.json`.
"""
_WHO: Final = {"session": "a browser that is logged in", "token": "a script's token", "password": "name and password"}


def markdown_of(document: Json) -> str:
    """Return an OpenAPI document as text: each operation, then the objects that they take and give."""
    lines = [_START, document["info"]["description"], ""]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            lines += [f"## {method.upper()} {path}", "", f"{operation['summary']}.", "", *_operation(operation), ""]
    lines += ["## Objects", ""]
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += [f"### {name}", "", schema.get("description", ""), "", *_fields(schema), ""]
    return "\n".join(lines).rstrip()


def _operation(operation: Json) -> Iterator[str]:
    if operation["security"]:
        ways = [" and ".join(_WHO[name] for name in way) or "nobody" for way in operation["security"]]
        yield f"- asked by: {', '.join(ways)}"
    for parameter in operation.get("parameters", ()):
        more = f" – {parameter['description']}" if "description" in parameter else ""
        yield f"- {parameter['in']} `{parameter['name']}`: {_type(parameter['schema'])}{more}"
    body = operation.get("requestBody")
    if body is not None:
        more = f" – {body['description']}" if "description" in body else ""
        yield f"- body: {_contents(body['content'])}{more}"
    for status, answer in operation["responses"].items():
        if "$ref" not in answer:
            headers = "".join(f", {name}" for name in answer.get("headers", ()))
            yield f"- {status}: {_contents(answer.get('content', {})) or 'nothing'}{headers}"
    problems = [status for status, answer in operation["responses"].items() if "$ref" in answer]
    if problems:
        yield f"- problems: {', '.join(problems)}"


def _contents(content: Json) -> str:
    return " or ".join(
        _type(told["schema"]) if kind == "application/json" and told["schema"] else f"`{kind}`"
        for kind, told in content.items()
    )


def _fields(schema: Json) -> Iterator[str]:
    yield "| field | value |"
    yield "|---|---|"
    for name, of_field in schema["properties"].items():
        more = f" – {of_field['description']}" if "description" in of_field else ""
        optional = "" if name in schema["required"] else ", may be left out"
        yield f"| `{name}` | {_type(of_field)}{optional}{more} |"


def _type(schema: Json) -> str:
    """Say in words what a value is."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{str(schema['const']).lower()}`"
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}{_bounds(schema, 'minItems', 'maxItems')}"
    if schema.get("type") == "object":
        return f"object of {_type(schema['additionalProperties'])}"
    words = schema.get("format", schema.get("type", "anything"))
    if "minimum" in schema or "maximum" in schema:
        return f"{words}{_bounds(schema, 'minimum', 'maximum')}"
    return f"{words}{_bounds(schema, 'minLength', 'maxLength')}" if words != "uuid" else words


def _bounds(schema: Json, low: str, high: str) -> str:
    given = [f"{word} {schema[name]:.10g}" for word, name in (("≥", low), ("≤", high)) if name in schema]
    return f" ({', '.join(given)})" if given else ""

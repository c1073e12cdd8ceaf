"""Building blocks of the document: a few words in, an operation, an answer or a body out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

Json = dict[str, Any]

# Who may ask: a list of alternatives; the empty one is nobody.
ANYBODY: Final[list[Json]] = []
BROWSER: Final[list[Json]] = [{"session": []}]
ACCOUNT: Final[list[Json]] = [{"session": []}, {"token": []}]
PERHAPS_ACCOUNT: Final[list[Json]] = [{}, {"session": []}, {"token": []}]
TOKEN: Final[list[Json]] = [{"token": []}]
PASSWORD: Final[list[Json]] = [{"password": []}]

BODY_ERRORS: Final = ("400", "408", "413", "415")


def operation(
    name: str,
    summary: str,
    responses: Json,
    *,
    problems: Sequence[str] = (),
    security: Sequence[Json] = ANYBODY,
    body: Json | None = None,
    parameters: Sequence[Json] = (),
) -> Json:
    """One method of one path: its answers when all is well, and the statuses of its problems."""
    told: Json = {"operationId": name, "summary": summary, "security": list(security)}
    if parameters:
        told["parameters"] = list(parameters)
    if body is not None:
        told["requestBody"] = body
    told["responses"] = {**responses, **{status: {"$ref": f"#/components/responses/{status}"} for status in problems}}
    return told


def ref(name: str) -> Json:
    """Point at one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def json_body(schema: Json) -> Json:
    """A body that must be there, in JSON."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def json_answer(description: str, schema: Json, headers: Json | None = None) -> Json:
    """An answer in JSON."""
    answer: Json = {"description": description, "content": {"application/json": {"schema": schema}}}
    return answer if headers is None else {**answer, "headers": headers}


def empty_answer(description: str) -> Json:
    """An answer without a body."""
    return {"description": description}


def object_of(**properties: Json) -> Json:
    """An object that has all of these fields."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def closed(schema: Json) -> Json:
    """An object with no other fields than these: for answers, so that nothing goes undocumented."""
    return {**schema, "additionalProperties": False}


def list_of(schema: Json) -> Json:
    """A list of such values."""
    return {"type": "array", "items": schema}


def or_null(schema: Json) -> Json:
    """Such a value, or null."""
    return {"anyOf": [schema, {"type": "null"}]}

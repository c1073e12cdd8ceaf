"""The API's document (OpenAPI 3.1), made of the table of addresses and the structs of requests and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount

from backend.http.endpoints import Content, Endpoint, Media, Operation, operation
from backend.http.errors import PROBLEM
from backend.http.messages import Message
from backend.http.root_path import root_of

Json = dict[str, Any]

_REF: Final = "#/components/schemas/{name}"
_TEXT: Final[Json] = {"type": "string"}
_DESCRIPTION: Final = """
What the page and scripts ask this server.

Every error is a problem (RFC 9457) whose `detail` says what to do. What changes something needs `Sec-Fetch-Site:
same-origin` or `none`, which browsers send by themselves, else an `Origin` equal to the host; a script, which has
neither, must send an `Authorization`. Anything else is refused with 403. A script logs in with `POST /api/tokens`.
"""
PROBLEMS: Final = {
    400: "The request cannot be read",
    401: "Nobody is logged in, or the name, the password or the token is wrong",
    403: "Another site asked, or the password that must confirm it is wrong",
    404: "There is nothing of this name or id",
    408: "The body took too long",
    409: "There are as many already as there may be",
    413: "The body is too large",
    415: "The body is of another type",
    416: "The file has no such bytes",
    422: "The body can be read, but a field in it is wrong",
    429: "Too many attempts",
    502: "What the server asked for this did not answer, or not as it should",
    503: "The server cannot answer just now: the database is away, or too many people are logging in",
}
_RETRY_AFTER: Final[Json] = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
_PROBLEM_HEADERS: Final[Mapping[int, Json]] = {
    401: {"WWW-Authenticate": {"required": True, "schema": _TEXT}},
    416: {"Content-Range": {"required": True, "schema": _TEXT}},
    429: _RETRY_AFTER,
    503: _RETRY_AFTER,
}
_SECURITY_SCHEMES: Final[Json] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "Set by POST /api/session; over TLS it is __Host-session, below a path __Secure-session.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "Made by POST /api/tokens."},
    "password": {"type": "http", "scheme": "basic", "description": "A name and its password, in UTF-8."},
}


class Problem(msgspec.Struct):
    """An error as RFC 9457 has it."""

    type: Annotated[str, msgspec.Meta(extra_json_schema={"format": "uri-reference"})]
    title: str
    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    detail: Annotated[str, msgspec.Meta(min_length=1, description="What to do about it.")]


def document(routes: Iterable[BaseRoute]) -> Json:
    """Return the document of all endpoints among the routes."""
    endpoints = list(_endpoints(routes))
    operations = [one for endpoint, _ in endpoints for one in endpoint.operations.values()]
    kinds = list(dict.fromkeys(kind for one in operations for kind in _structs(one)))
    _, schemas = msgspec.json.schema_components([*kinds, Problem], ref_template=_REF)
    paths = {
        path: {method.lower(): _operation(endpoint, one) for method, one in endpoint.operations.items()}
        for endpoint, path in endpoints
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hand gesture recognition", "version": "1", "description": _DESCRIPTION.strip()},
        "paths": paths,
        "components": {
            "schemas": _without_defaults(schemas),
            "responses": {str(status): _problem(status) for status in PROBLEMS},
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


@operation("openapi", {200: Media(("application/json",))}, away=False)
async def serve_document(request: Request) -> Response:
    """The document of the API, in OpenAPI 3.1."""
    state = request.app.state
    if not hasattr(state, "document"):
        state.document = document(request.app.routes)
    root = root_of(request)
    return JSONResponse({**state.document, "servers": [{"url": root}]} if root else state.document)


def _endpoints(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[Endpoint, str]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _endpoints(route.routes, prefix + route.path)
        elif isinstance(route, Endpoint):
            yield route, prefix + route.path_format


def _structs(one: Operation) -> Iterator[type[Message]]:
    for content in (one.body, *one.answers.values()):
        struct = content.header if isinstance(content, Media) else content
        if struct is not None:
            yield struct


def _operation(endpoint: Endpoint, one: Operation) -> Json:
    security: list[Json] = [{scheme: [] for scheme in way} for way in one.security]
    told: Json = {"operationId": one.name, "summary": one.summary, "security": security}
    parameters = [*_path_parameters(endpoint), *_query_parameters(one.query), *_header_parameters(one)]
    if parameters:
        told["parameters"] = parameters
    if one.body is not None:
        told["requestBody"] = _body(one)
    told["responses"] = {
        **{str(status): _answer(one, status, content) for status, content in one.answers.items()},
        **({"304": {"description": _phrase(304), "headers": _headers(one)}} if one.etag else {}),
        **{str(status): {"$ref": f"#/components/responses/{status}"} for status in _problems(endpoint, one)},
    }
    return told


def _problems(endpoint: Endpoint, one: Operation) -> list[int]:
    """What may go wrong, most of which follows from what the operation takes and who may ask."""
    changes = any(method != "GET" and other is one for method, other in endpoint.operations.items())
    found = {
        *one.problems,
        *((400, 408, 413, 415) if one.body is not None else ()),
        *((422,) if isinstance(one.body, type) else ()),
        *((400,) if one.query is not None else ()),
        *((401,) if one.security else ()),
        *((403,) if changes else ()),
        *((404,) if endpoint.param_convertors else ()),
        *((503,) if one.away else ()),
    }
    return sorted(found)


def _path_parameters(endpoint: Endpoint) -> Iterator[Json]:
    for name, convertor in endpoint.param_convertors.items():
        schema = {**_TEXT, "format": "uuid"} if type(convertor).__name__ == "UUIDConvertor" else _TEXT
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(query: type[Message] | None) -> Iterator[Json]:
    if query is None:
        return
    schema = msgspec.json.schema(query)["$defs"][query.__name__]
    for name, of_field in schema["properties"].items():
        told = _without_null(of_field)
        description = told.pop("description", None)
        words = {} if description is None else {"description": description}
        required = name in schema.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": told, **words}


def _without_defaults(schemas: Json) -> Json:
    """What may be left out is not required; that this is the same as null would make it required in TypeScript."""
    for schema in schemas.values():
        for of_field in schema["properties"].values():
            of_field.pop("default", None)
    return schemas


def _without_null(schema: Json) -> Json:
    """What may be left out of a query cannot be null in it."""
    told = {name: value for name, value in schema.items() if (name, value) != ("default", None)}
    choices = told.pop("anyOf", None)
    if choices is None:
        return told
    (other,) = (choice for choice in choices if choice != {"type": "null"})
    return {**told, **other}


def _header_parameters(one: Operation) -> Iterator[Json]:
    names = {**one.request_headers, **({"If-None-Match": "The ETag of an earlier answer."} if one.etag else {})}
    for name, description in names.items():
        yield {"name": name, "in": "header", "required": False, "schema": _TEXT, "description": description}


def _body(one: Operation) -> Json:
    content = _content(one.body)
    for told in content.values():
        told["schema"] |= one.body_rules
    described = {"description": one.body.description} if isinstance(one.body, Media) else {}
    return {"required": True, **described, "content": content}


def _answer(one: Operation, status: int, content: Content) -> Json:
    answer = {"description": _phrase(status), "content": _content(content), "headers": _headers(one)}
    return {name: told for name, told in answer.items() if told}


def _headers(one: Operation) -> Json:
    names = {**one.answer_headers, **({"ETag": True} if one.etag else {})}
    return {name: {"required": required, "schema": _TEXT} for name, required in names.items()}


def _content(content: Content) -> Json:
    if content is None:
        return {}
    if not isinstance(content, Media):
        return {"application/json": {"schema": {"$ref": _REF.format(name=content.__name__)}}}
    binary = {**_TEXT, "format": "binary"}
    return {kind: {"schema": {} if kind == "application/json" else binary} for kind in content.types}


def _problem(status: int) -> Json:
    of_status = {"type": "object", "properties": {"status": {"const": status}}}
    return {
        "description": f"{PROBLEMS[status]}.",
        "headers": _PROBLEM_HEADERS.get(status, {}),
        "content": {PROBLEM: {"schema": {"allOf": [{"$ref": _REF.format(name="Problem")}, of_status]}}},
    }


def _phrase(status: int) -> str:
    return f"{HTTPStatus(status).phrase}."

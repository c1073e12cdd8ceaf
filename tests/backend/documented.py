"""Compares answers with the API's document."""

from __future__ import annotations

import re
from functools import cache

import httpx
import schemathesis
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema

from backend.api import api_document

_CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# The pages are no part of the API; every other path that a test asks for is, or does not exist.
API = ("/api/", "/models/", "/healthz", "/readyz")


document = cache(api_document)


@cache
def schema() -> OpenApiSchema:
    """The document, as schemathesis reads it."""
    loaded = schemathesis.openapi.from_dict(document())
    assert isinstance(loaded, OpenApiSchema)
    return loaded


async def check_documented(response: httpx.Response) -> None:
    """Compare status, headers, type and body with the document. Raises what schemathesis finds, or AssertionError."""
    path, method = response.request.url.path, response.request.method
    if not path.startswith(API):
        return
    await response.aread()
    operation = schema().find_operation_by_path("GET" if method == "HEAD" else method, path)
    if operation is None:
        assert response.status_code in (403, 404, 405), f"{method} {path} is not documented"
    elif response.status_code == 206:  # half a JSON is none, which schemathesis does not know
        assert "206" in document()["paths"][operation.path]["get"]["responses"]
    elif method != "HEAD":
        names = re.findall(r"{(\w+)}", operation.path)
        operation.Case(path_parameters=dict.fromkeys(names, "any")).validate_response(response, checks=_CHECKS)

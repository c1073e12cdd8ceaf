"""The OpenAPI document: a valid one, of exactly the addresses there are, and no answer of a test is missing from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from schemathesis.core.failures import Failure, FailureGroup
from starlette.routing import BaseRoute, Mount, Route

from backend.__main__ import main
from backend.app import create_app
from backend.database import Database
from backend.http.static_pages import Pages
from backend.settings import Settings
from tests.backend.conftest import Page
from tests.backend.documented import check_documented, document, schema
from tests.server import ROOT


def addresses(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Each method and path of the app but the pages', in the document's spelling."""
    for route in routes:
        if isinstance(route, Mount) and not isinstance(route.app, Pages):
            yield from addresses(list(route.routes), prefix + route.path)
        elif isinstance(route, Route):
            path = prefix + route.path_format
            yield from ((method, path) for method in (route.methods or set()) - {"HEAD"})
        else:
            assert isinstance(route, Mount)
            assert route.path == ""


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        yield from ((method.upper(), path, told) for method, told in methods.items())


def test_every_address_is_documented_and_every_documented_one_exists(settings: Settings, postgres: str) -> None:
    app = create_app(settings, Database(postgres))
    assert sorted(addresses(app.routes)) == sorted((method, path) for method, path, _ in operations())


def test_it_is_a_valid_document() -> None:
    schema().validate()
    names = [told["operationId"] for _, _, told in operations()]
    assert len(set(names)) == len(names)


def test_whatever_needs_the_database_or_changes_something_says_what_may_go_wrong() -> None:
    for method, path, told in operations():
        answers = set(told["responses"])
        assert path in ("/api/openapi.json", "/healthz") or "503" in answers, path
        assert method == "GET" or "403" in answers, path
        assert not told["security"] or "401" in answers, path
        assert ("requestBody" in told) == ({"400", "408", "413", "415"} <= answers), path


def patterns_in(part: object) -> Iterator[str]:
    """What a part of the document demands of texts."""
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "pattern" and isinstance(value, str))
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for each in parts:
        yield from patterns_in(each)


def test_patterns_mean_the_same_to_everybody() -> None:
    # To Python U+001F is a space, to JavaScript it is none; letters and digits differ as well.
    patterns = {*patterns_in(document())}
    assert len(patterns) > 10
    assert not [pattern for pattern in patterns if re.search(r"\\[sSwWdDbB]", pattern)]


def test_what_is_made_of_it_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, made in ((["openapi"], "web/src/api/openapi.json"), (["openapi", "--markdown"], "docs/http.md")):
        assert main(arguments) == 0
        again = f"python -m backend {' '.join(arguments)} > {made}"
        assert capsys.readouterr().out == (ROOT / made).read_text(), f"It is stale, run: {again}"


@pytest.mark.anyio
async def test_it_is_served(page: Page) -> None:
    assert (await page.client.get("/api/openapi.json")).json() == document()


def answer(method: str, path: str, status: int, **of_response: Any) -> httpx.Response:
    response = httpx.Response(status, request=httpx.Request(method, f"http://testserver{path}"), **of_response)
    response.elapsed = timedelta()
    return response


PROBLEM = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "Log in."}


@pytest.mark.anyio
@pytest.mark.parametrize(
    "undocumented",
    [
        answer("GET", "/api/session", 202, json={"name": None, "consent": None}),
        answer("GET", "/api/session", 200, json={"name": None, "consent": None, "password": "secret"}),
        answer("GET", "/api/session", 200, json={"name": 7, "consent": None}),
        answer("GET", "/api/session", 200, text="nobody"),
        answer("GET", "/api/account", 401, json=PROBLEM, headers={"Content-Type": "application/problem+json"}),
        answer("GET", "/api/secrets", 200, json={}),
        answer("POST", "/api/presence", 200, json={}),
    ],
    ids=lambda response: f"{response.request.method} {response.url.path} {response.status_code}",
)
async def test_an_answer_that_is_not_documented_fails_the_test_that_sees_it(undocumented: httpx.Response) -> None:
    with pytest.raises((Failure, FailureGroup, AssertionError)):
        await check_documented(undocumented)

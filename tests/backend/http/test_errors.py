"""Errors: every one, whoever raises it, is answered as problem+json that says what to do."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.http import csrf, errors
from backend.http.errors import AppError, DatabaseUnavailableError, UnprocessableError
from backend.http.security_headers import SECURITY_HEADERS
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio


async def answer(error: Exception) -> httpx.Response:
    """What a client gets when a handler raises `error`."""

    async def fail(_: Request) -> Response:
        raise error

    app = Starlette(
        routes=[Route("/fail", fail)],
        exception_handlers={
            AppError: errors.on_app_error,
            HTTPException: errors.on_http_exception,
            Exception: errors.on_defect,
        },
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.get("/fail")


async def test_a_domain_error() -> None:
    response = await answer(UnprocessableError("A name is missing. Give one."))
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "A name is missing. Give one.",
    }


async def test_unavailable_says_when_to_come_back() -> None:
    response = await answer(DatabaseUnavailableError("Away."))
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"


async def test_starlettes_own_errors_keep_their_headers() -> None:
    response = await answer(HTTPException(405, headers={"Allow": "PUT"}))
    assert response.status_code == 405
    assert response.headers["allow"] == "PUT"
    assert response.json()["detail"] == "/fail does not take GET. Use one of: PUT."


async def test_a_defect_tells_nothing_of_itself_and_is_guarded_too() -> None:
    response = await answer(RuntimeError("the password is 1234"))
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "1234" not in response.text
    assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_a_defect_of_the_whole_app_carries_its_requests_id(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csrf, "from_our_page", lambda *_: 1 / 0)
    response = await page.client.get("/")
    assert response.status_code == 500
    assert len(response.headers["x-request-id"]) == 32
    assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_the_tree_at_the_top_of_the_file_is_the_tree() -> None:
    drawn = (errors.__doc__ or "").splitlines()

    def leaves(kind: type[AppError]) -> set[type[AppError]]:
        return {kind}.union(*(leaves(child) for child in kind.__subclasses__()))

    for kind in leaves(AppError) - {AppError}:
        line = next(line for line in drawn if line.lstrip("├└─│ ").split()[0:1] == [kind.__name__])
        depth = (len(line) - len(line.lstrip("├└─│ "))) // 4
        assert depth == len(kind.__mro__) - len(AppError.__mro__)
        assert depth > 1 or str(kind.status) in line

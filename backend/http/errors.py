"""The errors that a request can end with, and their answers as problem details.

AppError
├── BadRequestError            400  the bytes cannot be read
├── UnauthenticatedError       401  nobody is logged in, or the password is wrong
│   └── BasicRequiredError         a name and a password must come with the request itself
├── ForbiddenError             403  another site asked, or the password that must confirm it is wrong
├── NotFoundError              404
├── RequestTimeoutError        408  the body did not come in time
├── ConflictError              409  there are as many of these already as there may be
├── ContentTooLargeError       413
├── UnsupportedMediaTypeError  415
├── UnprocessableError         422  readable, but a field is wrong
├── TooManyAttemptsError       429  come back later: Retry-After
├── BadGatewayError            502  what was asked for this did not answer, or not as it should
└── UnavailableError           503  come back later: Retry-After
    ├── DatabaseUnavailableError    Postgres does not answer
    │   ├── DatabaseFullError           its disk is full
    │   └── DatabaseReadOnlyError       it takes no changes
    ├── TooBusyError                the queue of passwords to check is full
    ├── DecoderUnavailableError     pictures cannot be decoded
    └── ModelUnavailableError       the models' folder is missing or damaged
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from structlog.contextvars import get_contextvars

from backend.http.request_logging import REQUEST_ID
from backend.http.security_headers import security_headers

PROBLEM: Final = "application/problem+json"

logger = logging.getLogger(__name__)


class AppError(Exception):
    """A request cannot be answered; `detail` says to a person what to do."""

    status: ClassVar[int]
    title: ClassVar[str]

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @property
    def headers(self) -> dict[str, str]:
        """Headers that the answer needs beside the problem itself."""
        return {}


class BadRequestError(AppError):
    """The body cannot be read."""

    status, title = 400, "Bad Request"


class UnauthenticatedError(AppError):
    """Nobody is logged in, or the password is wrong."""

    status, title = 401, "Unauthorized"
    challenge: ClassVar[str] = "Bearer"

    @property
    def headers(self) -> dict[str, str]:
        """How a program can say who it is."""
        return {"WWW-Authenticate": self.challenge}


class BasicRequiredError(UnauthenticatedError):
    """A name and a password must come with the request itself."""

    challenge = 'Basic realm="gestures", charset="UTF-8"'


class ForbiddenError(AppError):
    """Another site asked, or the password that must confirm it is wrong."""

    status, title = 403, "Forbidden"


class NotFoundError(AppError):
    """There is nothing at this address."""

    status, title = 404, "Not Found"


class RequestTimeoutError(AppError):
    """The body did not come in time."""

    status, title = 408, "Request Timeout"


class ConflictError(AppError):
    """There are as many of these already as there may be, or they are somebody else's."""

    status, title = 409, "Conflict"


class ContentTooLargeError(AppError):
    """The body is larger than allowed."""

    status, title = 413, "Content Too Large"


class UnsupportedMediaTypeError(AppError):
    """The body's Content-Type is not the one that the address takes."""

    status, title = 415, "Unsupported Media Type"


class UnprocessableError(AppError):
    """The body can be read, but a field in it is wrong."""

    status, title = 422, "Unprocessable Content"


class TooManyAttemptsError(AppError):
    """Someone tried too often; `wait_s` says for how many seconds to wait."""

    status, title = 429, "Too Many Requests"

    def __init__(self, detail: str, wait_s: int) -> None:
        super().__init__(detail)
        self.wait_s = wait_s

    @property
    def headers(self) -> dict[str, str]:
        """When to try again, in seconds."""
        return {"Retry-After": str(self.wait_s)}


class BadGatewayError(AppError):
    """What the server asked for this did not answer, or not as it should."""

    status, title = 502, "Bad Gateway"


class UnavailableError(AppError):
    """Something that the answer needs is away for now."""

    status, title = 503, "Service Unavailable"
    retry_after_s: ClassVar[int] = 5

    @property
    def headers(self) -> dict[str, str]:
        """When to try again, in seconds."""
        return {"Retry-After": str(self.retry_after_s)}


class DatabaseUnavailableError(UnavailableError):
    """Postgres does not answer."""


class DatabaseFullError(DatabaseUnavailableError):
    """The disk of Postgres is full; what is urgent may still use its reserve."""


class DatabaseReadOnlyError(DatabaseUnavailableError):
    """Postgres takes no changes, as after it was made a copy of another."""


class TooBusyError(UnavailableError):
    """The queue of passwords to check is full."""

    retry_after_s = 2


class DecoderUnavailableError(UnavailableError):
    """The process that decodes pictures cannot be started."""


class ModelUnavailableError(UnavailableError):
    """The models' folder is missing or damaged."""

    retry_after_s = 30


def problem(status: int, title: str, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """One error as an answer."""
    body = problem_body(status, title, detail)
    all_headers = {"Cache-Control": "no-store"} | dict(headers or {})
    return JSONResponse(body, status, all_headers, media_type=PROBLEM)


def problem_body(status: int, title: str, detail: str) -> dict[str, object]:
    """One error as RFC 9457 has it."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def app_problem(error: AppError) -> Response:
    """Return the answer to a request that ended with one of the errors above."""
    return problem(error.status, error.title, error.detail, error.headers)


async def on_app_error(request: Request, error: Exception) -> Response:
    """Translate an AppError; the full story of a 503 goes to the log, not to the asker."""
    if not isinstance(error, AppError):
        raise error
    if error.status >= 500:
        logger.error("%s %s: %s", request.method, request.url.path, error.detail, exc_info=error.__cause__)
    return app_problem(error)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Translate what Starlette itself raises: 404 and 405."""
    if not isinstance(error, HTTPException):
        raise error
    allowed = (error.headers or {}).get("Allow", "")
    details = {
        404: f"There is nothing at {request.url.path}. Check the address, or start again from the page.",
        405: f"{request.url.path} does not take {request.method}. Use one of: {allowed}.",
    }
    title = HTTPStatus(error.status_code).phrase
    return problem(error.status_code, title, details.get(error.status_code, error.detail), error.headers)


async def on_defect(request: Request, error: Exception) -> Response:
    """Answer 500; Starlette logs the defect itself, and runs this outside the middleware that adds headers."""
    detail = "The server made a mistake and has written it to its log. Try again; if it stays, tell whoever runs it."
    headers = {**security_headers(request.url.scheme), REQUEST_ID: str(get_contextvars().get("request_id", ""))}
    return problem(500, "Internal Server Error", detail, headers)

"""The composition root: settings in, the whole server as an ASGI app out; here is the table of all addresses."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from backend.accounts.passwords import Passwords
from backend.accounts.routes import AccountRoutes
from backend.database import Database
from backend.errors import AppError, on_app_error, on_defect, on_http_exception
from backend.headers import SecurityHeaders
from backend.origin import OurPagesOnly
from backend.pages import Pages
from backend.registry.registry import Registry
from backend.registry.routes import RegistryRoutes
from backend.samples.routes import SampleRoutes
from backend.settings import Settings, SettingsError
from backend.stats.routes import StatsRoutes

Handler = Callable[[Request], Awaitable[Response]]


def now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


def create_app(settings: Settings, database: Database, clock: Callable[[], datetime] = now) -> Starlette:
    """Build the server. `database` is connected when the app starts; tests give one that rolls back, and a clock."""
    passwords = Passwords()
    registry = Registry(settings.models_dir)
    accounts = AccountRoutes(database, passwords)
    samples = SampleRoutes(database, registry, clock)
    stats = StatsRoutes(database, registry, clock)
    models = RegistryRoutes(registry)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await database.connect()
        yield
        await database.disconnect()
        passwords.close()

    api = [
        route("/session", GET=accounts.who, POST=accounts.log_in, DELETE=accounts.log_out),
        route("/consent", PUT=accounts.choose_consent),
        route("/samples", POST=samples.receive),
        route("/models/current", GET=models.current),
        route("/stats", GET=stats.read),
    ]
    return Starlette(
        routes=[
            Mount("/api", routes=api),
            route("/models/{id}/{path:path}", GET=models.file),
            Mount("/", Pages(settings.web_dir)),
        ],
        middleware=[Middleware(SecurityHeaders), Middleware(OurPagesOnly), Middleware(GZipMiddleware, compresslevel=6)],
        exception_handlers={AppError: on_app_error, HTTPException: on_http_exception, Exception: on_defect},
        lifespan=lifespan,
    )


def create_app_from_environment() -> Starlette:
    """Build the server as its environment says: `serve --reload` starts it anew in a process of its own."""
    settings = Settings.from_environment(os.environ)
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL is not set. Start the server with: python -m backend serve")
    return create_app(settings, Database(settings.database_url))


def route(path: str, **handlers: Handler) -> Route:
    """Make one address, with a handler for each method it takes; what may be cached says so itself."""

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        response = await handlers[method](request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return Route(path, answer, methods=list(handlers))

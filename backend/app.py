"""The composition root: settings in, the whole server as an ASGI app out; here is the table of all addresses."""

from __future__ import annotations

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

from backend.account_deletion import delete_account
from backend.accounts.account_routes import AccountRoutes
from backend.accounts.authenticator import Authenticator
from backend.accounts.limits import Limits
from backend.accounts.passwords import Passwords
from backend.accounts.routes import LogInRoutes
from backend.accounts.session_routes import SessionRoutes
from backend.database import Database
from backend.http.csrf import CSRFMiddleware
from backend.http.errors import AppError, on_app_error, on_defect, on_http_exception
from backend.http.problem_details import ProblemDetailsMiddleware
from backend.http.request_logging import RequestLoggingMiddleware
from backend.http.security_headers import SecurityHeadersMiddleware
from backend.http.static_pages import Pages
from backend.learning.routes import LearningRoutes
from backend.models.auto_rollback import Rule, Watch
from backend.models.registry import Registry
from backend.models.report_routes import ReportRoutes
from backend.models.routes import RegistryRoutes
from backend.openapi.document import serve_document
from backend.operations.health import HealthRoutes
from backend.samples.retention import kept_up
from backend.samples.routes import SampleRoutes
from backend.samples.user_sample_routes import MySamplesRoutes
from backend.settings import Settings
from backend.stats.mistake_routes import MistakeRoutes
from backend.stats.received import ReceivedCounts
from backend.stats.routes import StatsRoutes
from backend.stats.upkeep import FiguresUpkeep

Handler = Callable[[Request], Awaitable[Response]]


def now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime] = now,
    limits: Limits | None = None,
    passwords: Passwords | None = None,
) -> Starlette:
    """Build the server. `database` is connected when the app starts.

    Tests give one that rolls back, a clock, limits on log-ins other than those in force, and passwords that cost less.
    """
    passwords = passwords or Passwords()
    registry = Registry(settings.models_dir)
    limits = limits or Limits()
    authenticator = Authenticator(database, passwords, limits)
    log_ins = LogInRoutes(database, authenticator)
    accounts = AccountRoutes(database, authenticator, delete_account)
    of_account = SessionRoutes(database, authenticator)
    received = ReceivedCounts()
    figures = FiguresUpkeep(database, received)
    samples = SampleRoutes(database, registry, clock, received.count)
    user_samples = MySamplesRoutes(database)
    stats = StatsRoutes(database, registry, clock)
    mistakes = MistakeRoutes(database, registry)
    learning = LearningRoutes(database, registry)
    models = RegistryRoutes(registry, settings.shadow_share)
    rule = Rule(settings.roll_back_share, settings.roll_back_reports)
    reports = ReportRoutes(database, Watch(database, registry, settings.models_dir, rule, clock), limits.reporting)
    health = HealthRoutes(database, registry)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await database.connect()
        async with kept_up(database, settings.retention_days), figures.running():
            yield
        await database.disconnect()
        passwords.close()

    api = [
        route("/session", GET=log_ins.who, POST=log_ins.log_in, DELETE=log_ins.log_out),
        route("/consent", PUT=log_ins.choose_consent),
        route("/account", GET=accounts.read, DELETE=accounts.delete),
        route("/account/password", PUT=accounts.change_password),
        route("/sessions", GET=of_account.list_sessions, DELETE=of_account.end_others),
        route("/sessions/{id}", DELETE=of_account.end_session),
        route("/tokens", GET=of_account.list_tokens, POST=of_account.make_token, DELETE=of_account.end_own_token),
        route("/tokens/{id}", DELETE=of_account.end_token),
        route("/presence", GET=of_account.presence),
        route("/samples", GET=user_samples.list_samples, POST=samples.receive, DELETE=user_samples.delete_many),
        route("/samples.zip", GET=user_samples.export),
        route("/samples/{id:uuid}", DELETE=user_samples.delete_one),
        route("/samples/{id:uuid}/network-input", GET=user_samples.network_input),
        route("/samples/{id:uuid}/frame-image", GET=user_samples.frame_image),
        route("/models/current", GET=models.current),
        route("/models/reports", POST=reports.report),
        route("/stats", GET=stats.overview),
        route("/stats/decisions", GET=learning.decisions),
        route("/stats/models", GET=stats.models),
        route("/stats/activity", GET=stats.activity),
        route("/stats/quality", GET=stats.quality),
        route("/stats/speed", GET=stats.speed),
        route("/stats/shadow", GET=stats.shadow),
        route("/stats/mistakes", GET=stats.mistakes),
        route("/stats/mistakes/{id:uuid}", PUT=mistakes.correct),
        route("/stats/mistakes/{id:uuid}/network-input", GET=mistakes.picture),
        route("/openapi.json", GET=serve_document),
    ]
    app = Starlette(
        routes=[
            Mount("/api", routes=api),
            route("/models/{id}/{path:path}", GET=models.file),
            route("/healthz", GET=health.alive),
            route("/readyz", GET=health.ready),
            Mount("/", Pages(settings.web_dir)),
        ],
        middleware=[
            Middleware(RequestLoggingMiddleware),
            Middleware(SecurityHeadersMiddleware),
            Middleware(CSRFMiddleware),
            Middleware(GZipMiddleware, compresslevel=6),
            Middleware(ProblemDetailsMiddleware),
        ],
        exception_handlers={AppError: on_app_error, HTTPException: on_http_exception, Exception: on_defect},
        lifespan=lifespan,
    )
    app.state.figures = figures
    return app


def route(path: str, **handlers: Handler) -> Route:
    """Make one address, with a handler for each method it takes; what may be cached says so itself."""

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        response = await handlers[method](request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return Route(path, answer, methods=list(handlers))

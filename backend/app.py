"""The composition root: builds the server of its parts, and has the table of all addresses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount

from backend.account_deletion import delete_account
from backend.accounts.account_routes import AccountRoutes
from backend.accounts.authenticator import Authenticator
from backend.accounts.limits import Limits
from backend.accounts.passwords import Passwords
from backend.accounts.quotas import KINDS, DayLimits, Quotas
from backend.accounts.routes import LogInRoutes
from backend.accounts.session_routes import SessionRoutes
from backend.accounts.site_routes import SiteRoutes
from backend.actions.export import exported
from backend.actions.outbound import Outbound
from backend.actions.routes import ConnectorRoutes
from backend.actions.runner import Runner
from backend.actions.vault import Vault
from backend.database import Database
from backend.http.compression import CompressionMiddleware
from backend.http.cross_origin import CrossOriginMiddleware
from backend.http.csrf import CSRFMiddleware
from backend.http.endpoints import Endpoint
from backend.http.errors import AppError, on_app_error, on_defect, on_http_exception
from backend.http.openapi import serve_document
from backend.http.problem_details import ProblemDetailsMiddleware
from backend.http.request_logging import RequestLoggingMiddleware
from backend.http.root_path import RootPathMiddleware
from backend.http.security_headers import SecurityHeadersMiddleware
from backend.http.static_pages import Pages
from backend.learning.routes import LearningRoutes
from backend.models.auto_rollback import AutoRollback, Rule
from backend.models.registry import Registry
from backend.models.report_routes import ReportRoutes
from backend.models.routes import RegistryRoutes
from backend.operations.health import HealthRoutes
from backend.recognise.recogniser import PictureRecogniser
from backend.recognise.routes import RecogniseRoutes
from backend.samples.frame_image import Decoder
from backend.samples.retention import partitions_kept
from backend.samples.routes import SampleRoutes
from backend.samples.user_sample_routes import UserSampleRoutes
from backend.settings import Settings
from backend.stats.ingest import IngestCounts
from backend.stats.mistake_routes import MistakeRoutes
from backend.stats.rollups import RollupRefresher
from backend.stats.routes import StatsRoutes


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
    per_day = {kind: getattr(settings, f"{kind}_per_day") for kind in KINDS}
    quotas = Quotas(database, DayLimits(**per_day, batches_per_minute=settings.batches_per_minute), clock)
    log_ins = LogInRoutes(database, authenticator, quotas)
    accounts = AccountRoutes(database, authenticator, quotas, delete_account)
    of_account = SessionRoutes(database, authenticator)
    sites = SiteRoutes(database, settings.origins)
    counts = IngestCounts()
    figures = RollupRefresher(database, counts)
    decoder = Decoder()
    samples = SampleRoutes(database, registry, decoder, quotas, clock, counts.count)
    recogniser = PictureRecogniser()
    recognise = RecogniseRoutes(database, registry, recogniser, quotas)
    outbound = Outbound(settings.action_addresses)
    runner = Runner(database, outbound)
    vault = Vault(settings.secrets_key, settings.data_dir)
    user_samples = UserSampleRoutes(database, lambda account_id: exported(database, vault, account_id))
    stats = StatsRoutes(database, registry, clock)
    mistakes = MistakeRoutes(database, registry, clock)
    learning = LearningRoutes(database, registry, clock)
    models = RegistryRoutes(registry)
    rule = Rule(settings.roll_back_share, settings.roll_back_reports)
    rollback = AutoRollback(database, registry, settings.models_dir, rule, clock)
    reports = ReportRoutes(database, rollback, limits.reporting)
    health = HealthRoutes(database, registry)
    connectors = ConnectorRoutes(
        database, vault, outbound, runner, clock, enabled=settings.action_addresses is not None
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await database.connect()
        async with (
            partitions_kept(database, settings.retention_days),
            figures.running(),
            quotas.running(),
            runner.running(),
        ):
            yield
        await decoder.close()
        await recogniser.close()
        await database.disconnect()
        passwords.close()

    api = [
        Endpoint("/session", GET=log_ins.who, POST=log_ins.log_in, DELETE=log_ins.log_out),
        Endpoint("/consent", PUT=log_ins.choose_consent),
        Endpoint("/account", GET=accounts.read, DELETE=accounts.delete),
        Endpoint("/account/password", PUT=accounts.change_password),
        Endpoint("/sessions", GET=of_account.list_sessions, DELETE=of_account.end_others),
        Endpoint("/sessions/{id}", DELETE=of_account.end_session),
        Endpoint("/tokens", GET=of_account.list_tokens, POST=of_account.make_token, DELETE=of_account.end_own_token),
        Endpoint("/tokens/{id}", DELETE=of_account.end_token),
        Endpoint("/sites", GET=sites.read, POST=sites.allow),
        Endpoint("/presence", GET=of_account.presence),
        Endpoint("/samples", GET=user_samples.list_samples, POST=samples.receive, DELETE=user_samples.delete_many),
        Endpoint("/samples.zip", GET=user_samples.export),
        Endpoint("/samples/{id:uuid}", DELETE=user_samples.delete_one),
        Endpoint("/samples/{id:uuid}/network-input", GET=user_samples.network_input),
        Endpoint("/samples/{id:uuid}/frame-image", GET=user_samples.frame_image),
        Endpoint("/connectors", GET=connectors.list_connectors, POST=connectors.add),
        Endpoint("/connectors/{id:uuid}", PUT=connectors.change, DELETE=connectors.delete),
        Endpoint("/connectors/{id:uuid}/pair", POST=connectors.pair),
        Endpoint("/connectors/{id:uuid}/choices", GET=connectors.choices),
        Endpoint("/connectors/{id:uuid}/runs", POST=connectors.run),
        Endpoint("/runs", GET=connectors.list_runs),
        Endpoint("/recognise", POST=recognise.recognise),
        Endpoint("/models/current", GET=models.current),
        Endpoint("/models/reports", POST=reports.report),
        Endpoint("/stats", GET=stats.overview),
        Endpoint("/stats/decisions", GET=learning.decisions),
        Endpoint("/stats/groups", GET=stats.groups),
        Endpoint("/stats/hands", GET=stats.hands),
        Endpoint("/stats/models", GET=stats.models),
        Endpoint("/stats/activity", GET=stats.activity),
        Endpoint("/stats/online", GET=stats.online),
        Endpoint("/stats/quality", GET=stats.quality),
        Endpoint("/stats/speed", GET=stats.speed),
        Endpoint("/stats/shadow", GET=stats.shadow),
        Endpoint("/stats/mistakes", GET=mistakes.waiting),
        Endpoint("/stats/mistakes/{id:uuid}", PUT=mistakes.correct),
        Endpoint("/stats/mistakes/{id:uuid}/network-input", GET=mistakes.picture),
        Endpoint("/openapi.json", GET=serve_document),
    ]
    root = settings.root_path or ""
    app = Starlette(
        routes=[
            Mount("/api", routes=api),
            Endpoint("/models/{id}/{path:path}", GET=models.file),
            Endpoint("/healthz", GET=health.alive),
            Endpoint("/readyz", GET=health.ready),
            Mount("/", Pages(settings.web_dir)),
        ],
        middleware=[
            Middleware(RequestLoggingMiddleware),
            Middleware(SecurityHeadersMiddleware, root=root),
            Middleware(RootPathMiddleware, root=root),
            Middleware(
                CrossOriginMiddleware,
                origins=settings.origins,
                paths={
                    f"{root}/api/recognise": "POST",
                    f"{root}/api/samples": "POST",
                    f"{root}/api/tokens": "DELETE",
                },
            ),
            Middleware(CSRFMiddleware),
            Middleware(CompressionMiddleware),
            Middleware(ProblemDetailsMiddleware),
        ],
        exception_handlers={AppError: on_app_error, HTTPException: on_http_exception, Exception: on_defect},
        lifespan=lifespan,
    )
    app.state.figures = figures
    return app

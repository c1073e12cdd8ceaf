"""The command `demo-data`: adds made-up people with their months, or takes them away."""

from __future__ import annotations

import asyncio
import os
import secrets
from datetime import UTC, datetime

import numpy as np

from backend.accounts.passwords import Passwords
from backend.database import Database
from backend.demo import store
from backend.demo.answers import DemoModel
from backend.demo.history import history
from backend.demo.population import people
from backend.demo.story import CURRENT, events
from backend.http.errors import AppError
from backend.migrations.apply import migrate
from backend.models.registry import Registry
from backend.postgres.address import database_for_command
from backend.settings import Settings
from backend.stats.rollups import refresh


class DemoError(Exception):
    """There is no demo data; the message says what to do."""


def demo_data(*, seed: int, yes: bool, remove: bool) -> None:
    """Write the demo data of `seed` in place of any other, or only `remove` what is there.

    Works beside a running server. Raises SettingsError, EmbeddedPostgresError, MigrationError, DemoError.
    """
    settings = Settings.from_environment(os.environ)
    with database_for_command(settings) as url:
        asyncio.run(migrate(url))
        try:
            said = asyncio.run(_remove(url) if remove else _write(url, Registry(settings.models_dir), seed, yes))
        except AppError as error:
            raise DemoError(error.detail) from error
    print(said)  # noqa: T201


async def _remove(url: str) -> str:
    database = Database(url)
    await database.connect()
    try:
        gone, samples = await store.remove(database)
        await refresh(database)
    finally:
        await database.disconnect()
    return f"Removed {gone} made-up people and their {samples} samples."


async def _write(url: str, registry: Registry, seed: int, yes: bool) -> str:
    model = registry.foremost()
    current, labels = DemoModel(model.id, *CURRENT), model.labels
    database, passwords = Database(url), Passwords()
    await database.connect()
    try:
        there = await store.real_accounts(database)
        if there and not yes:
            raise DemoError(
                f"This database has {there} accounts of people, whose figures the demo data would mix with. "
                "Nothing was written. Give --yes if that is meant, or set DATA_DIR to a new folder."
            )
        await store.remove(database)
        rng = np.random.default_rng(seed)
        everybody = people(rng)
        # Nobody knows the password, so nobody can log in as one of them.
        if not await store.add_people(database, everybody, await passwords.hash(secrets.token_urlsafe())):
            raise DemoError("Somebody has registered one of the names Demo 01 and so on. Nothing was written.")
        now = datetime.now(UTC)
        stored = await store.add_samples(database, history(everybody, current, labels, now, rng))
        await store.add_decisions(database, events(current.id, now))
        await refresh(database)
    finally:
        await database.disconnect()
        passwords.close()
    return f"Added {len(everybody)} made-up people with {stored} samples. Remove them with: demo-data --remove"

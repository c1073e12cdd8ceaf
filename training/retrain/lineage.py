"""`python -m training.retrain.lineage NAME`: the models that used a person's samples.

Works by the keyed hash of the name, so also when the account and all its samples are deleted.
"""

import argparse
import asyncio
import os
import sys

from backend.accounts.names import check_name
from backend.database import Database
from backend.http.errors import AppError
from backend.learning import people, records
from backend.migrations.apply import MigrationError, migrate
from backend.postgres.address import database_for_command
from backend.postgres.embedded import EmbeddedPostgresError
from backend.settings import Settings, SettingsError


async def lines_of(database: Database, name: str) -> list[str]:
    """What there is to tell of the person of that name, a line a model. Raises AppError."""
    _, name_key = check_name(name)
    person = people.pseudonym(await records.key(database), name_key)
    return [
        f"{use.model}: {use.at:%Y-%m-%d}, {use.verdict}, "
        f"{'learned from' if use.trained else 'was judged by'} up to {use.samples} of their samples"
        for use in await records.uses_of(database, person)
    ]


async def _ask(url: str, name: str) -> list[str]:
    await migrate(url)
    database = Database(url)
    await database.connect()
    try:
        return await lines_of(database, name)
    finally:
        await database.disconnect()


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="python -m training.retrain.lineage", description=__doc__)
    parser.add_argument("name", help="as it was registered; capitals do not matter")
    name = parser.parse_args().name
    try:
        with database_for_command(Settings.from_environment(os.environ)) as url:
            lines = asyncio.run(_ask(url, name))
    except AppError as error:
        sys.exit(error.detail)
    except (SettingsError, EmbeddedPostgresError, MigrationError) as error:
        sys.exit(str(error))
    print("\n".join(lines) or f"No model that was decided on has used samples of {name}.")  # noqa: T201


if __name__ == "__main__":
    main()

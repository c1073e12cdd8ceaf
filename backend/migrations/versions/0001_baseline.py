"""The tables that a server begins with: those of schema.sql."""

import re
from pathlib import Path
from typing import Any

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parents[1].joinpath("schema.sql").read_text("utf-8")


def upgrade() -> None:
    """Make them."""
    # The whole file at once, which SQLAlchemy's own execute cannot do: it sends one statement at a time.
    adapted: Any = op.get_bind().connection.dbapi_connection
    adapted.run_async(lambda asyncpg: asyncpg.execute(SCHEMA))


def downgrade() -> None:
    """Drop all that the file creates, and nothing else that may be in the database."""
    for kind, name in re.findall(
        r"^CREATE (?:UNLOGGED )?(TABLE|TYPE|FUNCTION|PROCEDURE|AGGREGATE) (\w+)", SCHEMA, re.MULTILINE
    ):
        op.execute(f"DROP {kind if kind in ('TABLE', 'TYPE') else 'ROUTINE'} IF EXISTS {name} CASCADE")

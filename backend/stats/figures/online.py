"""Who is there now: names for oneself and the administrator, and how many there are for everybody."""

from __future__ import annotations

from typing import Final

from backend.accounts.session_store import ONLINE_S, count_online
from backend.accounts.store import Account
from backend.database import Database
from backend.http.messages import utc_text
from backend.stats.figures.overview import count_users
from backend.stats.schemas.use import PersonOnline, StatsOnline

SHOWN: Final = 100


async def now(database: Database, asker: Account | None) -> StatsOnline:
    """Return who is online; a name is told to its owner and to the administrator only."""
    return StatsOnline(await count_online(database), await count_users(database), await _people(database, asker))


async def _people(database: Database, asker: Account | None) -> list[PersonOnline]:
    if asker is None:
        return []
    rows = await database.fetch_all(
        f"""
        SELECT a.id, a.name, max(s.last_seen_at) AS seen_at,
            max(s.last_seen_at) > now() - interval '{ONLINE_S} seconds' AS online
        FROM sessions s JOIN accounts a ON a.id = s.account_id
        WHERE a.id = :asker OR :is_administrator GROUP BY a.id, a.name ORDER BY seen_at DESC, a.id LIMIT :shown
        """,  # noqa: S608 (a constant)
        asker=asker.id,
        is_administrator=asker.administrator,
        shown=SHOWN,
    )
    return [PersonOnline(row["name"], row["id"] == asker.id, row["online"], utc_text(row["seen_at"])) for row in rows]

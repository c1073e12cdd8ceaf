"""Reports on promoted models in Postgres, and how many speak for and against one."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.database import Database
from backend.models.report import BAD
from backend.models.schemas import ModelReport

WATCHED: Final = timedelta(days=7)  # a model that worked for so long is not what has changed
PAGES_OF_ONE: Final = 200  # of one address on one promotion; its pages have one vote together


@dataclass(frozen=True)
class Tally:
    """Addresses, not pages: `told` say how the model works there, `against` say mostly that it does not."""

    told: int
    against: int
    wrong: int  # of those against, mostly because of other answers than in training

    @property
    def words(self) -> str:
        """What was said, in words."""
        slower = self.against - self.wrong
        return (
            f"{self.against} of {self.told} addresses said that it does not work there: {self.wrong} that it answers "
            f"otherwise than in training, {slower} that answers come half as often"
        )


async def add(database: Database, model_id: str, at: datetime, report: ModelReport, network: str) -> int:
    """Keep a page's newest word on the promotion of `model_id` at `at`; return the promotion's number."""
    row = await database.fetch_one(
        """
        INSERT INTO watched_promotions AS w (model_id, at, key) VALUES (:model_id, :at, :key)
        ON CONFLICT (model_id, at) DO UPDATE SET key = w.key RETURNING id, key
        """,
        model_id=model_id,
        at=at,
        key=secrets.token_bytes(32),
    )
    if row is None:
        raise AssertionError("it is there, or was made")
    await database.execute(
        """
        INSERT INTO model_reports (promotion, page, network, outcome, backend, fps_before, fps_after)
        SELECT :promotion, :page, :network, :outcome, :backend, :before, :after
        WHERE (SELECT count(*) FROM model_reports
               WHERE promotion = :promotion AND network = :network AND page <> :page) < :pages
        ON CONFLICT (promotion, page) DO UPDATE SET network = EXCLUDED.network, outcome = EXCLUDED.outcome,
            backend = EXCLUDED.backend, fps_before = EXCLUDED.fps_before, fps_after = EXCLUDED.fps_after
        """,
        promotion=row["id"],
        page=report.page,
        network=hmac.digest(bytes(row["key"]), network.encode(), "sha256"),
        outcome=report.outcome,
        backend=report.backend,
        before=None if report.fps is None else report.fps.before,
        after=None if report.fps is None else report.fps.after,
        pages=PAGES_OF_ONE,
    )
    return int(row["id"])


async def tally(database: Database, promotion: int) -> Tally:
    """Count one vote for each address: that of most of its pages that had the model at all."""
    row = await database.fetch_one(
        """
        WITH addresses AS (
            SELECT count(*) AS told, count(*) FILTER (WHERE outcome = ANY(:bad)) AS bad,
                count(*) FILTER (WHERE outcome = 'wrong') AS wrong
            FROM model_reports WHERE promotion = :promotion AND outcome <> 'unloaded' GROUP BY network
        )
        SELECT count(*) AS told, count(*) FILTER (WHERE 2 * bad > told) AS against,
            count(*) FILTER (WHERE 2 * bad > told AND 2 * wrong >= bad) AS wrong FROM addresses
        """,
        promotion=promotion,
        bad=list(BAD),
    )
    if row is None:
        raise AssertionError("a count is always one row")
    return Tally(row["told"], row["against"], row["wrong"])


async def forget_old(database: Database, now: datetime) -> int:
    """Forget promotions that nobody watches any more, with the reports on them; say how many reports."""
    row = await database.fetch_one(
        """
        WITH over AS (DELETE FROM watched_promotions WHERE at < :before RETURNING id)
        SELECT count(*) AS n FROM model_reports WHERE promotion IN (SELECT id FROM over)
        """,
        before=now - WATCHED,
    )
    return 0 if row is None else int(row["n"])

"""Reports on promoted models in Postgres, and how many speak for and against one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.database import Database
from backend.models.report import BAD
from backend.models.schemas import ModelReport

WATCHED: Final = timedelta(days=7)  # a model that worked for so long is not what has changed


@dataclass(frozen=True)
class Tally:
    """Accounts, of which each has one vote: its newest report."""

    reported: int
    against: int
    wrong: int  # of those against, because of other answers than in training

    @property
    def words(self) -> str:
        """What was reported, in words."""
        slower = self.against - self.wrong
        return (
            f"{self.against} of {self.reported} accounts reported that it does not work for them: {self.wrong} that it "
            f"answers otherwise than in training, {slower} that answers come half as often"
        )


async def add(database: Database, promoted_at: datetime, account_id: int, report: ModelReport) -> None:
    """Keep an account's newest word on a promoted model."""
    await database.execute(
        """
        INSERT INTO model_reports (model_id, promoted_at, account_id, outcome, backend, fps_before, fps_after)
        VALUES (:model_id, :promoted_at, :account_id, :outcome, :backend, :before, :after)
        ON CONFLICT (model_id, promoted_at, account_id) DO UPDATE SET outcome = EXCLUDED.outcome,
            backend = EXCLUDED.backend, fps_before = EXCLUDED.fps_before, fps_after = EXCLUDED.fps_after
        """,
        model_id=report.model_id,
        promoted_at=promoted_at,
        account_id=account_id,
        outcome=report.outcome,
        backend=report.backend,
        before=None if report.fps is None else report.fps.before,
        after=None if report.fps is None else report.fps.after,
    )


async def tally(database: Database, model_id: str, promoted_at: datetime) -> Tally:
    """Count the accounts that reported on a promoted model."""
    row = await database.fetch_one(
        """
        SELECT count(*) AS reported, count(*) FILTER (WHERE outcome = ANY(:bad)) AS against,
            count(*) FILTER (WHERE outcome = 'wrong') AS wrong
        FROM model_reports WHERE model_id = :model_id AND promoted_at = :promoted_at
        """,
        model_id=model_id,
        promoted_at=promoted_at,
        bad=list(BAD),
    )
    if row is None:
        raise AssertionError("a count is always one row")
    return Tally(row["reported"], row["against"], row["wrong"])


async def forget_old(database: Database, now: datetime) -> int:
    """Forget the reports on models that nobody watches any more, and say how many there were."""
    sql = "DELETE FROM model_reports WHERE promoted_at < :before RETURNING 1 AS gone"
    return len(await database.fetch_all(sql, before=now - WATCHED))

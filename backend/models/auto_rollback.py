"""Takes a new model back where it does not work for too many of those who use it."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from backend.database import Database
from backend.metrics import REPORTS, ROLL_BACKS
from backend.models import publish, reports
from backend.models.document import Change
from backend.models.registry import Registry
from backend.models.report import BAD
from backend.models.reports import Tally
from backend.models.schemas import ModelReport

SERVER: Final = "server"  # who, in the registry's history
PRUNE_EVERY_S: Final = 3600.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """When a model is taken back: more than `share` of the accounts are against it, and at least `least` of them."""

    share: float
    least: int

    def speaks_against(self, tally: Tally) -> bool:
        """Whether the model goes."""
        return tally.against >= self.least and tally.against > self.share * tally.reported


class AutoRollback:
    """Takes the reports on each way's current model since it was promoted, and takes the model back if it must."""

    def __init__(
        self, database: Database, registry: Registry, models: Path, rule: Rule, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._registry = registry
        self._models = models
        self._rule = rule
        self._clock = clock
        self._pruned = -math.inf

    async def receive(self, report: ModelReport, account_id: int | None) -> None:
        """Keep an account's report, if it is on a current model and that is new; decide, if it speaks against it.

        What nobody in particular reports is counted in the metrics only.
        Raises DatabaseUnavailableError, ModelUnavailableError.
        """
        REPORTS.labels(report.outcome).inc()
        await self._prune()
        promotion = self._registry.document().promotion(report.model_id)
        if promotion is None or account_id is None or report.outcome == "unloaded":
            return
        at = datetime.fromisoformat(promotion.at)
        if self._clock() - at > reports.WATCHED:
            return
        await reports.add(self._database, at, account_id, report)
        if report.outcome not in BAD:
            return
        tally = await reports.tally(self._database, report.model_id, at)
        if self._rule.speaks_against(tally):
            await asyncio.to_thread(self._roll_back, promotion, tally)

    def _roll_back(self, promotion: Change, tally: Tally) -> None:
        """Take the promotion back, once, whoever else sees the same at the same moment."""
        why = f"{tally.words}. More than {self._rule.share:.0%} may not."
        try:
            now = publish.take_back(self._models, promotion, why, who=SERVER)
        except publish.OvertakenError:
            return
        except publish.PublishError as error:
            logger.error(
                "%s should be rolled back, but cannot be: %s %s Run `python -m backend roll-back --way %s --why …`.",
                promotion.after, why, error, promotion.way,
            )  # fmt: skip
            return
        ROLL_BACKS.inc()
        logger.warning("rolled back from %s to %s: %s", promotion.after, now, why)

    async def _prune(self) -> None:
        now = time.monotonic()
        if now - self._pruned >= PRUNE_EVERY_S:
            self._pruned = now
            await reports.forget_old(self._database, self._clock())

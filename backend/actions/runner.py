"""Tells connectors what they are to do: at once, and again for some seconds where that is harmless.

A gesture means something now. So nothing is kept for later: what cannot be done within seconds has failed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

from backend import metrics
from backend.actions import store
from backend.actions.connector import Facts, OpenConnector
from backend.actions.errors import DeliveryError
from backend.actions.kinds import home_assistant, hue, mqtt, sonos, webhook
from backend.actions.outbound import Outbound
from backend.actions.schemas import (
    CallHomeAssistant,
    CallWebhook,
    Command,
    ControlSonos,
    Outcome,
    PublishMqtt,
    SwitchHue,
)
from backend.database import Database
from backend.http.errors import DatabaseUnavailableError, TooManyAttemptsError

ATTEMPT_S: Final = 5.0
DELAYS_S: Final = (0.5, 1.5, 4.0)  # before the second attempt, and those after it
AT_ONCE: Final = 4  # of an account
ALL_AT_ONCE: Final = 64  # of a process

logger = logging.getLogger(__name__)


class Runner:
    """Runs commands; `delays_s` are those before each further attempt."""

    def __init__(
        self,
        database: Database,
        outbound: Outbound,
        delays_s: Sequence[float] = DELAYS_S,
        attempt_s: float = ATTEMPT_S,
    ) -> None:
        self._database = database
        self._outbound = outbound
        self._delays_s = delays_s
        self._attempt_s = attempt_s
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way: Counter[int] = Counter()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run while the server does; what is to be tried again at its end has failed."""
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._outbound.close()

    @contextmanager
    def room(self, account_id: int) -> Iterator[None]:
        """Take a place for what an account asks for. Raises TooManyAttemptsError."""
        if self._under_way[account_id] >= AT_ONCE or self._under_way.total() >= ALL_AT_ONCE:
            raise TooManyAttemptsError("There is much under way already. Wait until some of it has ended.", 1)
        self._under_way[account_id] += 1
        try:
            yield
        finally:
            self._under_way[account_id] -= 1
            if not self._under_way[account_id]:
                del self._under_way[account_id]

    async def run(self, account_id: int, connector: OpenConnector, command: Command, facts: Facts) -> None:
        """Try once, in a place that is taken, note what has become of it, and see to further attempts."""
        run = _Run(account_id, connector, command, facts)
        if not await self._attempt(run, last=not self._delays_s):
            return
        task = asyncio.create_task(self._later(run))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _later(self, run: _Run) -> None:
        """Make the further attempts; whatever happens, what has become of the run is noted."""
        try:
            with self.room(run.account_id):
                for number, delay_s in enumerate(self._delays_s, start=1):
                    await asyncio.sleep(delay_s)
                    if not await self._is_wanted(run):
                        return
                    if not await self._attempt(run, last=number == len(self._delays_s)):
                        return
        except TooManyAttemptsError as error:
            await self._note(run, "failed", error.detail)
        except asyncio.CancelledError:
            await self._note(run, "failed", "The server stopped before this was done.")
            raise

    async def _is_wanted(self, run: _Run) -> bool:
        """Whether nobody has deleted the connector or the account meanwhile, as far as the database tells."""
        try:
            return await store.is_wanted(self._database, run.account_id, run.facts.key)
        except DatabaseUnavailableError:
            return True

    async def _attempt(self, run: _Run, *, last: bool) -> bool:
        """Whether there is to be another attempt."""
        run.attempts += 1
        try:
            await self._perform(run)
        except DeliveryError as error:
            again = error.again and not last and (not error.sent or _is_repeatable(run.command))
            await self._note(run, "waiting" if again else "failed", error.detail)
            return again
        except Exception:
            logger.exception("telling a connector failed", extra={"kind": run.connector.kind})
            await self._note(run, "failed", "The server made a mistake and has written it to its log.")
            return False
        await self._note(run, "done", None)
        return False

    async def _perform(self, run: _Run) -> None:
        try:
            async with asyncio.timeout(self._attempt_s):
                await perform(self._outbound, run.connector, run.command, run.facts)
        except TimeoutError as error:
            raise DeliveryError(
                f"{run.connector.target.host} did not answer within {self._attempt_s:g} s. Look whether it hangs."
            ) from error

    async def _note(self, run: _Run, outcome: Outcome, detail: str | None) -> None:
        if outcome != "waiting":
            metrics.RUNS.labels(run.connector.kind, outcome).inc()
        with suppress(DatabaseUnavailableError):  # it shows as waiting, and after a minute as ended with the server
            await store.note_run(self._database, run.account_id, run.facts.key, outcome, run.attempts, run.ms(), detail)


class _Run:
    """What is to be told to whom, and how often that was tried since when."""

    def __init__(self, account_id: int, connector: OpenConnector, command: Command, facts: Facts) -> None:
        self.account_id = account_id
        self.connector = connector
        self.command = command
        self.facts = facts
        self.attempts = 0
        self._begun = time.monotonic()

    def ms(self) -> float:
        return (time.monotonic() - self._begun) * 1000


async def perform(outbound: Outbound, connector: OpenConnector, command: Command, facts: Facts) -> None:
    """Tell a connector, once. Raises DeliveryError."""
    match command:
        case CallWebhook():
            await webhook.call(outbound, connector, facts)
        case PublishMqtt():
            await mqtt.publish(outbound, connector, command)
        case CallHomeAssistant():
            await home_assistant.call(outbound, connector, command)
        case SwitchHue():
            await hue.switch(outbound, connector, command)
        case ControlSonos():
            await sonos.control(outbound, connector, command)


def summary_of(command: Command) -> str:
    """Say in a few words what a command is, for the log that its owner reads."""
    match command:
        case CallWebhook():
            return "POST"
        case PublishMqtt():
            return command.topic
        case CallHomeAssistant():
            return " ".join(filter(None, (command.service, command.entity_id)))
        case SwitchHue() | ControlSonos():
            return command.do


def _is_repeatable(command: Command) -> bool:
    """Whether doing it twice is as good as once, where nobody knows whether it was done."""
    match command:
        case CallHomeAssistant():
            return command.service.endswith((".turn_on", ".turn_off"))
        case SwitchHue():
            return command.do in ("on", "off")
        case ControlSonos():
            return command.do in ("play", "pause")
        case CallWebhook() | PublishMqtt():  # the one has its key, the other is "at least once" by its protocol
            return True

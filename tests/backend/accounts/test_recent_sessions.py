"""Sessions that were in force a moment ago: for how long they are remembered, and how many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.requests import Request

from backend.accounts import recent_sessions, session_store
from backend.accounts.recent_sessions import REMEMBERED_S, RecentSessions
from backend.database import Database
from backend.http.errors import UnauthenticatedError
from tests.backend.samples.consenting import sending

pytestmark = pytest.mark.anyio


class Clock:
    """Seconds that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def request(token: str, kind: str = "script") -> Request:
    header = (b"authorization", f"Bearer {token}".encode())
    if kind == "browser":
        header = (b"cookie", f"session={token}".encode())
    return Request({"type": "http", "scheme": "http", "server": ("testserver", 80), "path": "/", "headers": [header]})


async def begun(database: Database, kind: session_store.Kind = "script", name: str = "Ada") -> str:
    account = (await sending(database, name)).account
    return (await session_store.begin(database, account, kind, "a test", timedelta(hours=1))).token


@pytest.mark.parametrize("kind", ["script", "browser"])
async def test_a_session_is_remembered_for_some_seconds(database: Database, kind: session_store.Kind) -> None:
    clock = Clock()
    known = RecentSessions(database, clock)
    asking = request(await begun(database, kind), kind)
    session, remembered = await known.recall(asking)
    assert not remembered
    clock.now += REMEMBERED_S - 0.01
    assert await known.recall(asking) == (session, True)
    clock.now += 0.01
    assert await known.recall(asking) == (session, False)
    assert await known.recall(asking) == (session, True)


async def test_a_token_in_the_cookie_is_not_the_same_in_the_header(database: Database) -> None:
    known, token = RecentSessions(database), await begun(database)
    await known.ask(request(token))
    with pytest.raises(UnauthenticatedError):
        await known.recall(request(token, "browser"))


async def test_what_has_ended_is_forgotten_when_it_is_asked_for(database: Database) -> None:
    known, token = RecentSessions(database), await begun(database)
    await known.ask(request(token))
    await database.execute("DELETE FROM sessions")
    assert (await known.recall(request(token)))[1]
    for _ in range(2):
        with pytest.raises(UnauthenticatedError):
            await known.ask(request(token))
        with pytest.raises(UnauthenticatedError):
            await known.recall(request(token))


async def test_only_so_many_are_remembered(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_sessions, "REMEMBERED", 2)
    known = RecentSessions(database)
    asking = [request(await begun(database, name=name)) for name in ("Ada", "Grace", "Edsger")]
    for one in asking:
        await known.ask(one)
    assert [(await known.recall(one))[1] for one in (asking[2], asking[1])] == [True, True]
    assert not (await known.recall(asking[0]))[1]


async def test_the_secrets_themselves_are_not_kept(database: Database) -> None:
    known, token = RecentSessions(database), await begun(database)
    await known.ask(request(token))
    assert token not in repr(vars(known))

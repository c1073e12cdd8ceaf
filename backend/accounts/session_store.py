"""Sessions of browsers, and tokens of scripts and of other sites, in Postgres.

A session is a browser's, which keeps the token in a cookie, or a script's, which sends it as a bearer token, as does
the page of another site, which may do nothing but send samples.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from backend.accounts.schemas import Consent, SiteLevel
from backend.accounts.store import ACCOUNT_COLUMNS, CONSENT_IN_FORCE, Account, account_from
from backend.database import Database, Row
from backend.http.errors import DatabaseUnavailableError, UnauthenticatedError

Kind = Literal["browser", "script", "site"]
TOKENS: Final[tuple[Kind, ...]] = ("script", "site")

KEPT: Final = 50  # sessions of each kind per account
SEEN_WITHIN_S: Final = 10  # how exactly it is known when a session was used; each use would else be a write
ONLINE_S: Final = 60

# Of a session (s) and its account (a); an older version was begun under a password that has been changed since.
IN_FORCE: Final = "s.expires_at > now() AND s.password_version = a.password_version"


@dataclass(frozen=True)
class Session:
    """A session in force and whose it is; that of another site with its origin, and what its person allowed there."""

    id: UUID
    account: Account
    origin: str | None = None
    level: SiteLevel | None = None

    @property
    def consent(self) -> Consent | None:
        """What may be kept of what comes by it: by another site no more than was allowed there."""
        consent = self.account.consent
        if consent is None or self.level is None or not consent.allows(self.level):
            return consent
        return Consent(self.level, consent.version)


@dataclass(frozen=True)
class Begun:
    """A new session; `token` is told once and stored nowhere."""

    id: UUID
    token: str
    expires_at: datetime


async def begin(
    database: Database,
    account: Account,
    kind: Kind,
    device: str,
    lifetime: timedelta,
    origin: str | None = None,
    level: SiteLevel | None = None,
) -> Begun:
    """Begin a session of `account`, as it was when its password was checked. Raises UnauthenticatedError.

    Where the account has been deleted since there is no session; where its password has been changed, none in force.
    """
    token = secrets.token_urlsafe(32)
    row = await database.fetch_one(
        """
        INSERT INTO sessions (token_sha256, account_id, kind, device, origin, level, password_version, expires_at)
        SELECT :hash, id, :kind, :device, :origin, :level, :version, now() + CAST(:lifetime AS interval)
        FROM accounts WHERE id = :account_id FOR KEY SHARE RETURNING id, expires_at
        """,
        hash=_sha256(token),
        account_id=account.id,
        kind=kind,
        device=device,
        origin=origin,
        level=level,
        version=account.password_version,
        lifetime=lifetime,
    )
    if row is None:
        raise UnauthenticatedError("This account has just been deleted. Register the name again to go on.")
    return Begun(row["id"], token, row["expires_at"])


async def find(database: Database, token: str, *kinds: Kind) -> Session | None:
    """Return the session that the token stands for, and note that it is in use; None where none is in force."""
    row = await database.fetch_one(
        f"""
        SELECT {ACCOUNT_COLUMNS}, s.id AS session_id, s.origin, s.level AS site_level,
            s.last_seen_at < now() - interval '{SEEN_WITHIN_S} seconds' AS long_ago
        FROM sessions s JOIN accounts a ON a.id = s.account_id {CONSENT_IN_FORCE}
        WHERE s.token_sha256 = :hash AND s.kind = ANY(:kinds) AND {IN_FORCE}
        """,  # noqa: S608 (made of the constants above only)
        hash=_sha256(token),
        kinds=list(kinds),
    )
    if row is None:
        return None
    if row["long_ago"]:
        # Apart from reading, which must go on where the disk is full or the database can only be read.
        with suppress(DatabaseUnavailableError):
            await database.execute("UPDATE sessions SET last_seen_at = now() WHERE id = :id", id=row["session_id"])
    return Session(row["session_id"], account_from(row), row["origin"], row["site_level"])


async def of_account(database: Database, account_id: int, *kinds: Kind) -> list[Row]:
    """Return the account's sessions in force, the one used last first."""
    rows = await database.fetch_all(
        f"""
        SELECT s.id, s.device, s.origin, s.level, s.created_at, s.last_seen_at, s.expires_at
        FROM sessions s JOIN accounts a ON a.id = s.account_id
        WHERE s.account_id = :account_id AND s.kind = ANY(:kinds) AND {IN_FORCE}
        ORDER BY s.last_seen_at DESC, s.created_at DESC
        """,  # noqa: S608 (made of the constants above only)
        account_id=account_id,
        kinds=list(kinds),
    )
    return list(rows)


async def make_room(database: Database, account_id: int, kind: Kind) -> None:
    """Forget sessions that are over, and the account's longest unused of a kind, so that one more may begin."""
    await forget_expired(database)
    await database.execute(
        """
        DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE account_id = :account_id AND kind = :kind
            ORDER BY last_seen_at DESC, created_at DESC OFFSET :kept
        )
        """,
        account_id=account_id,
        kind=kind,
        kept=KEPT - 1,
    )


async def forget_expired(database: Database) -> int:
    """Delete the sessions and tokens that are over, and say how many they were."""
    return len(await database.fetch_all("DELETE FROM sessions WHERE expires_at < now() RETURNING id"))


async def end(database: Database, token: str, *kinds: Kind) -> bool:
    """End a session by its token, so that a copy of the token is worth nothing; whether there was one."""
    sql = "DELETE FROM sessions WHERE token_sha256 = :hash AND kind = ANY(:kinds) RETURNING id"
    return await database.fetch_one(sql, hash=_sha256(token), kinds=list(kinds)) is not None


async def end_one(database: Database, account_id: int, session_id: UUID, *kinds: Kind) -> bool:
    """End one session of the account; whether there was one, another account's not counted."""
    sql = "DELETE FROM sessions WHERE id = :id AND account_id = :account_id AND kind = ANY(:kinds) RETURNING id"
    return await database.fetch_one(sql, id=session_id, account_id=account_id, kinds=list(kinds)) is not None


async def end_others(database: Database, session: Session) -> None:
    """End all browser sessions of the account but this one."""
    await database.execute(
        "DELETE FROM sessions WHERE account_id = :account_id AND kind = 'browser' AND id <> :id",
        account_id=session.account.id,
        id=session.id,
    )


async def count_online(database: Database) -> int:
    """How many accounts made a request within the last minute."""
    row = await database.fetch_one(
        f"""
        SELECT count(DISTINCT s.account_id) AS online FROM sessions s JOIN accounts a ON a.id = s.account_id
        WHERE s.last_seen_at > now() - interval '{ONLINE_S} seconds' AND {IN_FORCE}
        """  # noqa: S608 (made of the constants above only)
    )
    return 0 if row is None else int(row["online"])


def _sha256(token: str) -> bytes:
    """Only this is stored: whoever reads the table cannot log in with it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()

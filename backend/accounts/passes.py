"""What a browser gets in the place of a session while the database can only be read, so that logging in goes on.

Nothing is stored of a pass. It is signed with what only the database knows of the account, its password's hash, so
another password ends it, and every process of the server can check it. It counts only while nothing can be written:
then it is over, and a log-in begins a real session, which can be listed and revoked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from datetime import timedelta
from typing import Final
from uuid import UUID

from backend.accounts.session_store import Session
from backend.accounts.store import ACCOUNT_COLUMNS, CONSENT_IN_FORCE, Account, account_from
from backend.database import Database

LIFETIME: Final = timedelta(hours=12)
_START: Final = "pass"
_PASS: Final = re.compile(rf"{_START}\.([0-9]{{1,18}})\.([0-9]{{1,18}})\.([0-9a-f]{{64}})")
_NO_SESSION: Final = UUID(int=0)


def make(account: Account) -> str:
    """Return a pass for an account whose password was checked just now."""
    ends = int(time.time() + LIFETIME.total_seconds())
    return f"{_START}.{account.id}.{ends}.{_signature(account, ends)}"


async def find(database: Database, token: str) -> Session | None:
    """Return whom a pass stands for; None where it is none, is over, or the database can be written to."""
    said = _PASS.fullmatch(token)
    if said is None:
        return None
    account_id, ends, signature = int(said[1]), int(said[2]), said[3]
    row = await database.fetch_one(
        f"""
        SELECT {ACCOUNT_COLUMNS} FROM accounts a {CONSENT_IN_FORCE}
        WHERE a.id = :id AND current_setting('transaction_read_only') = 'on'
        """,  # noqa: S608 (made of the constants above only)
        id=account_id,
    )
    if row is None or ends < time.time():
        return None
    account = account_from(row)
    return Session(_NO_SESSION, account) if hmac.compare_digest(signature, _signature(account, ends)) else None


def _signature(account: Account, ends: int) -> str:
    about = f"{_START} {account.id} {account.password_version} {ends}"
    return hmac.new(account.password_hash.encode(), about.encode(), hashlib.sha256).hexdigest()

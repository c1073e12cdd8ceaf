"""Checks names and passwords, within the limits on attempts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from backend.accounts import store
from backend.accounts.limits import Attempts, Limits, site_of
from backend.accounts.names import name_key_of, refuse_common
from backend.accounts.passwords import Passwords
from backend.accounts.schemas import Intent
from backend.accounts.store import Account
from backend.database import Database
from backend.http.errors import (
    AppError,
    BasicRequiredError,
    ConflictError,
    DatabaseReadOnlyError,
    ForbiddenError,
    NotFoundError,
    UnauthenticatedError,
    UnprocessableError,
)


class Authenticator:
    """Checks passwords. Limits are counted before anything is hashed; what was no wrong guess is given back."""

    def __init__(self, database: Database, passwords: Passwords, limits: Limits) -> None:
        self._database = database
        self._passwords = passwords
        self._limits = limits
        self._attempts = Attempts(database)

    async def register_or_log_in(
        self, address: str, name: str, name_key: str, password: str, intent: Intent | None = None
    ) -> tuple[Account, bool]:
        """Return the account, and whether it was registered just now; either costs one hash.

        `intent` says that only one of the two is meant. Raises NotFoundError, ConflictError for the other one, and
        UnauthenticatedError, UnprocessableError, TooManyAttemptsError, TooBusyError.
        """
        async with self._attempt(address, name_key):
            known = await store.find(self._database, name_key)
            if known is None and intent == "log_in":
                raise NotFoundError("No account has this name. Check its spelling, or register it.")
            if known is not None and intent == "register":
                raise ConflictError("This name is registered already. Log in with it, or choose another.")
            if known is None:
                refuse_common(password)
                await self._attempts.take(self._limits.registering, site_of(address))
                hashed = await self._passwords.hash(password)
                added = await store.add(self._database, name, name_key, hashed)
                if added is not None:
                    return added, True
                known = await store.find(self._database, name_key)
                if known is None:
                    raise UnprocessableError("This name looks like one that is registered. Choose another.")
            if not await self._fits(known, password):
                raise UnauthenticatedError(
                    "The password is wrong. Try again."
                    if intent == "log_in"
                    else "This name is registered with another password. Try again, or choose another name."
                )
            return known, False

    async def log_in(self, address: str, name_key: str, password: str) -> Account:
        """Return a known account; an unknown name and a wrong password get the same answer after the same time.

        Raises BasicRequiredError, TooManyAttemptsError, TooBusyError.
        """
        async with self._attempt(address, name_key):
            known = await store.find(self._database, name_key)
            if not await self._fits(known, password) or known is None:
                raise BasicRequiredError("The name or the password is wrong. Correct it, then try again.")
            return known

    async def confirm(self, address: str, account: Account, password: str) -> None:
        """Check the password of someone logged in. Raises ForbiddenError, TooManyAttemptsError, TooBusyError."""
        async with self._attempt(address, name_key_of(account.name)):
            if not await self._fits(account, password):
                raise ForbiddenError("The password is wrong. Give the one that you log in with.")

    async def hash(self, password: str) -> str:
        """Return the hash to store for a new password. Raises TooBusyError."""
        return await self._passwords.hash(password)

    async def _fits(self, account: Account | None, password: str) -> bool:
        """Whether the password is the account's; one that is kept under an outdated hash gets a new one."""
        fits = await self._passwords.verify(None if account is None else account.password_hash, password)
        if fits and account is not None and self._passwords.outdated(account.password_hash):
            with suppress(DatabaseReadOnlyError):
                await store.replace_hash(self._database, account, await self._passwords.hash(password))
        return fits

    @asynccontextmanager
    async def _attempt(self, address: str, name_key: str) -> AsyncIterator[None]:
        """Count an attempt; one that succeeds, or could not be checked, is none against the name."""
        self._passwords.require_room()
        await self._attempts.take(self._limits.per_address, address)
        await self._attempts.take(self._limits.per_name, name_key)
        try:
            yield
        except (UnauthenticatedError, ForbiddenError):
            raise  # a wrong guess stays counted
        except AppError:
            await self._attempts.give_back(self._limits.per_name, name_key)
            raise
        await self._attempts.give_back(self._limits.per_name, name_key)

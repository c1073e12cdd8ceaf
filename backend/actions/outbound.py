"""Connections to what connectors name, and to nothing else (docs/decisions/0028).

A name is looked up once, each address that it leads to is held against what the administrator allows, and that very
address is called: nobody can make it another one in between.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from backend.actions.errors import DeliveryError, NotAllowedError, RefusedError
from backend.actions.look_ups import LookUps, TooManyLookUpsError
from backend.actions.target import Target
from backend.allowed_addresses import Address, AllowedAddresses

CONNECT_S: Final = 3.0
TRIED: Final = 4  # addresses of one name


@dataclass(frozen=True)
class Connection:
    """An open connection; `fingerprint` is the SHA-256 of the certificate that was shown, where TLS is spoken."""

    reader: StreamReader
    writer: StreamWriter
    fingerprint: str | None


class Outbound:
    """Opens connections to allowed addresses."""

    def __init__(self, allowed: AllowedAddresses | None) -> None:
        self._allowed = allowed or AllowedAddresses()
        self._look_ups = LookUps()
        self._verified: ssl.SSLContext | None = None  # reads a hundred certificates, so only where it is needed

    @asynccontextmanager
    async def connected(self, target: Target, pin: str | None = None) -> AsyncIterator[Connection]:
        """Connect; where a certificate is `pin`ned, it is held against that before anything is sent.

        Raises DeliveryError.
        """
        try:
            async with asyncio.timeout(CONNECT_S):
                connection = await self._connect(target)
        except TimeoutError as error:
            raise DeliveryError(_away(target, f"did not answer within {CONNECT_S:g} s"), sent=False) from error
        try:
            if pin is not None and connection.fingerprint != pin:
                raise RefusedError(
                    f"{target.host} shows another certificate than when it was paired. If it was reset, pair it again."
                )
            yield connection
        except (OSError, asyncio.IncompleteReadError) as error:
            raise DeliveryError(_away(target, "ended the connection early")) from error
        finally:
            connection.writer.transport.abort()

    async def require_allowed(self, target: Target) -> None:
        """Raise NotAllowedError where it leads to none that is allowed; one that leads nowhere now is let be."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_S):
                try:
                    await self._addresses(target)
                except NotAllowedError:
                    raise
                except DeliveryError:
                    return

    def close(self) -> None:
        """Let go of the threads."""
        self._look_ups.close()

    async def _connect(self, target: Target) -> Connection:
        wrong: Exception | None = None
        for address in (await self._addresses(target))[:TRIED]:
            try:
                reader, writer = await asyncio.open_connection(
                    str(address),
                    target.port,
                    ssl=self._context(target),
                    server_hostname=None if target.tls == "none" else target.host,
                )
            except ssl.SSLCertVerificationError as error:
                raise RefusedError(
                    f"{target.host} shows a certificate that is not to be trusted: {error.verify_message}."
                ) from error
            except OSError as error:
                wrong = error
                continue
            shown = writer.get_extra_info("ssl_object")
            certificate = None if shown is None else shown.getpeercert(binary_form=True)
            return Connection(reader, writer, None if certificate is None else hashlib.sha256(certificate).hexdigest())
        raise DeliveryError(_away(target, "cannot be reached"), sent=False) from wrong

    async def _addresses(self, target: Target) -> list[Address]:
        """Look the name up. Raises DeliveryError, NotAllowedError."""
        addresses: list[Address] = []
        if self._allowed.may_allow(target.host, target.port):
            try:
                addresses = await self._look_ups.addresses(target.host, target.port, target.of_account)
            except (OSError, UnicodeError) as error:
                raise DeliveryError(_away(target, "is a name that leads nowhere"), sent=False) from error
            except TooManyLookUpsError as error:
                raise DeliveryError(
                    f"{target.host} cannot be looked up while names of yours wait for an answer. Check those names.",
                    sent=False,
                ) from error
        allowed = [address for address in addresses if self._allowed.allow(target.host, address, target.port)]
        if not allowed:
            raise NotAllowedError(
                f"The server may not call {target.host} at port {target.port}. Its administrator can allow that "
                "(ACTION_ADDRESSES)."
            )
        return allowed

    def _context(self, target: Target) -> ssl.SSLContext | None:
        if target.tls == "none":
            return None
        if target.tls == "verified":
            self._verified = self._verified or ssl.create_default_context()
            return self._verified
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # the certificate is compared with the one seen while pairing
        return context


def _away(target: Target, what: str) -> str:
    return f"{target.host} {what}. Check that it is on, and its address and port."

"""Which addresses the administrator lets the server call for people (the setting ACTION_ADDRESSES)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address

# Of IPv6 the internet has this (RFC 4291); the rest is of sites, of one machine, or nobody's yet. Python takes what
# nobody has for public, and what sites had before fc00::/7, too.
_INTERNET: Final = ip_network("2000::/3")
# Behind these lie other addresses of IPv4, private ones too; the last is of documents.
_NOT_PUBLIC: Final = tuple(ip_network(text) for text in ("2002::/16", "2001::/32", "192.88.99.0/24", "3fff::/20"))
_NAME: Final = re.compile(r"(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")


@dataclass(frozen=True)
class _Rule:
    """A name (perhaps `*.example.com`) or a network, and the only port, if there is one."""

    name: str | None
    network: IPv4Network | IPv6Network | None
    port: int | None


@dataclass(frozen=True)
class AllowedAddresses:
    """Rules, each a name or a network, perhaps with a port.

    A name stands for the public addresses that it leads to; what is private, loopback or link-local must be named as a
    network, since whoever owns a name may let it lead anywhere.
    """

    rules: tuple[_Rule, ...] = ()

    @classmethod
    def parse(cls, text: str) -> AllowedAddresses:
        """Read a list such as `hooks.example.com,192.168.1.0/24:1883`. Raises ValueError, which names the part."""
        return cls(tuple(_rule(part.strip().lower()) for part in text.split(",")))

    def allow(self, host: str, address: Address, port: int) -> bool:
        """Whether `address`, which the name `host` led to, may be called at `port`."""
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        address = mapped or address
        if address.is_multicast or address.is_unspecified:
            return False
        public = _is_public(address)
        return any(
            address in rule.network if rule.network else public and _named(rule.name or "", host)
            for rule in self._at(port)
        )

    def may_allow(self, host: str, port: int) -> bool:
        """Whether any address that `host` leads to could be allowed: else it need not be looked up."""
        return any(rule.network or _named(rule.name or "", host) for rule in self._at(port))

    def _at(self, port: int) -> Iterator[_Rule]:
        return (rule for rule in self.rules if rule.port is None or rule.port == port)


def _is_public(address: Address) -> bool:
    if not address.is_global or any(address in network for network in _NOT_PUBLIC):
        return False
    return isinstance(address, IPv4Address) or address in _INTERNET


def _rule(text: str) -> _Rule:
    host, port = _parted(text)
    if port is not None and not (_PORT.fullmatch(port) and int(port) <= 65535):
        raise ValueError(f"{text!r} has no port from 1 to 65535")
    number = None if port is None else int(port)
    try:
        return _Rule(None, ip_network(host, strict=False), number)
    except ValueError:
        pass
    if not _NAME.fullmatch(host) or re.fullmatch(r"[0-9./]+", host):
        raise ValueError(f"{text!r} is neither a name nor a network")
    return _Rule(host, None, number)


def _parted(text: str) -> tuple[str, str | None]:
    """Part `host:port`, `[v6]:port` and `[v6]/bits:port`."""
    found = re.fullmatch(r"\[([^]]*)](/\d+)?(?::(.*))?", text)
    if found:
        return found[1] + (found[2] or ""), found[3]
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, None


def _named(rule: str, host: str) -> bool:
    host = host.lower().rstrip(".")
    return host.endswith(rule[1:]) if rule.startswith("*.") else host == rule

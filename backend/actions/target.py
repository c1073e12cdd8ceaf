"""Where a connector is: its address taken apart, once, before anything is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from backend.actions.schemas import Kind
from backend.http.errors import UnprocessableError

Tls = Literal["none", "verified", "pinned"]

_WEB: Final[dict[str, tuple[int, Tls]]] = {"http": (80, "none"), "https": (443, "verified")}
_MQTT: Final[dict[str, tuple[int, Tls]]] = {"mqtt": (1883, "none"), "mqtts": (8883, "verified")}
# What people know of a bridge or a speaker is its address alone; a bridge makes its certificate itself.
_HUE: Final[dict[str, tuple[int, Tls]]] = {"hue": (443, "pinned")}
_SONOS: Final[dict[str, tuple[int, Tls]]] = {"sonos": (1400, "none")}
_SCHEMES: Final[dict[Kind, dict[str, tuple[int, Tls]]]] = {
    "webhook": _WEB,
    "home-assistant": _WEB,
    "mqtt": _MQTT,
    "hue": _HUE,
    "sonos": _SONOS,
}


@dataclass(frozen=True)
class Target:
    """A host and a port, how TLS is spoken there, where the paths of its requests begin, and whose it is."""

    host: str
    port: int
    tls: Tls
    path: str
    shown_host: str  # as the Host header has it
    of_account: int

    def below(self, path: str) -> str:
        """Return a path below that of the address."""
        return self.path.rstrip("/") + path


def target_of(kind: Kind, address: str, of_account: int) -> Target:
    """Take an address apart. Raises UnprocessableError, which says what it must look like."""
    schemes = _SCHEMES[kind]
    try:
        if kind in ("hue", "sonos") and "/" not in address:
            address = f"{kind}://{address}"
        parts = urlsplit(address)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise _wrong(kind) from error
    if parts.scheme not in schemes or not host or port == 0 or parts.username is not None or parts.fragment:
        raise _wrong(kind)
    if kind not in ("webhook", "home-assistant") and (parts.path.strip("/") or parts.query):
        raise _wrong(kind)
    usual, tls = schemes[parts.scheme]
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    shown = f"[{host}]" if ":" in host else host
    return Target(
        host=host,
        port=port or usual,
        tls=tls,
        path=f"{path}?{query}" if query and kind == "webhook" else path,
        shown_host=shown if port in (None, usual) else f"{shown}:{port}",
        of_account=of_account,
    )


def _wrong(kind: Kind) -> UnprocessableError:
    wanted = {
        "webhook": "https://host/path (or http://…)",
        "home-assistant": "http://homeassistant.local:8123",
        "mqtt": "mqtt://host:1883 or mqtts://host:8883",
        "hue": "the bridge's address, such as 192.168.1.20",
        "sonos": "the speaker's address, such as 192.168.1.30",
    }[kind]
    return UnprocessableError(
        f"address: must be {wanted}, without a name or a password in it. Correct it and send again."
    )

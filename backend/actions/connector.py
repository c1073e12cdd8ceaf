"""A connector, opened: all that telling it something needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.actions.schemas import Kind
from backend.actions.target import Target


@dataclass(frozen=True)
class OpenConnector:
    """A connector with its secret; `pin` is the fingerprint of the certificate seen while pairing."""

    id: UUID
    kind: Kind
    name: str
    target: Target
    user: str
    secret: str
    pin: str | None


@dataclass(frozen=True)
class Facts:
    """What a webhook is told of a gesture; None is nobody's, tried by hand."""

    key: UUID
    gesture: str | None
    at: datetime

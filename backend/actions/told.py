"""Connectors and runs as their owner gets them, in an answer or an export."""

from __future__ import annotations

from backend.actions.schemas import Connector, Run, State
from backend.actions.vault import Vault
from backend.database import Row
from backend.http.messages import utc_text


def connector_told(vault: Vault, row: Row) -> Connector:
    """Return a connector as its owner gets it: without its secret."""
    content = vault.open(row["id"], row["sealed"])
    state: State = "ready"
    if content is None:
        state = "locked"
    elif row["kind"] == "hue" and not content.secret:
        state = "unpaired"
    return Connector(
        id=str(row["id"]),
        kind=row["kind"],
        name=row["name"],
        address="" if content is None else content.address,
        user="" if content is None else content.user,
        has_secret=content is not None and bool(content.secret),
        state=state,
        created_at=utc_text(row["created_at"]),
    )


def run_told(row: Row) -> Run:
    """Return a run as its owner gets it."""
    return Run(
        key=str(row["key"]),
        connector_id=str(row["connector_id"]),
        connector=row["name"],
        kind=row["kind"],
        gesture=row["gesture"],
        command=row["command"],
        at=utc_text(row["at"]),
        outcome=row["outcome"],
        attempts=row["attempts"],
        ms=row["ms"],
        detail=row["detail"],
    )

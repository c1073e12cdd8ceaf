"""What the export of one's data says of connectors."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from backend.actions import store
from backend.actions.schemas import KEPT
from backend.actions.told import connector_told, run_told
from backend.actions.vault import Vault
from backend.database import Database


async def exported(database: Database, vault: Vault, account_id: int) -> Mapping[str, bytes]:
    """Return connectors without their secrets, and what they were told lately, as a file by its name."""
    connectors = [connector_told(vault, row) for row in await store.all_of(database, account_id)]
    runs = [run_told(row) for row in await store.runs_of(database, account_id, KEPT)]
    return {"connectors.json": msgspec.json.encode({"connectors": connectors, "runs": runs})}

"""Times as the API writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_text(time: datetime) -> str:
    """Return a time as the page gets it, to the second: 2026-11-22T17:05:32Z."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

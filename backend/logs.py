"""The log: lines of JSON on stderr, or plain text on a terminal.

What belongs to a request carries its id and, where somebody is logged in, the account's. Bodies, headers, passwords and
addresses of clients are never given to it. What a client wrote, as in an address, cannot act on the reader's terminal.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from structlog.stdlib import ProcessorFormatter

# Libraries that tell how they are at every turn: of these, only what somebody should look at.
_TALKATIVE: Final = ("uvicorn", "alembic", "asyncio", "databases")
_SPELT_BY_JSON: Final = "".join(map(chr, range(0x20)))
# Of a traceback only its lines: the values of variables, which may be secret, stay out.
_ADDED: Final[list[Any]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(level: str) -> None:
    """Send everything from `level` (debug, info, warning, error) on to stderr, in this process."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_ADDED, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_ADDED, processors=[ProcessorFormatter.remove_processors_meta, *_rendering()]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def visible(text: str, kept: str = "\n\t") -> str:
    """Return a text in which what a terminal would obey, and what nobody sees, is written as Python spells it.

    Signs of `kept` stay.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in kept else ascii(one)[1:-1] for one in text)


def _rendering() -> list[Any]:
    if sys.stderr.isatty():
        return [structlog.processors.format_exc_info, _visible_on_terminal, structlog.dev.ConsoleRenderer()]
    return [
        structlog.processors.format_exc_info,
        _visible_in_json,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]


def _visible_on_terminal(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep lines apart in a traceback only: elsewhere a client could make up a line of its own."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = visible(value) if key in ("exception", "stack") else visible(value, "")
    return event


def _visible_in_json(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave to JSON what it writes in its own way anyway."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = visible(value, _SPELT_BY_JSON)
    return event

"""The log: lines of JSON on stderr, or plain text on a terminal.

What belongs to a request carries its id and, where somebody is logged in, the account's. Bodies, headers, passwords and
addresses of clients are never given to it.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

import structlog
from structlog.stdlib import ProcessorFormatter

# Libraries that tell how they are at every turn: of these, only what somebody should look at.
_TALKATIVE: Final = ("uvicorn", "alembic", "asyncio", "databases")
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


def _rendering() -> list[Any]:
    if sys.stderr.isatty():
        return [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]

"""Reports what the loop does: in words for people on stderr, or in lines of JSON for schedulers on stdout."""

import json
import sys
from datetime import UTC, datetime

from training.errors import BusyError, RefusedError, TooLittleError, TrainingError

PROMOTED, FAILED, REFUSED, TOO_LITTLE, BUSY = 0, 1, 3, 4, 5  # exit codes; 2 is a wrong command line


class ProgressReporter:
    """Reports in one of the two forms."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def report(self, event: str, words: str, **facts: object) -> None:
        """One thing that happened; `facts` are for programs."""
        if self._as_json:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            print(json.dumps({"at": now, "event": event, "words": words, **facts}), flush=True)  # noqa: T201
        else:
            print(words, file=sys.stderr, flush=True)  # noqa: T201

    def end(self, error: TrainingError) -> int:
        """Reports why it ends early; the exit code for it."""
        if isinstance(error, RefusedError):
            event, code = "refused", REFUSED
        elif isinstance(error, TooLittleError):
            event, code = "too little", TOO_LITTLE
        elif isinstance(error, BusyError):
            event, code = "busy", BUSY
        else:
            event, code = "failed", FAILED
        self.report(event, str(error), code=code)
        return code

"""registry.json: its bytes in, which models there are, which one answers and what was ever switched out; and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final, Literal

NAME: Final = "registry.json"
FIELDS: Final = frozenset(("current", "challenger", "models", "history"))

What = Literal["publish", "promote", "roll back", "challenge"]


@dataclass(frozen=True)
class Change:
    """One line of the history: who made which model the current one (or the challenger), when and why."""

    at: str  # ISO 8601, UTC
    who: str
    what: What
    before: str | None  # the current model until then; for a challenger, the one before it
    after: str | None
    why: str


@dataclass(frozen=True)
class Document:
    """What registry.json says; `models` are the SHA-256 of their manifests by id.

    `current` is the champion, which every page runs; None only before the first model. `challenger` is a model that
    is here to be compared with it. The history lies in the same file, so that no switch is ever without its reason.
    """

    current: str | None = None
    challenger: str | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Change, ...] = ()

    def champions_before(self) -> list[str]:
        """Those that the current model took the place of and that may be gone back to, the newest last."""
        stack: list[str] = []
        for change in self.history:
            if change.what in ("publish", "promote") and change.before is not None:
                stack.append(change.before)
            elif change.what == "roll back":
                stack.pop()
        return stack

    def promotion(self) -> Change | None:
        """Return the switch by which the current model took another's place; None where it was gone back to."""
        last = next((change for change in reversed(self.history) if change.what != "challenge"), None)
        if last is None or last.what == "roll back" or last.before is None or last.after != self.current:
            return None
        return last


def parse(data: bytes) -> Document:
    """Read registry.json. Raises ValueError, KeyError or TypeError where it is not one."""
    raw = json.loads(data)
    if set(raw) != FIELDS:
        raise ValueError(f"it needs the fields {', '.join(sorted(FIELDS))} and no others")
    models = {str(entry["id"]): str(entry["manifest_sha256"]) for entry in raw["models"]}
    if any("/" in model_id or model_id.startswith(".") for model_id in models):
        raise ValueError("an id is not the name of a folder")
    document = Document(raw["current"], raw["challenger"], models, tuple(Change(**one) for one in raw["history"]))
    if document.current not in models and (document.current is not None or models):
        raise ValueError("the current model is not in the list")
    if document.challenger is not None and document.challenger not in models:
        raise ValueError("the challenger is not in the list")
    return document


def encode(document: Document) -> bytes:
    """Write registry.json; parse() gives the same back."""
    models = [{"id": model_id, "manifest_sha256": digest} for model_id, digest in document.models.items()]
    history = [asdict(change) for change in document.history]
    raw = {"current": document.current, "challenger": document.challenger, "models": models, "history": history}
    return (json.dumps(raw, indent=2) + "\n").encode()

"""What registry.json says: the models, the current one of each way, and every switch with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final, Literal, get_args

NAME: Final = "registry.json"
FIELDS: Final = frozenset(("current", "challenger", "models", "history"))

What = Literal["publish", "promote", "roll back", "challenge"]
Way = Literal["hand", "silhouette"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)  # the one that pages open with first


@dataclass(frozen=True)
class Change:
    """One line of the history: who made which model the current one (or the challenger), when and why."""

    at: str  # ISO 8601, UTC
    who: str
    what: What
    before: str | None  # the current model until then; for a challenger, the one before it
    after: str | None
    why: str
    way: Way  # from frame to probabilities, of the models before and after


@dataclass(frozen=True)
class Document:
    """What registry.json says; `models` are the SHA-256 of their manifests by id.

    `current` are the champions, one of each way at most, which every page runs; none only before the first model.
    `challenger` is a model whose head is compared with that of the champion of hands. The history lies in the same
    file, so that no switch is ever without its reason.
    """

    current: Mapping[Way, str | None] = field(default_factory=lambda: dict.fromkeys(WAYS))
    challenger: str | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Change, ...] = ()

    def champions_before(self, way: Way) -> list[str]:
        """Those that the way's current model took the place of and that may be gone back to, the newest last."""
        stack: list[str] = []
        for change in self.history:
            if change.way != way:
                continue
            if change.what in ("publish", "promote") and change.before is not None:
                stack.append(change.before)
            elif change.what == "roll back":
                stack.pop()
        return stack

    def promotion(self, model_id: str) -> Change | None:
        """Return the switch by which this model took another's place; None where it is not current by one."""
        way = next((way for way in WAYS if self.current[way] == model_id), None)
        switches = (one for one in reversed(self.history) if one.way == way and one.what != "challenge")
        last = next(switches, None)
        if last is None or last.what == "roll back" or last.before is None or last.after != model_id:
            return None
        return last


def parse(data: bytes) -> Document:
    """Read registry.json. Raises ValueError, KeyError or TypeError where it is not one."""
    raw = json.loads(data)
    if set(raw) != FIELDS:
        raise ValueError(f"it needs the fields {', '.join(sorted(FIELDS))} and no others")
    if not isinstance(raw["current"], dict):
        raise ValueError("it is of an older version, which knew one current model and not one of each way")
    if set(raw["current"]) != set(WAYS):
        raise ValueError(f"current needs the fields {', '.join(WAYS)} and no others")
    models = {str(entry["id"]): str(entry["manifest_sha256"]) for entry in raw["models"]}
    if any("/" in model_id or model_id.startswith(".") for model_id in models):
        raise ValueError("an id is not the name of a folder")
    document = Document(raw["current"], raw["challenger"], models, tuple(Change(**one) for one in raw["history"]))
    if any(change.way not in WAYS for change in document.history):
        raise ValueError("a change of the history is of an unknown way")
    current = [model_id for model_id in document.current.values() if model_id is not None]
    if any(model_id not in models for model_id in current) or (models and not current):
        raise ValueError("a current model is not in the list")
    if document.challenger is not None and document.challenger not in models:
        raise ValueError("the challenger is not in the list")
    return document


def encode(document: Document) -> bytes:
    """Write registry.json; parse() gives the same back."""
    models = [{"id": model_id, "manifest_sha256": digest} for model_id, digest in document.models.items()]
    history = [asdict(change) for change in document.history]
    raw = {"current": document.current, "challenger": document.challenger, "models": models, "history": history}
    return (json.dumps(raw, indent=2) + "\n").encode()

"""The commands on models, from `models` to `shadow`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.models import publish
from backend.models.document import Document, Way
from backend.models.manifest import MANIFEST
from backend.settings import Settings


def list_models() -> None:
    """Print the models, the best first, and every switch with its reason. Raises SettingsError, PublishError."""
    models = _folder()
    document = publish.read(models)
    if not document.models:
        raise publish.PublishError(f"There is no model in {models}: run `just train-and-convert`.")
    measured = {model_id: _measured(models, model_id) for model_id in document.models}
    for model_id in sorted(measured, key=lambda one: -float(measured[one].get("macro_f1", 0))):
        role = _role(document, model_id)
        print(f"{model_id}  {_words(measured[model_id])}{f'  ({role})' if role else ''}")  # noqa: T201
    for one in document.history:
        print(f"{one.at}  {one.way}: {one.what} {one.before} -> {one.after}, by {one.who}: {one.why}")  # noqa: T201


def compare_models(one: str, other: str) -> None:
    """Print the figures of two models beside each other. Raises SettingsError, PublishError."""
    models = _folder()
    document = publish.read(models)
    for model_id in (one, other):
        if model_id not in document.models:
            raise publish.PublishError(f"The registry has no model {model_id}. It has: {', '.join(document.models)}.")
    left, right = _flat(_measured(models, one)), _flat(_measured(models, other))
    names = list(dict.fromkeys([*left, *right]))
    width = max(map(len, names), default=0)
    print(f"{'':{width}}  {one:>24}  {other:>24}")  # noqa: T201
    for name in names:
        print(f"{name:{width}}  {left.get(name, '–')!s:>24}  {right.get(name, '–')!s:>24}")  # noqa: T201


def promote(model_id: str, why: str) -> None:
    """Make a model the current one of its way, which open pages take. Raises SettingsError, PublishError."""
    publish.promote(_folder(), model_id, why)
    print(f"{model_id} is the current model. Open pages take it within seconds.")  # noqa: T201


def roll_back(way: Way, why: str) -> None:
    """Go back to the model before a way's current one. Raises SettingsError, PublishError."""
    model_id = publish.roll_back(_folder(), way, why)
    print(f"{model_id} is the current model again. Open pages take it within seconds.")  # noqa: T201


def shadow(model: str | None, why: str) -> None:
    """Have a model's head answer beside the current one, unseen; `model` is its id or finished folder, None: no more.

    Raises SettingsError, PublishError.
    """
    models = _folder()
    if model is not None and (Path(model) / MANIFEST).is_file() and model not in publish.read(models).models:
        model = publish.challenge(Path(model), models, why)
    else:
        publish.shadow(models, model, why)
    print(  # noqa: T201
        "Nothing is compared with the current model any more."
        if model is None
        else f"{model} answers beside the current model, on every frame of people who allow samples to be kept."
    )


def _folder() -> Path:
    return Settings.from_environment(os.environ).models_dir


def _measured(models: Path, model_id: str) -> Mapping[str, Any]:
    """Return what training wrote of the model into its manifest."""
    try:
        metrics: Mapping[str, Any] = json.loads((models / model_id / MANIFEST).read_bytes())["trained"]["metrics"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise publish.PublishError(
            f"The manifest of {model_id} cannot be read ({error}): restore its folder."
        ) from error
    return metrics


def _words(metrics: Mapping[str, Any]) -> str:
    if "macro_f1" not in metrics:
        return "not measured"
    return f"macro F1 {float(metrics['macro_f1']):.3f} on {metrics.get('validated_on', 'its validation')}"


def _role(document: Document, model_id: str) -> str:
    champion_of = next((way for way, current in document.current.items() if current == model_id), None)
    if champion_of is not None:
        return f"champion of the way {champion_of}"
    return "challenger" if model_id == document.challenger else ""


def _flat(metrics: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """Name figures of figures by their path: per_gesture.fist.recall."""
    found: dict[str, object] = {}
    for name, value in metrics.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        elif isinstance(value, (int, float, str)):
            found[f"{prefix}{name}"] = value
    return found

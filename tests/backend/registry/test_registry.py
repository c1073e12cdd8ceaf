"""The registry: its switch is seen at once, and anything broken is said instead of served."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.errors import ModelUnavailableError
from backend.registry.registry import Registry
from tests.backend.models import LABELS, MODEL_ID, write_model, write_registry

OTHER = "20270101-5e6f7a8b"


def test_current_and_known_models(models_dir: Path) -> None:
    registry = Registry(models_dir)
    assert registry.current().id == MODEL_ID
    assert registry.model(MODEL_ID) is registry.current()
    assert registry.model(OTHER) is None
    assert registry.model("../" + MODEL_ID) is None


def test_a_switch_is_seen_without_a_restart(models_dir: Path) -> None:
    registry = Registry(models_dir)
    first = registry.current()
    sha256 = write_model(models_dir, OTHER, labels=[*LABELS, "wave"])
    assert registry.model(OTHER) is None
    write_registry(models_dir, OTHER, {MODEL_ID: first.manifest_sha256, OTHER: sha256})
    assert registry.current().id == OTHER
    assert registry.current().labels[-1] == "wave"
    assert registry.model(MODEL_ID) == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"current": "x"}',
        '{"current": "x", "models": []}',
        '{"current": "x", "challenger": null, "models": [], "history": []}',
        '{"current": null, "challenger": null, "models": [], "history": []}',
        '{"current": "..", "challenger": null, "models": [{"id": "..", "manifest_sha256": ""}], "history": []}',
        '{"current": "a/b", "challenger": null, "models": [{"id": "a/b", "manifest_sha256": ""}], "history": []}',
        '{"current": "a", "challenger": "b", "models": [{"id": "a", "manifest_sha256": ""}], "history": []}',
        '{"current": [], "challenger": null, "models": [], "history": []}',
    ],
)
def test_a_broken_list(models_dir: Path, text: str) -> None:
    (models_dir / "registry.json").write_text(text)
    with pytest.raises(ModelUnavailableError, match="just train-and-convert"):
        Registry(models_dir).current()


def test_a_missing_list_that_appears(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "models")
    with pytest.raises(ModelUnavailableError):
        registry.current()
    write_registry(tmp_path / "models", MODEL_ID, {MODEL_ID: write_model(tmp_path / "models")})
    assert registry.current().id == MODEL_ID


def test_a_damaged_model(models_dir: Path) -> None:
    (models_dir / MODEL_ID / "model.json").write_text("{}")
    with pytest.raises(ModelUnavailableError, match=r"damaged .*model\.json"):
        Registry(models_dir).current()

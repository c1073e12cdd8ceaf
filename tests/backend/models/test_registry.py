"""The registry: its switch is seen at once, and anything broken is said instead of served."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.http.errors import ModelUnavailableError
from backend.models import publish
from backend.models.registry import Registry
from tests.backend.model_files import HAND_ID, LABELS, MODEL_ID, write_hand_model, write_model, write_registry

OTHER = "20270101-5e6f7a8b"


def test_current_and_known_models(models_dir: Path) -> None:
    registry = Registry(models_dir)
    assert registry.foremost().id == MODEL_ID
    assert registry.model(MODEL_ID) is registry.current("silhouette")
    assert registry.current("hand") is None
    assert registry.model(OTHER) is None
    assert registry.model("../" + MODEL_ID) is None


def test_a_switch_is_seen_without_a_restart(models_dir: Path) -> None:
    registry = Registry(models_dir)
    first = registry.foremost()
    sha256 = write_model(models_dir, OTHER, labels=[*LABELS, "wave"])
    assert registry.model(OTHER) is None
    write_registry(models_dir, OTHER, {MODEL_ID: first.manifest_sha256, OTHER: sha256})
    assert registry.foremost().id == OTHER
    assert registry.foremost().labels[-1] == "wave"
    assert registry.model(MODEL_ID) == first


def test_each_way_has_its_own_and_that_of_hands_is_foremost(models_dir: Path) -> None:
    publish.publish(made_hand(models_dir.parent), models_dir, "hands are seen themselves")
    registry = Registry(models_dir)
    ids = [model and model.id for model in (registry.current("hand"), registry.current("silhouette"))]
    assert ids == [HAND_ID, MODEL_ID]
    assert registry.foremost().id == HAND_ID


def test_a_model_that_stands_under_another_way(models_dir: Path) -> None:
    sha256 = Registry(models_dir).foremost().manifest_sha256
    write_registry(models_dir, MODEL_ID, {MODEL_ID: sha256}, way="hand")
    with pytest.raises(ModelUnavailableError, match="of the way hand, but it is of silhouette"):
        Registry(models_dir).foremost()


def made_hand(folder: Path) -> Path:
    """A finished model that sees the hand itself, not published yet."""
    write_hand_model(folder / "made")
    return folder / "made" / HAND_ID


def document(
    challenger: str | None = None,
    history: list[dict[str, object]] | None = None,
    listed: str | None = None,
    **current: object,
) -> str:
    models = [] if listed is None else [{"id": listed, "manifest_sha256": ""}]
    return json.dumps({"current": current, "challenger": challenger, "models": models, "history": history or []})


CHANGE: dict[str, object] = {"at": "", "who": "", "what": "publish", "before": None, "after": "a", "why": ""}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"current": "x"}',
        '{"current": "x", "models": []}',
        '{"current": "x", "challenger": null, "models": [], "history": []}',
        '{"current": [], "challenger": null, "models": [], "history": []}',
        document(hand=None),
        document(hand=None, silhouette=None),
        document(hand="x", silhouette=None),
        document(hand=None, silhouette=None, listed="a"),
        document(hand=None, silhouette="..", listed=".."),
        document(hand=None, silhouette="a/b", listed="a/b"),
        document(hand=[], silhouette="a", listed="a"),
        document(challenger="b", hand=None, silhouette="a", listed="a"),
        document(history=[CHANGE], hand=None, silhouette="a", listed="a"),
        document(history=[CHANGE | {"way": "foot"}], hand=None, silhouette="a", listed="a"),
    ],
)
def test_a_broken_list(models_dir: Path, text: str) -> None:
    (models_dir / "registry.json").write_text(text)
    with pytest.raises(ModelUnavailableError, match="just train-and-convert"):
        Registry(models_dir).foremost()


def test_a_list_of_an_older_version_is_called_so(models_dir: Path) -> None:
    old: dict[str, object] = {"current": MODEL_ID, "challenger": None, "models": [], "history": []}
    (models_dir / "registry.json").write_text(json.dumps(old))
    with pytest.raises(ModelUnavailableError, match="of an older version, which knew one current model"):
        Registry(models_dir).foremost()


def test_a_missing_list_that_appears(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "models")
    with pytest.raises(ModelUnavailableError):
        registry.foremost()
    write_registry(tmp_path / "models", MODEL_ID, {MODEL_ID: write_model(tmp_path / "models")})
    assert registry.foremost().id == MODEL_ID


def test_a_damaged_model(models_dir: Path) -> None:
    (models_dir / MODEL_ID / "model.json").write_text("{}")
    with pytest.raises(ModelUnavailableError, match=r"damaged .*model\.json"):
        Registry(models_dir).foremost()

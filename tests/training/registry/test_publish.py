"""Publishing: the registry always names a complete model, whatever fails."""

import json
import shutil
from pathlib import Path

import pytest

from training.errors import RegistryError
from training.registry.manifest import read_manifest
from training.registry.publish import current_model, publish

pytestmark = pytest.mark.slow

WHY = "a test"


@pytest.fixture
def finished(tiny_models: Path, tmp_path: Path) -> Path:
    """A finished folder that is not published yet."""
    return Path(shutil.copytree(current_model(tiny_models), tmp_path / "finished"))


def registry(models: Path) -> dict[str, object]:
    document: dict[str, object] = json.loads((models / "registry.json").read_text())
    return document


def test_publishing_copies_all_and_switches_the_registry(finished: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    model_id = publish(finished, models, WHY)
    assert registry(models)["current"] == {"hand": None, "silhouette": model_id}
    assert read_manifest(models / model_id).id == model_id
    assert current_model(models) == models / model_id
    assert [path.name for path in models.iterdir() if path.name.startswith(".")] == []


def test_publishing_again_lists_the_model_once(finished: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    publish(finished, models, WHY)
    publish(finished, models, WHY)
    assert len(registry(models)["models"]) == 1  # type: ignore[arg-type]


def test_a_damaged_file_is_refused_and_the_registry_untouched(finished: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    publish(finished, models, WHY)
    before = registry(models)
    shard = next(finished.glob("*.bin"))
    shard.write_bytes(shard.read_bytes()[:-1] + b"\0")
    with pytest.raises(RegistryError, match="damaged"):
        publish(finished, models, WHY)
    assert registry(models) == before


def test_a_full_disk_leaves_the_registry_untouched(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk cannot be filled here; the copy fails as it would then."""
    models = tmp_path / "models"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(RegistryError, match="make room"):
        publish(finished, models, WHY)
    assert not (models / "registry.json").exists()


def test_a_broken_registry_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="just train-and-convert"):
        current_model(tmp_path)
    (tmp_path / "registry.json").write_text("{")
    with pytest.raises(RegistryError, match="restore it"):
        current_model(tmp_path)


def test_unknown_fields_of_a_manifest_stop(finished: Path) -> None:
    manifest = json.loads((finished / "manifest.json").read_text())
    for change in ({"extra": 1}, {"schema": 1}):
        (finished / "manifest.json").write_text(json.dumps(manifest | change))
        with pytest.raises(RegistryError, match="train the model again"):
            read_manifest(finished)
    del manifest["thresholds"]
    (finished / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(RegistryError):
        read_manifest(finished)

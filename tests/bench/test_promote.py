"""Which two models take turns: another of the same way, or the current one's twin."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from backend.registry import switch
from tests.bench.promote import two_models
from tests.bench.watching import PageFailed


def registry_of(folder: Path, current: dict[str, str | None], ways: dict[str, str]) -> None:
    """A folder with models of these ways by id, whose manifests say nothing else."""
    models = []
    for model_id, way in ways.items():
        content = json.dumps({"id": model_id, "way": way}).encode()
        (folder / model_id).mkdir()
        (folder / model_id / "manifest.json").write_bytes(content)
        models.append({"id": model_id, "manifest_sha256": hashlib.sha256(content).hexdigest()})
    document = {"current": current, "challenger": None, "models": models, "history": []}
    (folder / "registry.json").write_text(json.dumps(document))


def test_another_model_of_the_same_way_is_taken(tmp_path: Path) -> None:
    ways = {"20261127-00000001": "hand", "20261127-00000002": "silhouette", "20261127-00000003": "silhouette"}
    registry_of(tmp_path, {"hand": "20261127-00000001", "silhouette": "20261127-00000003"}, ways)
    assert two_models(tmp_path, "silhouette") == ("20261127-00000002", "20261127-00000003")


def test_a_model_that_is_alone_gets_a_twin(tmp_path: Path) -> None:
    registry_of(tmp_path, {"hand": "20261127-00000001", "silhouette": None}, {"20261127-00000001": "hand"})
    assert two_models(tmp_path, "hand") == ("20261127-00000000", "20261127-00000001")
    manifest = (tmp_path / "20261127-00000000" / "manifest.json").read_bytes()
    assert json.loads(manifest) == {"id": "20261127-00000000", "way": "hand"}
    assert switch.read(tmp_path).models["20261127-00000000"] == hashlib.sha256(manifest).hexdigest()


def test_a_way_without_a_model_is_told(tmp_path: Path) -> None:
    registry_of(tmp_path, {"hand": None, "silhouette": None}, {})
    with pytest.raises(PageFailed, match="no current model of the way hand"):
        two_models(tmp_path, "hand")

"""Models that cannot be used say what to do."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from backend.gestures.errors import KernelError, ModelError
from backend.gestures.kernel import Kernel
from backend.gestures.model import MODELS, current_model, read_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the current model."""
    return Path(shutil.copytree(current_model(), tmp_path / "model"))


def change(folder: Path, path: str, before: str, after: str) -> None:
    """Another text in one file, with the hash of what it is now."""
    file, manifest = folder / path, folder / "manifest.json"
    old = hashlib.sha256(file.read_bytes()).hexdigest()
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))
    manifest.write_text(manifest.read_text().replace(old, hashlib.sha256(file.read_bytes()).hexdigest()))


@pytest.mark.parametrize(
    ("path", "before", "after", "said"),
    [
        ("finder.json", '"op": "MaxPool"', '"op": "Fft"', "an operation that is not known here: Fft"),
        ("finder.json", '"weightsManifest"', '"weights"', "cannot be read here"),
        ("backbone.json", '"shape": [', '"shape": [2, ', "cannot be read here"),
        ("head.json", '"softmax"', '"sine"', "there is no activation sine"),
        ("head.json", '"thumbs_up"', '"thumb"', "names other labels"),
        ("head.json", '"embedding"', '"colour"', "it is shown something else"),
        ("manifest.json", '"way": "hand"', '"way": "foot"', "holds no model that sees hands"),
        ("manifest.json", '"presence"', '"there"', "is no published model"),
    ],
)
def test_what_another_version_made(folder: Path, path: str, before: str, after: str, said: str) -> None:
    change(folder, path, before, after)
    with pytest.raises(ModelError, match=said):
        read_model(folder)


def test_a_file_that_is_not_the_published_one(folder: Path) -> None:
    with (folder / "finder.bin").open("r+b") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match=r"finder\.bin is not the file that was published: restore it"):
        read_model(folder)
    (folder / "finder.bin").unlink()
    with pytest.raises(ModelError, match="No such file"):
        read_model(folder)


def test_what_sees_silhouettes() -> None:
    with pytest.raises(ModelError, match="holds no model that sees hands"):
        read_model(MODELS / json.loads((MODELS / "registry.json").read_bytes())["current"]["silhouette"])


@pytest.mark.parametrize(
    ("registry", "said"),
    [("[]", "no folder of published models"), ('{"current": {"hand": null}}', "no current model that sees hands")],
)
def test_a_registry_without_such_a_model(tmp_path: Path, registry: str, said: str) -> None:
    with pytest.raises(ModelError, match="name one with --models"):
        current_model(tmp_path)
    (tmp_path / "registry.json").write_text(registry)
    with pytest.raises(ModelError, match=said):
        current_model(tmp_path)


def test_without_the_kernel(tmp_path: Path) -> None:
    with pytest.raises(KernelError, match=r"kernel\.wasm is missing: run `just _kernel`"):
        Kernel(tmp_path / "kernel.wasm")

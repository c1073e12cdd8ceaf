"""The page's classifier in Node: built once, whoever asks first, and what is missing is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from training.errors import RunError, TrainingError
from training.registry import recogniser as classifier

pytestmark = pytest.mark.slow


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for builds; inside of web/, where Node finds what they import."""
    folder = classifier.BUILDS / f"test-{uuid4()}"
    classifier.BUILDS.mkdir(exist_ok=True)
    monkeypatch.setattr(classifier, "BUILDS", folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_two_at_once_get_the_same_whole_build(builds: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        one, other = both.map(lambda _: classifier.built_classifier(), range(2))
    assert one == other
    assert [path.name for path in builds.iterdir()] == [one.name]
    before = (one / classifier.PROGRAM).stat().st_mtime_ns
    assert classifier.built_classifier() == one
    assert (one / classifier.PROGRAM).stat().st_mtime_ns == before


def test_other_sources_are_another_build(builds: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    here = classifier._digest()
    web = tmp_path / "web"
    for folder in ("src", "kernel"):
        shutil.copytree(classifier.WEB / folder, web / folder)
    for name in classifier.MADE_OF:
        shutil.copy(classifier.WEB / name, web / name)
    monkeypatch.setattr(classifier, "WEB", web)
    assert classifier._digest() == here
    (web / "src" / "worker" / "classifier.ts").write_text("export {};\n")
    assert classifier._digest() != here


def test_without_node_it_says_what_to_install(builds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(builds))
    with pytest.raises(TrainingError, match="npm is missing: install Node"):
        classifier.built_classifier()
    assert list(builds.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(builds: Path) -> None:
    builds.write_text("in the way")
    with pytest.raises(RunError, match="cannot be written"):
        classifier.built_classifier()
    builds.unlink()

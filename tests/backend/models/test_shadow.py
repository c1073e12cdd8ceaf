"""The challenger that answers unseen: set and cleared from the command line; told to pages, unless it is broken."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.models import publish
from tests.backend.conftest import Page
from tests.backend.model_files import HAND_ID, write_hand_model, write_model
from tests.backend.models.test_publish import OTHER

LINK = {"id": OTHER, "manifest": f"/models/{OTHER}/manifest.json"}
SILHOUETTES = "20270103-0a0a0a0a"


@pytest.fixture
def hands(models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The registry with a model of hands in use."""
    monkeypatch.setenv("MODELS_DIR", str(models_dir))
    publish.publish(finished(tmp_path, HAND_ID), models_dir, "the first")
    return models_dir


@pytest.fixture
def challenged(hands: Path, tmp_path: Path) -> Path:
    publish.challenge(finished(tmp_path, OTHER), hands, "to be compared")
    return hands


def finished(folder: Path, model_id: str, backbone: bytes = b"a", **finder: object) -> Path:
    """The folder of a model of hands that is not published yet; its manifest's finder differs by `finder`."""
    own = {"graph": "finder.json", "side": 128, "score": 0.5, "flops": 250_000_000}
    write_hand_model(folder / "made", model_id, backbone, None, finder=own | finder)
    return folder / "made" / model_id


@pytest.mark.anyio
async def test_pages_are_told_of_it_and_that_it_is_gone(page: Page, challenged: Path) -> None:
    with_it = await page.client.get("/api/models/current")
    assert (with_it.json()["hand"]["id"], with_it.json()["challenger"]) == (HAND_ID, LINK)
    same = {"If-None-Match": with_it.headers["etag"]}
    assert (await page.client.get("/api/models/current", headers=same)).status_code == 304
    compared = (await page.client.get("/api/stats/shadow")).json()
    assert (compared["champion"], compared["challenger"]) == (HAND_ID, OTHER)
    publish.shadow(challenged, None, "enough was seen")
    without = await page.client.get("/api/models/current", headers=same)
    assert (without.status_code, without.json()["challenger"]) == (200, None)


@pytest.mark.anyio
async def test_a_damaged_challenger_never_keeps_the_champion_from_answering(page: Page, challenged: Path) -> None:
    (challenged / OTHER / "head.json").write_text("{}")
    for _ in range(2):
        told = await page.client.get("/api/models/current")
        assert (told.status_code, told.json()["hand"]["id"], told.json()["challenger"]) == (200, HAND_ID, None)


@pytest.mark.anyio
async def test_a_registry_that_names_one_of_silhouettes_tells_nobody_of_it(page: Page, hands: Path) -> None:
    registry = json.loads((hands / "registry.json").read_text())
    registry["challenger"] = registry["current"]["silhouette"]
    (hands / "registry.json").write_text(json.dumps(registry))
    told = (await page.client.get("/api/models/current")).json()
    assert (told["hand"]["id"], told["challenger"]) == (HAND_ID, None)


@pytest.mark.usefixtures("hands")
def test_the_command_takes_a_folder_or_an_id_or_nothing(
    models_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = finished(tmp_path, OTHER)
    assert main(["shadow", str(folder), "--why", "refused by the gate, seen in use"]) == 0
    assert publish.read(models_dir).challenger == OTHER
    assert main(["shadow", "--none", "--why", "enough"]) == 0
    assert publish.read(models_dir).challenger is None
    assert main(["shadow", OTHER, "--why", "once more"]) == 0
    assert [(one.what, one.way, one.before, one.after) for one in publish.read(models_dir).history[1:]] == [
        ("challenge", "hand", None, OTHER),
        ("challenge", "hand", OTHER, None),
        ("challenge", "hand", None, OTHER),
    ]
    assert re.search(f"{OTHER} answers beside the current model, on every frame", capsys.readouterr().out)


@pytest.mark.usefixtures("hands")
def test_what_cannot_be_compared_is_refused_with_the_reason(
    models_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_model(tmp_path, SILHOUETTES)
    before = (models_dir / "registry.json").read_bytes()
    for arguments, words in (
        ([str(finished(tmp_path, OTHER, b"b"))], f"{OTHER} has another finder or backbone than {HAND_ID}"),
        ([str(finished(tmp_path, "other-finder", side=160))], "other-finder has another finder or backbone"),
        ([str(tmp_path / SILHOUETTES)], "sees silhouettes: only heads of hands are compared"),
        ([HAND_ID], "current model already"),
        (["20270101-00000000"], "no model 20270101-00000000"),
        (["--none"], "There is no challenger"),
    ):
        assert main(["shadow", *arguments, "--why", "a test"]) == 1
        assert words in capsys.readouterr().err
    assert (models_dir / "registry.json").read_bytes() == before
    assert main(["shadow", str(finished(tmp_path, "new-head")), "--why", " "]) == 1
    assert "Say why" in capsys.readouterr().err


def test_without_a_model_of_hands_there_is_nothing_to_challenge(models_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(publish.PublishError, match="no model of the way hand yet"):
        publish.challenge(finished(tmp_path, OTHER), models_dir, "to be compared")

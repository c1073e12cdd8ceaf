"""The challenger that answers unseen: set and cleared from the command line; told to pages, unless it is broken."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from backend.__main__ import main
from backend.app import create_app
from backend.database import Database
from backend.models import publish
from backend.settings import Settings, SettingsError
from tests.backend.batches import NOW
from tests.backend.conftest import Page, client_of
from tests.backend.model_files import HAND_ID, MODEL_ID, write_hand_model, write_model
from tests.backend.models.test_publish import OTHER, finished

LINK = {"id": OTHER, "manifest": f"/models/{OTHER}/manifest.json", "way": "silhouette", "share": 0.02}


@pytest.fixture
def challenged(models_dir: Path, tmp_path: Path) -> Path:
    publish.challenge(finished(tmp_path, OTHER), models_dir, "to be compared")
    return models_dir


@pytest.fixture
async def unshared(settings: Settings, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A server that lets no frame be answered twice."""
    none = Settings(models_dir=settings.models_dir, web_dir=settings.web_dir, shadow_share=0.0)
    app = create_app(none, database, clock=lambda: NOW)
    ours = {"Sec-Fetch-Site": "same-origin"}
    async with app.router.lifespan_context(app), client_of(httpx.ASGITransport(app), ours) as client:
        yield client


@pytest.mark.anyio
async def test_pages_are_told_of_it_and_that_it_is_gone(page: Page, challenged: Path) -> None:
    with_it = await page.client.get("/api/models/current")
    assert (with_it.json()["silhouette"]["id"], with_it.json()["challenger"]) == (MODEL_ID, LINK)
    same = {"If-None-Match": with_it.headers["etag"]}
    assert (await page.client.get("/api/models/current", headers=same)).status_code == 304
    publish.shadow(challenged, None, "enough was seen")
    without = await page.client.get("/api/models/current", headers=same)
    assert (without.status_code, without.json()["challenger"]) == (200, None)


@pytest.mark.anyio
async def test_a_damaged_challenger_never_keeps_the_champion_from_answering(page: Page, challenged: Path) -> None:
    (challenged / OTHER / "model.json").write_text("{}")
    for _ in range(2):
        told = await page.client.get("/api/models/current")
        assert (told.status_code, told.json()["silhouette"]["id"], told.json()["challenger"]) == (200, MODEL_ID, None)


@pytest.mark.anyio
async def test_a_share_of_nothing_tells_nobody_of_it(unshared: httpx.AsyncClient, challenged: Path) -> None:
    assert (await unshared.get("/api/models/current")).json()["challenger"] is None


def test_the_command_takes_a_folder_or_an_id_or_nothing(
    models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(models_dir))
    folder = finished(tmp_path, OTHER)
    assert main(["shadow", str(folder), "--why", "refused by the gate, seen in use"]) == 0
    assert publish.read(models_dir).challenger == OTHER
    assert main(["shadow", "--none", "--why", "enough"]) == 0
    assert publish.read(models_dir).challenger is None
    assert main(["shadow", OTHER, "--why", "once more"]) == 0
    assert [(one.what, one.way, one.before, one.after) for one in publish.read(models_dir).history] == [
        ("challenge", "silhouette", None, OTHER),
        ("challenge", "silhouette", OTHER, None),
        ("challenge", "silhouette", None, OTHER),
    ]
    assert re.search(f"{OTHER} answers beside the current model", capsys.readouterr().out)


def test_what_cannot_be_compared_is_refused_with_the_reason(
    models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODELS_DIR", str(models_dir))
    small = finished(tmp_path, OTHER, input={"kind": "silhouette", "width": 32, "height": 32})
    write_hand_model(tmp_path / "hand")
    before = (models_dir / "registry.json").read_bytes()
    for arguments, words in (
        ([str(small)], "looks at other pictures"),
        ([str(tmp_path / "hand" / HAND_ID)], "no model of the way hand yet"),
        ([MODEL_ID], "current model already"),
        (["20270101-00000000"], "no model 20270101-00000000"),
        (["--none"], "There is no challenger"),
    ):
        assert main(["shadow", *arguments, "--why", "a test"]) == 1
        assert words in capsys.readouterr().err
    assert (models_dir / "registry.json").read_bytes() == before
    write_model(tmp_path / "b", "20270103-0a0a0a0a")
    assert main(["shadow", str(tmp_path / "b" / "20270103-0a0a0a0a"), "--why", " "]) == 1
    assert "Say why" in capsys.readouterr().err


@pytest.mark.anyio
async def test_a_challenger_may_see_hands_with_the_same_backbone(page: Page, models_dir: Path, tmp_path: Path) -> None:
    for model_id, backbone in ((HAND_ID, b"a"), ("new-head", b"a"), ("new-backbone", b"b")):
        write_hand_model(tmp_path / "made", model_id, backbone)
    publish.publish(tmp_path / "made" / HAND_ID, models_dir, "the first")
    with pytest.raises(publish.PublishError, match="new-backbone looks at other pictures"):
        publish.challenge(tmp_path / "made" / "new-backbone", models_dir, "to be compared")
    publish.challenge(tmp_path / "made" / "new-head", models_dir, "to be compared")
    told = (await page.client.get("/api/models/current")).json()
    assert [told[name]["id"] for name in ("hand", "silhouette", "challenger")] == [HAND_ID, MODEL_ID, "new-head"]
    assert told["challenger"]["way"] == "hand"
    compared = (await page.client.get("/api/stats/shadow")).json()
    assert (compared["champion"], compared["challenger"]) == (HAND_ID, "new-head")


@pytest.mark.parametrize("share", ["1.5", "-0.1", "a half", "nan", "٠", "."])
def test_a_share_that_is_none(share: str) -> None:
    with pytest.raises(SettingsError, match="SHADOW_SHARE must be a share"):
        Settings.from_environment({"SHADOW_SHARE": share})


def test_the_share_is_read() -> None:
    assert [Settings.from_environment({"SHADOW_SHARE": text}).shadow_share for text in ("0", "0.5", "0.1", "1")] == [
        0.0, 0.5, 0.1, 1.0,
    ]  # fmt: skip

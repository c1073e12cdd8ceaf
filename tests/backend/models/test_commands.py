"""The commands on models: each switches the way of the model that it names, and says what is so now."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.__main__ import main
from backend.models import publish
from tests.backend.model_files import HAND_ID, MODEL_ID, write_hand_model, write_model

NEW_HEAD, NEW_SILHOUETTES = "20270101-0a1b2c3d", "20270102-4e5f6a7b"


@pytest.fixture
def both_ways(models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry with two models of each way, the second of which is current."""
    made = tmp_path / "made"
    for model_id in (HAND_ID, NEW_HEAD):
        write_hand_model(made, model_id)
        publish.publish(made / model_id, models_dir, "hands are seen themselves", who="Ada")
    write_model(made, NEW_SILHOUETTES)
    publish.publish(made / NEW_SILHOUETTES, models_dir, "better silhouettes", who="Ada")
    monkeypatch.setenv("MODELS_DIR", str(models_dir))
    return models_dir


def test_the_list_says_which_model_is_the_champion_of_which_way(
    both_ways: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sorted(lines[:4]) == [
        f"{MODEL_ID}  not measured",
        f"{HAND_ID}  not measured",
        f"{NEW_HEAD}  not measured  (champion of the way hand)",
        f"{NEW_SILHOUETTES}  not measured  (champion of the way silhouette)",
    ]
    assert lines[4].endswith(f"hand: publish None -> {HAND_ID}, by Ada: hands are seen themselves")
    assert lines[6].endswith(f"silhouette: publish {MODEL_ID} -> {NEW_SILHOUETTES}, by Ada: better silhouettes")


def test_promoting_and_going_back_switch_one_way_each(both_ways: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, hand, silhouette in (
        (["promote", MODEL_ID], NEW_HEAD, MODEL_ID),
        (["promote", HAND_ID], HAND_ID, MODEL_ID),
        (["roll-back"], NEW_HEAD, MODEL_ID),
        (["roll-back", "--way", "silhouette"], NEW_HEAD, NEW_SILHOUETTES),
        (["roll-back", "--way", "hand"], HAND_ID, NEW_SILHOUETTES),
    ):
        assert main([*arguments, "--why", "a test"]) == 0
        assert publish.read(both_ways).current == {"hand": hand, "silhouette": silhouette}
    capsys.readouterr()
    assert main(["roll-back", "--why", "a test"]) == 1
    assert "no model of the way hand before the current one" in capsys.readouterr().err

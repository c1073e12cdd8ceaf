"""Changes of the registry: each is whole or not there, says who and why, and can be taken back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backend.models import publish
from backend.models.registry import Registry
from tests.backend.model_files import HAND_ID, MODEL_ID, write_hand_model, write_model

OTHER = "20270101-5e6f7a8b"
THIRD = "20270102-9c0d1e2f"


def finished(folder: Path, model_id: str, **changes: object) -> Path:
    """A model's folder that is not published yet."""
    write_model(folder, model_id, **changes)
    return folder / model_id


def test_a_published_model_is_the_current_one(models_dir: Path, tmp_path: Path) -> None:
    assert publish.publish(finished(tmp_path, OTHER), models_dir, "it is better", who="Ada") == OTHER
    assert Registry(models_dir).foremost().id == OTHER
    change = publish.read(models_dir).history[-1]
    assert (change.who, change.what, change.before, change.after) == ("Ada", "publish", MODEL_ID, OTHER)
    assert change.way == "silhouette"
    assert change.why == "it is better"


def test_a_challenger_is_there_and_nobody_runs_it(models_dir: Path, tmp_path: Path) -> None:
    for model_id in (HAND_ID, OTHER):
        write_hand_model(tmp_path, model_id)
    publish.publish(tmp_path / HAND_ID, models_dir, "the first")
    publish.challenge(tmp_path / OTHER, models_dir, "to be compared")
    registry = Registry(models_dir)
    assert (registry.foremost().id, registry.document().challenger) == (HAND_ID, OTHER)
    assert registry.model(OTHER) is not None
    publish.promote(models_dir, OTHER, "it won")
    assert (registry.foremost().id, registry.document().challenger) == (OTHER, None)


def test_rolling_back_goes_back_step_by_step(models_dir: Path, tmp_path: Path) -> None:
    publish.publish(finished(tmp_path, OTHER), models_dir, "one")
    publish.publish(finished(tmp_path, THIRD), models_dir, "two")
    assert publish.roll_back(models_dir, "silhouette", "worse") == OTHER
    assert publish.roll_back(models_dir, "silhouette", "worse too") == MODEL_ID
    with pytest.raises(publish.PublishError, match="no model of the way silhouette before"):
        publish.roll_back(models_dir, "silhouette", "more")
    publish.promote(models_dir, THIRD, "it was the light")
    assert publish.roll_back(models_dir, "silhouette", "it was not") == MODEL_ID
    assert [change.what for change in publish.read(models_dir).history] == [
        "publish", "publish", "roll back", "roll back", "promote", "roll back",
    ]  # fmt: skip


def test_each_way_is_switched_and_rolled_back_by_itself(models_dir: Path, tmp_path: Path) -> None:
    for model_id in (HAND_ID, "newer"):
        write_hand_model(tmp_path / "made", model_id)
        publish.publish(tmp_path / "made" / model_id, models_dir, "hands are seen themselves")
    publish.publish(finished(tmp_path, OTHER), models_dir, "better silhouettes")
    assert publish.read(models_dir).current == {"hand": "newer", "silhouette": OTHER}
    assert publish.roll_back(models_dir, "hand", "worse") == HAND_ID
    with pytest.raises(publish.PublishError, match="no model of the way hand before"):
        publish.roll_back(models_dir, "hand", "more")
    publish.promote(models_dir, "newer", "it was the light")
    assert publish.roll_back(models_dir, "silhouette", "worse") == MODEL_ID
    assert publish.read(models_dir).current == {"hand": "newer", "silhouette": MODEL_ID}
    ways = [(change.way, change.what) for change in publish.read(models_dir).history]
    assert ways[-3:] == [("hand", "roll back"), ("hand", "promote"), ("silhouette", "roll back")]


def test_a_head_of_another_backbone_is_not_published(models_dir: Path, tmp_path: Path) -> None:
    write_hand_model(tmp_path / "made", fitted={"backbone": "0" * 64})
    before = (models_dir / "registry.json").read_bytes()
    with pytest.raises(publish.PublishError, match="they do not belong together"):
        publish.publish(tmp_path / "made" / HAND_ID, models_dir, "mixed up")
    assert (models_dir / "registry.json").read_bytes() == before


def test_what_cannot_be_done_is_refused_and_changes_nothing(models_dir: Path, tmp_path: Path) -> None:
    before = (models_dir / "registry.json").read_bytes()
    folder = finished(tmp_path, OTHER)
    for refused, words in (
        (lambda: publish.promote(models_dir, OTHER, "why not"), f"no model {OTHER}"),
        (lambda: publish.promote(models_dir, MODEL_ID, "again"), "already"),
        (lambda: publish.publish(folder, models_dir, "  "), "Say why"),
        (lambda: publish.publish(finished(tmp_path / "a", MODEL_ID, labels=["x"]), models_dir, "x"), "another model"),
    ):
        with pytest.raises(publish.PublishError, match=words):
            refused()
    (folder / "model.json").write_text("{}")
    with pytest.raises(publish.PublishError, match="damaged"):
        publish.publish(folder, models_dir, "broken")
    assert (models_dir / "registry.json").read_bytes() == before


def test_a_damaged_model_is_not_promoted_and_publishing_it_again_mends_it(models_dir: Path, tmp_path: Path) -> None:
    folder = finished(tmp_path, OTHER)
    publish.publish(folder, models_dir, "new")
    publish.roll_back(models_dir, "silhouette", "looked at again")
    (models_dir / OTHER / "model.json").write_text("{}")
    with pytest.raises(publish.PublishError, match="damaged"):
        publish.promote(models_dir, OTHER, "it won")
    publish.publish(folder, models_dir, "mended")
    assert Registry(models_dir).foremost().id == OTHER


def test_a_registry_of_another_kind_is_left_alone(models_dir: Path, tmp_path: Path) -> None:
    folder = finished(tmp_path, OTHER)
    old: dict[str, object] = {"current": MODEL_ID, "challenger": None, "models": [], "history": []}
    for other, words in ((old, "of an older version"), ({"current": MODEL_ID, "models": []}, "needs the fields")):
        (models_dir / "registry.json").write_text(json.dumps(other))
        with pytest.raises(publish.PublishError, match=f"{words}.*restore it"):
            publish.publish(folder, models_dir, "better")


def test_two_at_once_are_both_in_the_history(models_dir: Path, tmp_path: Path) -> None:
    for model_id in (OTHER, THIRD):
        finished(tmp_path, model_id)
    code = "import sys; from pathlib import Path; from backend.models import publish\n"
    code += "publish.publish(Path(sys.argv[1]), Path(sys.argv[2]), 'at once')"
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path / model_id), str(models_dir)])
        for model_id in (OTHER, THIRD)
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    document = publish.read(models_dir)
    assert set(document.models) == {MODEL_ID, OTHER, THIRD}
    assert [change.before for change in document.history] == [MODEL_ID, document.history[0].after]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["publish", "challenge", "promote", "roll back", "mend"])
def test_killed_at_any_step_the_registry_is_whole_and_again_ends_well(what: str, tmp_path: Path) -> None:
    """A process of its own is killed with signal 9 before each of the files that it touches, one after another."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.backend.models.killed", what, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout) > 3, "it was hardly ever killed"

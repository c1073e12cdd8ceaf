"""Answers, times and model folders in; what the two commands print last, or a message, out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bench import browser, peak
from tests.browser.segments import Answer, Clip, Hand, Segment
from tests.browser.timing import milliseconds
from tests.browser.watching import Heard, PageFailed
from tests.replay import jumps, replay

CLIP = Clip(
    Path("a.mjpeg"),
    150,
    30,
    (0.3, 0.45, 0.7),
    (Segment(1, "background", 0, 30), Segment(2, "l", 30, 90), Segment(3, "none", 90, 150)),
)
HAND = Hand("l", "left", (100, 100, 50, 80))


def answers(segment: int, steady: str, times: range, hands: tuple[Hand, ...] = (HAND,)) -> list[Answer]:
    return [
        Answer(
            segment,
            settled_ms=600,
            way="hand",
            gesture=steady,
            steady=steady,
            hands=hands,
            camera_ms=0.5,
            silhouette_ms=0,
            find_ms=2 if at % 400 == 0 else 0,
            inference_ms=1,
            total_ms=at / 100,
            at_ms=at,
        )
        for at in times
    ]


def heard(loop: list[Answer]) -> Heard:
    before = answers(1, "l", range(-300, -200, 100)) + answers(1, "none", range(-200, 0, 100))
    return Heard(loop, before, changes=[(2, 0.0), (3, 500.0)], asked_ms=-1000.0)


def test_the_replay_report_has_every_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jumps, "differences_of", lambda clip: [0.0] * clip.frames)
    loop = answers(2, "l", range(0, 400, 100)) + answers(2, "fist", range(400, 500, 100), hands=(HAND, HAND))
    report = replay.report(CLIP, heard(loop + answers(3, "none", range(500, 1100, 100), hands=())), "hand")
    assert report == {
        "way": "hand",
        "segments": [
            {"segment": 1, "label": "background", "answers": 0, "share": None, "hand_share": None, "both_share": None},
            {"segment": 2, "label": "l", "answers": 5, "share": 0.8, "hand_share": 1.0, "both_share": 0.2},
            {"segment": 3, "label": "none", "answers": 6, "share": 1.0, "hand_share": 0.0, "both_share": 0.0},
        ],
        "gesture_share": 0.8,
        "none_share": 1.0,
        "fps": 10.0,
        "camera_ms_p50": 0.5,
        "camera_ms_p95": 0.5,
        "silhouette_ms_p50": 0.0,
        "silhouette_ms_p95": 0.0,
        "inference_ms_p50": 1.0,
        "inference_ms_p95": 1.0,
        "total_ms_p50": 5.0,
        "total_ms_p95": 9.5,
        "find_ms_p50": 2.0,
        "find_ms_p95": 2.0,
        "find_share": 0.2727,
        "hand_share": 1.0,
        "both_share": 0.2,
        "first_answer_ms": 700,
        "first_right_ms": 800,
        "first_right": "none",
        "jumps": 1,
        "found_share": 1.0,
        "found_within_200_ms": 1.0,
        "found_ms_p50": 0.0,
        "found_ms_p95": 0.0,
        "named_share": 1.0,
        "named_ms_p50": 0.0,
        "named_ms_p95": 0.0,
    }


def test_background_mode_is_not_asked_for_hands_and_jumps() -> None:
    report: dict[str, Any] = replay.report(CLIP, heard(answers(2, "l", range(0, 500, 100), hands=())), "silhouette")
    assert "hand_share" not in report
    assert report["segments"][1] == {"segment": 2, "label": "l", "answers": 5, "share": 1.0}
    assert "jumps" not in report
    assert report["gesture_share"] == 1.0


def test_a_page_without_answers_is_no_report() -> None:
    with pytest.raises(PageFailed, match="gave no answers"):
        replay.report(CLIP, heard([]), "hand")


def test_the_share_of_peak_compares_operations_a_second_at_the_median() -> None:
    found = peak.share_of_peak(flops=20e6, inference_ms=[1, 1, 9], matmul_ms=[50, 2 * 1024**3 / 40e9 * 1000, 90])
    assert found["matmul_gflops"] == pytest.approx(40, abs=0.01)
    assert found["share_of_peak"] == pytest.approx(0.5, abs=0.001)


def test_the_other_tracker_is_compared_where_each_follows_a_hand_too() -> None:
    ours = {"total_ms_p50": 2.0, "followed_total_ms_p50": 5.0}
    peer = {"total_ms_p50": 60.0, "followed_total_ms_p50": 40.0, "followed_without_webgl_ms_p50": 20.0}
    assert browser.times_faster(ours, peer) == {"all": 30, "followed": 8, "followed_without_webgl": 4}
    blind = ours | {"followed_total_ms_p50": None}
    assert browser.times_faster(blind, peer) == {"all": 30, "followed": None, "followed_without_webgl": None}


def test_percentiles_of_the_answers() -> None:
    found = milliseconds(answers(2, "l", range(0, 10_100, 100)))
    assert (found["total_ms_p50"], found["total_ms_p95"]) == (50.0, 95.0)
    assert found["find_share"] == pytest.approx(26 / 101, abs=1e-4)


def test_where_nobody_looked_for_hands_it_has_no_percentiles() -> None:
    found = milliseconds(answers(2, "l", range(100, 400, 100)))
    assert (found["find_ms_p50"], found["find_share"]) == (None, 0.0)


def test_another_model_becomes_current_in_a_copy(tmp_path: Path) -> None:
    models = [{"id": "one", "manifest_sha256": "0"}, {"id": "two", "manifest_sha256": "1"}]
    current = {"hand": "one", "silhouette": "old"}
    (tmp_path / "registry.json").write_text(json.dumps({"current": current, "models": models}))
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "manifest.json").write_text('{"way": "hand"}')
    with replay.models_folder(tmp_path, "two") as copy:
        changed = {"current": {"hand": "two", "silhouette": "old"}, "models": models}
        assert json.loads((copy / "registry.json").read_text()) == changed
        assert (copy / "two").is_dir()
    assert json.loads((tmp_path / "registry.json").read_text())["current"] == current
    with replay.models_folder(tmp_path, "one") as same:
        assert same == tmp_path


def test_a_model_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "registry.json").write_text(json.dumps({"current": {"hand": "one"}, "models": [{"id": "one"}]}))
    with pytest.raises(replay.NoModel, match=r"no model three.*It lists: one"), replay.models_folder(tmp_path, "three"):
        pass


def test_a_registry_without_a_model_of_that_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "manifest.json").write_text('{"labels": ["l", "none"]}')
    (tmp_path / "registry.json").write_text('{"current": {"hand": null, "silhouette": "one"}, "models": []}')
    assert replay.labels_of(tmp_path, "silhouette") == ["l", "none"]
    with pytest.raises(replay.NoModel, match="no current model of the way hand"):
        replay.labels_of(tmp_path, "hand")


def test_what_the_user_can_mend_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([str(tmp_path / "none.mjpeg")]) == 1
    assert capsys.readouterr().err.strip() == f"There is no clip {tmp_path / 'none.mjpeg'}. Name an .mjpeg file."

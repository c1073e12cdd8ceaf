"""Answers, times and model folders in; what the two commands print last, or a message, out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import browser, replay
from tests.bench.segments import Answer, Clip, Segment
from tests.bench.watching import PageFailed

CLIP = Clip(Path("a.mjpeg"), 90, 30, (0.3, 0.45, 0.7), (Segment(1, "background"), Segment(2, "l"), Segment(3, "none")))


def answers(segment: int, steady: str, times: range) -> list[Answer]:
    return [
        Answer(segment, 600, steady, camera_ms=0.5, silhouette_ms=0.5, inference_ms=1, total_ms=at / 100, at_ms=at)
        for at in times
    ]


def test_the_replay_report_has_every_figure() -> None:
    heard = answers(2, "l", range(0, 400, 100)) + answers(2, "fist", range(400, 500, 100))
    report = replay.report(CLIP, heard + answers(3, "none", range(500, 1100, 100)))
    assert report == {
        "segments": [
            {"segment": 1, "label": "background", "answers": 0, "share": None},
            {"segment": 2, "label": "l", "answers": 5, "share": 0.8},
            {"segment": 3, "label": "none", "answers": 6, "share": 1.0},
        ],
        "gesture_share": 0.8,
        "none_share": 1.0,
        "fps": 10.0,
        "total_ms_p50": 5.0,
        "inference_ms_p50": 1,
    }


def test_a_page_without_answers_is_no_report() -> None:
    with pytest.raises(PageFailed, match="gave no answers"):
        replay.report(CLIP, [])
    with pytest.raises(PageFailed, match="gave no answers"):
        browser.milliseconds([])


def test_the_share_of_peak_compares_operations_a_second_at_the_median() -> None:
    found = browser.share_of_peak(flops=20e6, inference_ms=[1, 1, 9], matmul_ms=[50, 2 * 1024**3 / 40e9 * 1000, 90])
    assert found["matmul_gflops"] == pytest.approx(40, abs=0.01)
    assert found["share_of_peak"] == pytest.approx(0.5, abs=0.001)


def test_percentiles_of_the_answers() -> None:
    found = browser.milliseconds(answers(2, "l", range(0, 10_100, 100)))
    assert (found["total_ms_p50"], found["total_ms_p95"]) == (50.0, 95.0)


def test_another_model_becomes_current_in_a_copy(tmp_path: Path) -> None:
    models = [{"id": "one", "manifest_sha256": "0"}, {"id": "two", "manifest_sha256": "1"}]
    before = {"current": {"hand": "other", "silhouette": "one"}, "models": models}
    (tmp_path / "registry.json").write_text(json.dumps(before))
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "manifest.json").write_text('{"way": "silhouette"}')
    with replay.models_folder(tmp_path, "two") as copy:
        assert json.loads((copy / "registry.json").read_text()) == {
            "current": {"hand": "other", "silhouette": "two"},
            "models": models,
        }
        assert (copy / "two").is_dir()
    assert json.loads((tmp_path / "registry.json").read_text()) == before
    with replay.models_folder(tmp_path, "one") as same:
        assert same == tmp_path


def test_a_model_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "registry.json").write_text(
        json.dumps({"current": {"hand": None, "silhouette": "one"}, "models": [{"id": "one"}]})
    )
    with pytest.raises(replay.NoModel, match=r"no model three.*It lists: one"), replay.models_folder(tmp_path, "three"):
        pass


def test_what_the_user_can_mend_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay.main([str(tmp_path / "none.mjpeg")]) == 1
    assert capsys.readouterr().err.strip() == f"There is no clip {tmp_path / 'none.mjpeg'}. Name an .mjpeg file."

"""Harder versions of a clip: which names a program knows, what it makes, what is kept, and what is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.replay import changed

MAKES = """
import json, sys
from pathlib import Path
from typing import Any
KINDS = {"dark": 1, "far-away": lambda f: f}
clip, folder, name = sys.argv[1:]
if name == "dark": sys.exit("no lamp")
made = Path(folder, f"{Path(clip).stem}--{name}.mjpeg")
made.write_bytes(b"")
segments = [{"segment": 1, "label": "l", "start": 0, "end": 30}]
guide = {"cx": 0.5, "cy": 0.5, "side": 0.9}
made.with_suffix(".json").write_text(json.dumps({"fps": 30, "frames": 30, "guide": guide, "segments": segments}))
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "transform.py"
    path.write_text(MAKES)
    return path


def test_the_names_are_read_without_running_the_program(program: Path) -> None:
    assert changed.names_in(program) == ["dark", "far-away"]


def test_a_program_without_names_is_told(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("raise SystemExit(1)")
    with pytest.raises(changed.NoTransform, match=r"other\.py has no mapping KINDS"):
        changed.names_in(tmp_path / "other.py")


def test_a_version_is_made_in_its_folder(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    clip = changed.change(program, tmp_path / "hand.mjpeg", "far-away", folder)
    assert clip.path == folder / "hand--far-away.mjpeg"
    assert [one.label for one in clip.segments] == ["l"]


def test_a_version_that_is_not_made_is_told_in_the_programs_words(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    with pytest.raises(changed.NotMade, match=r"made no clip dark(.|\n)*no lamp"):
        changed.change(program, tmp_path / "hand.mjpeg", "dark", folder)


def test_an_unknown_name_is_told_with_those_that_are_known(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert changed.main([str(program.with_name("hand.mjpeg")), "foggy", "--transform", str(program)]) == 1
    assert "does not know foggy. It knows: dark, far-away" in capsys.readouterr().err


def test_only_reports_of_the_same_clip_model_and_way_are_taken_again(tmp_path: Path) -> None:
    kept, about = tmp_path / "kept.jsonl", {"clip": "a.mjpeg", "model": "one", "way": "hand"}
    lines = [
        {"about": about, "name": "dark", "report": {"gesture_share": 0.5}},
        {"about": about | {"model": "two"}, "name": "far-away", "report": {"gesture_share": 1.0}},
    ]
    kept.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    assert changed.known_reports(kept, about) == {"dark": {"gesture_share": 0.5}}
    assert changed.known_reports(tmp_path / "none.jsonl", about) == {}
    assert changed.known_reports(None, about) == {}


def test_the_table_begins_with_the_worst_and_the_summary_names_it() -> None:
    reports: dict[str, dict[str, Any]] = {
        "dark": {"gesture_share": 0.875, "none_share": 1.0, "hand_share": 0.9, "both_share": 0.0},
        "twohands": {"gesture_share": 1.0, "none_share": None, "hand_share": 1.0, "both_share": 0.75},
        "foggy": {"gesture_share": 0.0, "failed": "The page gave no answers."},
    }
    rows = [line.split()[:2] for line in changed.table(reports).splitlines()[1:]]
    assert rows == [["foggy", "0"], ["dark", "0.875"], ["twohands", "1"]]
    assert changed.summary(Path("folder/hand.mjpeg"), reports, ["tiny"]) == {
        "clip": "hand.mjpeg",
        "gesture_share": {"dark": 0.875, "twohands": 1.0, "foggy": 0.0},
        "mean": 0.625,
        "worst": {"name": "foggy", "gesture_share": 0.0},
        "both_share": {"twohands": 0.75},
        "not_made": ["tiny"],
        "failed": {"foggy": "The page gave no answers."},
    }


def test_a_version_that_cannot_be_made_of_a_clip_is_told_and_the_others_go_on(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def serving(**_: str) -> Iterator[str]:
        yield "http://127.0.0.1:9"

    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "manifest.json").write_text('{"labels": ["l", "none"]}')
    (tmp_path / "registry.json").write_text('{"current": {"hand": "one", "silhouette": null}, "models": []}')
    monkeypatch.setattr(changed, "serving", serving)
    monkeypatch.setattr(changed, "show", lambda *_: {"gesture_share": 0.75})
    kept = tmp_path / "kept.jsonl"
    arguments = ["hand.mjpeg", "--transform", str(program), "--models-dir", str(tmp_path), "--keep", str(kept)]
    assert changed.main(arguments) == 0
    said = capsys.readouterr().out.splitlines()
    assert json.loads(said[-1])["gesture_share"] == {"far-away": 0.75}
    assert json.loads(said[-1])["not_made"] == ["dark"]
    assert [json.loads(line)["name"] for line in kept.read_text().splitlines()] == ["far-away"]

"""`gestures recognise`: a line of JSON for each picture, whatever is among them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.gestures.__main__ import main
from tests.backend.frame_images import jpeg
from tests.backend.gestures.golden import png_of


def test_a_folder_and_what_is_no_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "hände"
    (folder / "more").mkdir(parents=True)
    (folder / "more" / "fist.PNG").write_bytes(png_of("fist"))
    (folder / "empty.jpg").write_bytes(jpeg())
    (folder / "torn.jpeg").write_bytes(jpeg()[:30])
    (folder / "notes.txt").write_text("no picture")
    assert main(["recognise", str(folder), str(tmp_path / "nothing.png")]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    empty, fist, torn, nothing = lines
    assert [Path(line["file"]).name for line in lines] == ["empty.jpg", "fist.PNG", "torn.jpeg", "nothing.png"]
    assert (empty["width"], empty["height"], empty["hands"]) == (64, 48, [])
    (hand,) = fist["hands"]
    assert (hand["gesture"], hand["sure"], len(hand["points"])) == ("fist", True, 21)
    assert hand["confidence"] == hand["probabilities"]["fist"]
    assert torn["error"] == "it cannot be decoded: send a JPEG, PNG or WebP"
    assert nothing["error"] == "it cannot be read: No such file or directory"
    assert main(["recognise", str(folder / "more")]) == 0


def test_nothing_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recognise", str(tmp_path)]) == 2
    assert "There is no picture there" in capsys.readouterr().err
    assert main(["recognise", "--models", str(tmp_path), "x.png"]) == 2
    assert "name one with --models" in capsys.readouterr().err
    assert main(["recognise", "--model", "20200101-00000000", "x.png"]) == 2
    assert "is no published model" in capsys.readouterr().err

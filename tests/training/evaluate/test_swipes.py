"""Swipes measured: made paths are named as they were made, and a film is followed by the page's own code."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.browser.clip import FPS, HEIGHT, WIDTH
from tests.browser.moving import moving_frames
from training.evaluate.swipes import MOVEMENTS, QUIET, main, make, on_made_paths

pytestmark = pytest.mark.slow


def test_made_paths_are_named_and_nothing_else_is() -> None:
    shares = on_made_paths(each=15, seed=3)
    assert min(shares["named"][movement] for movement in MOVEMENTS) >= 0.9
    assert max(shares["false"][kind] for kind in QUIET) <= 0.03


def test_the_same_seed_makes_the_same_paths() -> None:
    one, other = (make("swipe-up", np.random.default_rng(7)) for _ in range(2))
    assert one == other
    assert make("drift", np.random.default_rng(7)).wanted is None


def test_what_is_named_in_a_film_is_told_with_its_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    film = tmp_path / "swipes.avi"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (WIDTH, HEIGHT))
    for frame in moving_frames(["swipe-left", "wave"]):
        writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
    writer.release()
    main([str(film), "--each", "1"])
    _, told, whole = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert [named.split(" s ")[1] for named in told["named"]] == ["swipe-left", "wave"]
    assert whole["false"] == 2


def test_a_file_that_is_no_film_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "film.txt"
    file.write_text("no film")
    with pytest.raises(SystemExit, match="is no film that can be read"):
        main([str(file), "--each", "1"])

"""A camera that is not 4:3, as a phone's, in; a picture of its own shape with a square guide box on it, out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.launch import playing
from tests.browser.watching import LOADING_MS, expect_state
from tests.journey.visitor import visiting
from tests.server import RunningServer


@pytest.fixture
def tall(tmp_path: Path) -> Path:
    """A second of an upright picture."""
    done, frame = cv2.imencode(".jpg", np.full((640, 480, 3), 90, np.uint8))
    assert done
    film = tmp_path / "tall.mjpeg"
    film.write_bytes(30 * frame.tobytes())
    return film


def test_the_picture_keeps_its_shape_and_the_guide_box_is_square(server: RunningServer, tall: Path) -> None:
    with visiting(server.url, playing(tall)) as visit:
        visit.page.goto("/?way=silhouette")
        expect_state(visit.page, "needs-background", LOADING_MS)
        width, height = visit.page.evaluate("(v => [v.videoWidth, v.videoHeight])(document.querySelector('video'))")
        assert width / height < 1.2
        assert shape_of(visit.page, "video") == pytest.approx(width / height, abs=0.02)
        assert shape_of(visit.page, "#guide") == pytest.approx(1, abs=0.02)


def shape_of(page: Page, selector: str) -> float:
    """Width by height, as it is seen."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["width"] / box["height"]

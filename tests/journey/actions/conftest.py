"""One server, one film and one visitor for all that gestures do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.actions.brokers import Broker, running_broker
from tests.browser.clip import FPS, GUIDE, HEIGHT, WIDTH, encode
from tests.browser.launch import playing
from tests.browser.moving import moving_frames
from tests.browser.segments import Clip, read_clip
from tests.browser.watching import open_page
from tests.journey.visitor import Visit, visiting
from tests.server import ROOT, RunningServer, running_server

MOVEMENTS = ["swipe-left", "swipe-right", "wave"]


@pytest.fixture(scope="package")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """An open palm that rests, and swipes and waves in between, as a camera shows it, again and again."""
    film, number = tmp_path_factory.mktemp("actions") / "swipes.mjpeg", 0
    with film.open("wb") as file:
        for frame in moving_frames(MOVEMENTS):
            file.write(encode(frame, 1))
            number += 1
    segments = [{"segment": 1, "label": "open_palm", "start": 0, "end": number}]
    about = {"width": WIDTH, "height": HEIGHT, "fps": FPS, "frames": number, "guide": GUIDE, "segments": segments}
    film.with_suffix(".json").write_text(json.dumps(about))
    return read_clip(film)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The server, whose administrator allows connectors to call this machine."""
    data = tmp_path_factory.mktemp("actions") / "data"
    with running_server(data, WEB_DIR=str(ROOT / "web" / "dist"), ACTION_ADDRESSES="127.0.0.1/32") as running:
        yield running


@pytest.fixture(scope="package")
def visit(server: RunningServer, clip: Clip) -> Iterator[Visit]:
    """Somebody before the camera; the page answers."""
    with visiting(server.url, playing(clip.path)) as visitor:
        open_page(visitor.page, server.url, clip)
        yield visitor


@pytest.fixture(scope="package")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """Debian's mosquitto."""
    with running_broker(tmp_path_factory.mktemp("broker")) as running:
        yield running


@pytest.fixture
def slides(tmp_path: Path) -> Path:
    """Where a test writes its PDF."""
    return tmp_path / "talk.pdf"

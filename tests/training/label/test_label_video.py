"""A person's film becomes a folder that --data takes; what is wrong is said, and loses nothing."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest

from tests.server import ROOT
from training.backbone.frames import read_frames
from training.data.sources import licensed
from training.errors import DataError
from training.label.__main__ import main
from training.label.film import cut_film
from training.label.folder import write_folder
from training.label.server import KEYS, LabelServer

pytestmark = pytest.mark.slow

SECONDS, FPS, RATE = 4, 30, 5


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds, whose brightness grows; wider than the pictures may be."""
    path = tmp_path_factory.mktemp("film") / "ada.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), FPS, (960, 540))
    for number in range(SECONDS * FPS):
        writer.write(np.full((540, 960, 3), 2 * number, np.uint8))
    writer.release()
    return path


@pytest.fixture
def pictures(film: Path, tmp_path: Path) -> list[Path]:
    (tmp_path / "pictures").mkdir()
    return cut_film(film, tmp_path / "pictures", RATE)


class Labelling:
    """The command on the film in a thread, and the address that it printed."""

    def __init__(self, film: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
        arguments = [str(film), "--licence", "CC0-1.0", "--out", str(out), "--no-browser", "--source", "ada"]
        self.code: int | None = None
        self.thread = threading.Thread(target=lambda: setattr(self, "code", main(arguments)))
        self.thread.start()
        said = ""
        while self.thread.is_alive() and "http" not in said:
            self.thread.join(0.05)
            said += capsys.readouterr().out
        self.url = re.findall(r"http\S+", said)[0]

    def save(self, labels: object) -> httpx.Response:
        return httpx.post(self.url, content=json.dumps(labels))


def test_a_film_is_cut_evenly_and_made_smaller(pictures: list[Path]) -> None:
    assert len(pictures) == SECONDS * RATE
    read = [cv2.imread(str(one)) for one in pictures]
    assert {one.shape for one in read if one is not None} == {(360, 640, 3)}
    means = [float(one.mean()) for one in read if one is not None]
    assert np.allclose(np.diff(means), 2 * FPS / RATE, atol=4)  # the same time between all of them


def test_what_is_labelled_can_be_learned_from(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    labelling = Labelling(film, out, capsys)
    page = httpx.get(labelling.url).text
    assert '"closed_palm"' in page and '"count": 20' in page
    assert httpx.get(f"{labelling.url}7").content[:2] == b"\xff\xd8"
    labels = ["fist"] * 5 + [None] * 10 + ["none"] * 5
    assert labelling.save(labels).text == "Saved 10 pictures. You may close this page."
    labelling.thread.join(10)
    assert labelling.code == 0
    assert f"--data {out}" in capsys.readouterr().out
    frames = read_frames(out)
    assert [(one.label, one.source) for one in frames] == [("fist", "ada")] * 5 + [("none", "ada")] * 5
    assert frames[0].read().shape == (360, 640, 3)
    assert licensed(out, ["ada"])["ada"].licence == "CC0-1.0"


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["fist"] * 19, "19 labels for 20 pictures"),
        (["fist"] * 21, "21 labels for 20 pictures"),
        (["wave", *[None] * 19], "'wave' is an unknown label; known are thumbs_up"),
        ([7, *[None] * 19], "7 is an unknown label"),
        ([None] * 20, "Nothing is labelled yet"),
    ],
)
def test_labels_that_do_not_fit_leave_nothing(
    pictures: list[Path], tmp_path: Path, labels: list[object], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        write_folder(tmp_path / "out", pictures, labels, "ada", "MIT")
    assert not list(tmp_path.glob("out*"))


def test_a_folder_that_came_meanwhile_is_not_written_over(pictures: list[Path], tmp_path: Path) -> None:
    write_folder(tmp_path / "out", pictures, ["fist"] * 20, "ada", "MIT")
    with pytest.raises(DataError, match="exists already: name another folder with --out"):
        write_folder(tmp_path / "out", pictures, ["l"] * 20, "ada", "MIT")
    assert {one.label for one in read_frames(tmp_path / "out")} == {"fist"}


@pytest.fixture
def server(pictures: list[Path], tmp_path: Path) -> Iterator[LabelServer]:
    def save(labels: object) -> dict[str, int]:
        if labels == ["full"]:
            raise OSError(28, "No space left on device")
        return write_folder(tmp_path / "out", pictures, list(labels), "ada", "MIT")  # type: ignore[call-overload]

    server = LabelServer(pictures, RATE, save)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("[", 422, "Expecting value"),
        ("{}", 422, "no list: reload the page"),
        ('["fist"]', 422, "1 labels for 20 pictures"),
        ('["full"]', 507, "Nothing was saved .*No space left on device.*make room"),
        ("[" + " " * (1 << 20), 400, "not the labels of this film"),
    ],
)
def test_what_cannot_be_saved_is_said_and_may_be_tried_again(
    server: LabelServer, body: str, status: int, words: str
) -> None:
    refused = httpx.post(server.url, content=body)
    assert (refused.status_code, bool(re.search(words, refused.text))) == (status, True)
    assert httpx.post(server.url, content=json.dumps(["fist"] * 20)).status_code == 200


def test_who_does_not_know_the_address_gets_nothing(server: LabelServer) -> None:
    origin = f"http://127.0.0.1:{server.server_port}/"
    for path in ("", "0", "../pyproject.toml", f"{server.path[1:]}20", f"{server.path[1:]}x"):
        assert httpx.get(f"{origin}{path}").status_code == 404
    assert httpx.post(origin, content="[]").status_code == 400


def test_films_and_arguments_that_do_not_do(film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (damaged := tmp_path / "damaged.mp4").write_bytes(film.read_bytes()[:3000])
    (empty := tmp_path / "empty.mp4").touch()
    (words := tmp_path / "words.txt").write_text("no film")
    free = ("--licence", "MIT", "--no-browser", "--out")
    for arguments, said in (
        ((tmp_path / "missing.mp4", *free, tmp_path / "a"), "missing.mp4 is not a file: name a film"),
        ((damaged, *free, tmp_path / "a"), "is no film that can be read"),
        ((empty, *free, tmp_path / "a"), "is no film that can be read"),
        ((words, *free, tmp_path / "a"), "is no film that can be read"),
        ((film, *free, tmp_path), "exists already: name another folder with --out"),
        ((film, "--licence", "mine only", "--no-browser"), "does not allow everybody to train on the film"),
    ):
        assert main([str(one) for one in arguments]) == 1
        assert said in capsys.readouterr().err
    for rate in ("0", "-1", "61", "nan", "many"):
        with pytest.raises(SystemExit):
            main([str(film), "--licence", "MIT", "--rate", rate])
    assert not (tmp_path / "a").exists()


def test_a_film_that_breaks_off_is_used_as_far_as_it_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = tmp_path / "whole.avi"
    writer = cv2.VideoWriter(str(whole), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (320, 240))
    random = np.random.default_rng(0)
    for _ in range(60):
        writer.write(random.integers(0, 255, (240, 320, 3), np.uint8))
    writer.release()
    (half := tmp_path / "half.avi").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    (tmp_path / "pictures").mkdir()
    assert 4 <= len(cut_film(half, tmp_path / "pictures", RATE)) <= 6
    assert "half.avi breaks off after" in capsys.readouterr().err


def test_the_keys_are_those_of_the_page() -> None:
    source = (ROOT / "web" / "src" / "shared" / "gestures.ts").read_text()
    table = re.findall(r"PROMPT_KEYS[^{]*\{([^}]*)\}", source)[0]
    assert {**dict(re.findall(r'(\w): "(\w+)"', table)), "n": "none"} == KEYS

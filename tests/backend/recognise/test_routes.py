"""POST /api/recognise: a picture in, the hands in it out, and nothing kept."""

from __future__ import annotations

import asyncio
import dataclasses
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from backend.gestures.model import MODELS
from backend.http import in_flight
from backend.pictures import process
from backend.pictures.process import PictureProcess
from backend.recognise.recogniser import PICTURE_BYTES, PICTURE_SIDE
from backend.settings import Settings
from tests.backend.conftest import PASSWORD, Page
from tests.backend.frame_images import bomb, jpeg, png
from tests.backend.gestures.golden import png_of

pytestmark = pytest.mark.anyio
OTHER = "https://slides.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the model that is published, and another site that may ask."""
    return dataclasses.replace(settings, models_dir=MODELS, allowed_origins=f"http://localhost:5000,{OTHER}")


async def ask(page: Page, picture: bytes, kind: str = "image/png", **headers: str) -> httpx.Response:
    headers = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await page.client.post("/api/recognise", content=picture, headers=headers)


async def test_pictures(page: Page) -> None:
    """One process answers them all; it goes on after each that cannot be read."""
    assert (await ask(page, png())).status_code == 401
    await page.log_in()
    for _ in range(2):
        reply = await ask(page, png_of("peace"))
        assert reply.status_code == 200
        told = reply.json()
        (hand,) = told["hands"]
        assert (hand["gesture"], hand["sure"], len(hand["points"])) == ("peace", True, 21)
        assert (told["width"], told["height"]) == (160, 120)
    assert (await ask(page, jpeg(), "image/jpeg; q=1")).json()["hands"] == []
    webp = cv2.imencode(".webp", np.zeros((9, 16, 3), np.uint8))[1].tobytes()
    assert (await ask(page, webp, "image/webp")).json()["width"] == 16
    refused = [
        (png(), "image/gif", 415, "image/jpeg, image/png, image/webp"),
        (png(), "image/jpeg", 422, "it is no jpeg"),
        (b"", "image/png", 422, "it is no png"),
        (png()[:60], "image/png", 422, "it cannot be decoded"),
        (bomb(), "image/png", 422, "larger than is taken here"),
        (jpeg(PICTURE_SIDE + 1, 2), "image/jpeg", 422, "larger than is taken here"),
        (bytes(PICTURE_BYTES + 1), "image/png", 413, "Send less"),
    ]
    for picture, kind, status, words in refused:
        reply = await ask(page, picture, kind)
        assert (reply.status_code, words in reply.json()["detail"]) == (status, True), reply.text
    assert (await page.client.get("/api/samples")).json()["samples"] == []


async def test_another_sites_page_asks_with_a_token(page: Page) -> None:
    await page.log_in()
    token = (await page.client.post("/api/tokens", auth=("Ada", PASSWORD))).json()["token"]
    away = page.another(**{"Sec-Fetch-Site": "cross-site", "Origin": OTHER})
    asked = await ask(away, png_of("fist"), Authorization=f"Bearer {token}")
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == OTHER
    assert "Origin" in asked.headers["vary"]
    assert [hand["gesture"] for hand in asked.json()["hands"]] == ["fist"]
    # Its cookie does not speak for a person who only looks at another page; nor may any other site ask.
    assert (await ask(page, png(), Origin=OTHER, Sec_Fetch_Site="cross-site")).status_code == 403
    stranger = await ask(away, png(), Origin="https://evil.example", Authorization=f"Bearer {token}")
    assert stranger.status_code == 403
    assert "access-control-allow-origin" not in stranger.headers
    assert (await away.client.post("/api/consent", json={})).status_code == 403


async def test_a_browser_that_asks_first(page: Page) -> None:
    client = httpx.AsyncClient(transport=page.client._transport, base_url="http://testserver")
    headers = {"Origin": OTHER, "Access-Control-Request-Method": "POST"}
    allowed = await client.options("/api/recognise", headers=headers)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == OTHER
    assert allowed.headers["access-control-allow-headers"] == "Authorization, Content-Type"
    assert (await client.options("/api/recognise", headers={**headers, "Origin": "null"})).status_code == 405
    assert (await client.options("/api/account", headers=headers)).status_code == 405


async def test_a_model_that_cannot_be_read_here_is_no_fault_of_the_picture(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await page.log_in()
    monkeypatch.setattr(PictureProcess, "_running", with_folder("nowhere"))
    for _ in range(2):
        reply = await ask(page, png())
        assert (reply.status_code, "retry-after" in reply.headers) == (503, True)
    assert "nowhere is no published model" in caplog.text


def with_folder(folder: str) -> Callable[[PictureProcess, Sequence[str]], Awaitable[Process]]:
    """Start the process with another folder than the registry's, which has been verified."""
    running = PictureProcess._running
    return lambda self, _: running(self, (folder,))


async def test_pictures_that_wait_keep_nobody_out(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """One account's pictures, which wait for their turn, take all room: somebody else comes, and the largest goes."""
    read, asked, go_on = process._ask, [], asyncio.Event()

    async def slow(running: Process, data: bytes) -> tuple[int, bytes]:
        asked.append(len(data))
        await go_on.wait()
        return await read(running, data)

    monkeypatch.setattr(process, "_ask", slow)
    monkeypatch.setattr(in_flight, "MOST", 250_000)
    waiting: list[int] = []
    ask_process = PictureProcess.ask

    async def ask_counted(self: PictureProcess, data: bytes, *more: Any) -> bytes:
        waiting.append(len(data))
        return await ask_process(self, data, *more)

    monkeypatch.setattr(PictureProcess, "ask", ask_counted)
    eve = page.another()
    await page.log_in()
    await eve.log_in("Eve")
    large = png() + bytes(100_000)
    first = asyncio.create_task(ask(eve, large))
    await until(lambda: len(asked) == 1)
    second = asyncio.create_task(ask(eve, large))
    await until(lambda: len(waiting) == 2)
    mine = asyncio.create_task(ask(page, png() + bytes(60_000)))
    let_go = await second
    assert (let_go.status_code, "let the largest bodies go" in let_go.json()["detail"]) == (429, True)
    go_on.set()
    assert [(await one).status_code for one in (first, mine)] == [200, 200]


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_limits_are_those_of_samples(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    await page.log_in()
    monkeypatch.setattr(in_flight, "BODIES_OF_ONE", 0)
    reply = await ask(page, png())
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "2")

"""Lamps and music: Hue, Sonos and Home Assistant, as their documents say that they answer."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from backend.allowed_addresses import AllowedAddresses
from backend.settings import Settings
from tests.backend.actions.devices import (
    GROUP,
    LIGHT,
    Asked,
    HueBridge,
    SonosSpeaker,
    certificate,
    device,
    home_assistant,
    reply,
)
from tests.backend.actions.telling import add, choices, tell
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return certificate(tmp_path_factory.mktemp("bridge"), "001788fffe000000")


async def test_a_bridge_is_paired_and_its_lamps_are_switched(page: Page, tls: ssl.SSLContext) -> None:
    await page.log_in()
    bridge = HueBridge()
    async with device(bridge.answer, tls) as there:
        connector = await add(page, "hue", f"127.0.0.1:{there.port}")
        (listed,) = (await page.client.get("/api/connectors")).json()["connectors"]
        assert listed["state"] == "unpaired"
        unpressed = await page.client.post(f"/api/connectors/{connector}/pair")
        assert (unpressed.status_code, "round button" in unpressed.json()["detail"]) == (409, True)
        bridge.pressed = True
        paired = await page.client.post(f"/api/connectors/{connector}/pair")
        assert (paired.json()["state"], paired.json()["has_secret"]) == ("ready", True)

        assert await choices(page, connector) == [
            {"target": "grouped_light", "id": GROUP, "name": "Kitchen"},
            {"target": "light", "id": LIGHT, "name": "Lamp"},
        ]
        lamp = {"kind": "hue", "target": "light", "id": LIGHT}
        kitchen = {"kind": "hue", "target": "grouped_light", "id": GROUP}
        for command, asked in (
            ({**lamp, "do": "toggle"}, {"on": {"on": True}}),
            ({**lamp, "do": "toggle"}, {"on": {"on": False}}),
            ({**kitchen, "do": "on"}, {"on": {"on": True}}),
            ({**kitchen, "do": "dimmer"}, {"dimming_delta": {"action": "down", "brightness_delta": 20}}),
        ):
            assert (await tell(page, connector, command))["outcome"] == "done"
            assert there.asked[-1].json == asked

        gone = await tell(page, connector, {**lamp, "id": GROUP, "do": "on"})
        assert (gone["outcome"], "no such light" in gone["detail"]) == ("failed", True)
        bridge.keys.clear()
        forgotten = await tell(page, connector, {**lamp, "do": "on"})
        assert (forgotten["outcome"], "Pair it again" in forgotten["detail"]) == ("failed", True)


async def test_a_key_goes_to_no_other_bridge(page: Page, tls: ssl.SSLContext, tmp_path: Path) -> None:
    await page.log_in()
    bridge = HueBridge(pressed=True)
    async with device(bridge.answer, tls) as there, device(bridge.answer, certificate(tmp_path, "liar")) as liar:
        connector = await add(page, "hue", f"127.0.0.1:{there.port}")
        await page.client.post(f"/api/connectors/{connector}/pair")
        # The bridge has another address, which is harmless; then something else answers at one.
        moved = await page.client.put(f"/api/connectors/{connector}", json={"address": f"127.0.0.1:{liar.port}"})
        assert moved.json()["state"] == "ready"
        told = await tell(page, connector, {"kind": "hue", "target": "light", "id": LIGHT, "do": "on"})
        assert (told["outcome"], "another certificate" in told["detail"]) == ("failed", True)
        assert not liar.asked


async def test_a_key_that_no_bridge_makes_is_not_kept(page: Page, tls: ssl.SSLContext) -> None:
    """It would be sent in a header, and what cannot be sent is told in the log."""
    await page.log_in()
    keys = ["a\r\nb", "é", "", "k" * 100_000]

    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        reply(writer, 200, [{"success": {"username": keys[0]}}])

    async with device(answer, tls) as there:
        connector = await add(page, "hue", f"127.0.0.1:{there.port}")
        while keys:
            paired = await page.client.post(f"/api/connectors/{connector}/pair")
            assert paired.status_code == 502, keys[0][:9]
            keys.pop(0)
    (listed,) = (await page.client.get("/api/connectors")).json()["connectors"]
    assert listed["state"] == "unpaired"


async def test_a_short_answer_makes_no_long_list(page: Page, tls: ssl.SSLContext) -> None:
    """A room is named once and has many groups of lamps, of which each would be told with that name: 9 GB of 4 MB."""
    await page.log_in()
    bridge = HueBridge(pressed=True)
    services = [{"rid": f"{n}", "rtype": "grouped_light"} for n in range(20_000)]
    room: dict[str, object] = {"type": "room", "metadata": {"name": "n" * 1_000_000}, "services": services}
    bridge._resources = lambda: [room, room]  # type: ignore[method-assign]
    async with device(bridge.answer, tls) as there:
        connector = await add(page, "hue", f"127.0.0.1:{there.port}")
        await page.client.post(f"/api/connectors/{connector}/pair")
        found = await choices(page, connector)
    assert (len(found), {len(choice["name"]) for choice in found}) == (2000, {200})


async def test_what_is_too_deep_to_read_is_no_defect(page: Page) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        reply(writer, 200, b"[" * 100_000)

    await page.log_in()
    async with device(answer) as there:
        connector = await add(page, "home-assistant", f"http://127.0.0.1:{there.port}", secret="token")
        asked = await page.client.get(f"/api/connectors/{connector}/choices")
    assert (asked.status_code, "something else than JSON" in asked.json()["detail"]) == (502, True)


async def test_a_speaker_plays_and_says_why_it_does_not(page: Page) -> None:
    await page.log_in()
    speaker = SonosSpeaker()
    async with device(speaker.answer) as there:
        connector = await add(page, "sonos", f"127.0.0.1:{there.port}")
        for do, playing, volume in (
            *(("toggle", True, 20), ("louder", True, 25), ("quieter", True, 20)),
            *(("pause", False, 20), ("play", True, 20), ("toggle", False, 20), ("next", False, 20)),
        ):
            assert (await tell(page, connector, {"kind": "sonos", "do": do}))["outcome"] == "done", do
            assert (speaker.playing, speaker.volume) == (playing, volume), do
        told = await tell(page, connector, {"kind": "sonos", "do": "next"})
        assert (told["outcome"], told["attempts"], "nothing before or behind" in told["detail"]) == ("failed", 1, True)
        assert await choices(page, connector) == []


async def test_home_assistant_calls_services(page: Page) -> None:
    await page.log_in()
    async with device(home_assistant) as there:
        connector = await add(page, "home-assistant", f"http://127.0.0.1:{there.port}/", secret="token")
        assert await choices(page, connector) == [
            {"target": "light", "id": "light.kitchen", "name": "Kitchen"},
            {"target": "sun", "id": "sun.sun", "name": "sun.sun"},
        ]
        command = {"kind": "home-assistant", "service": "light.toggle", "entity_id": "light.kitchen"}
        told = await tell(page, connector, command)
        assert (told["outcome"], told["command"]) == ("done", "light.toggle light.kitchen")
        assert (there.asked[-1].path, there.asked[-1].json) == (
            "/api/services/light/toggle",
            {"entity_id": "light.kitchen"},
        )
        wrong = await tell(page, connector, {"kind": "home-assistant", "service": "lamp.toggle"})
        assert (wrong["outcome"], "no such service" in wrong["detail"]) == ("failed", True)
        await page.client.put(f"/api/connectors/{connector}", json={"secret": "old"})
        refused = await tell(page, connector, command)
        assert (refused["outcome"], "token" in refused["detail"]) == ("failed", True)
        lacking = await page.client.get(f"/api/connectors/{connector}/choices")
        assert (lacking.status_code, "token" in lacking.json()["detail"]) == (502, True)


async def test_what_is_away_is_told_as_that(page: Page, settings: Settings) -> None:
    assert settings.action_addresses == AllowedAddresses.parse("127.0.0.1/32")
    await page.log_in()
    async with device(home_assistant) as there:
        connector = await add(page, "home-assistant", f"http://127.0.0.1:{there.port}", secret="token")
    lacking = await page.client.get(f"/api/connectors/{connector}/choices")
    assert (lacking.status_code, "cannot be reached" in lacking.json()["detail"]) == (502, True)

"""A camera that is refused or absent, in; a message that says what to do, and a page that still stands, out."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.launch import ABSENT, REFUSED
from tests.journey.visitor import Visit, visiting
from tests.server import RunningServer


def expect_no_camera(visit: Visit, words: str) -> None:
    expect(visit.page.locator("body")).to_have_attribute("data-state", "no-camera")
    expect(visit.page.get_by_text(words)).to_be_visible()
    expect(visit.page.get_by_role("button", name="Start the camera")).to_be_visible()
    assert visit.complaints == []


def test_a_refused_camera_is_explained(server: RunningServer) -> None:
    with visiting(server.url, REFUSED) as visit:
        visit.page.goto("/")
        expect(visit.page.locator("body")).to_have_attribute("data-state", "no-camera")
        visit.page.get_by_role("button", name="Start the camera").click()
        expect_no_camera(visit, "The camera is blocked. Allow it")


def test_a_missing_camera_is_explained(server: RunningServer) -> None:
    with visiting(server.url, ABSENT) as visit:
        visit.page.goto("/")
        expect_no_camera(visit, "No camera was found. Connect one")
        visit.page.get_by_role("button", name="Start the camera").click()
        expect_no_camera(visit, "No camera was found. Connect one")

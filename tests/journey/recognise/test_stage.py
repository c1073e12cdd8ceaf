"""The stage: a film before there is a camera, recognised where there is none, and settings that outlive a reload."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.launch import ABSENT
from tests.browser.watching import LOADING_MS, expect_state
from tests.journey.visitor import visiting
from tests.server import RunningServer


def test_without_a_camera_the_film_is_shown_and_recognised(server: RunningServer) -> None:
    with visiting(server.url, ABSENT) as visit:
        page = visit.page
        page.goto("/")
        expect(page.get_by_role("button", name="Pause the film")).to_be_visible(timeout=LOADING_MS)
        page.get_by_role("button", name="Pause the film").press("Enter")
        expect(page.get_by_role("button", name="Play the film")).to_be_focused()
        expect_state(page, "no-camera", LOADING_MS)
        page.get_by_role("button", name="Try without a camera").press("Enter")
        expect(page.locator(".hand-name:not([hidden]) b")).to_have_text("Peace", timeout=LOADING_MS)
        expect(page.get_by_text("This is a film, recognised now")).to_be_visible()
        expect(page.locator("#film")).to_be_hidden()
        assert visit.complaints == []


def test_who_wants_no_motion_sees_a_picture(server: RunningServer) -> None:
    with visiting(server.url, ABSENT) as visit:
        visit.page.emulate_media(reduced_motion="reduce")
        visit.page.goto("/")
        visit.page.wait_for_function("() => document.getElementById('film').width > 1000")
        expect(visit.page.locator("#film")).to_be_visible()
        expect(visit.page.locator("#film-pause")).to_be_hidden()


def test_settings_hold_after_a_reload(server: RunningServer) -> None:
    with visiting(server.url, ABSENT) as visit:
        page = visit.page
        page.goto("/")
        page.get_by_role("button", name="Settings").click()
        page.get_by_label("Draw the bones of the hand").uncheck()
        page.get_by_label("Certainty from which").select_option("0.8")
        page.reload()
        expect(page.locator("body")).to_have_attribute("data-skeleton", "off")
        page.get_by_role("button", name="Settings").click()
        expect(page.get_by_label("Certainty from which")).to_have_value("0.8")
        expect(page.get_by_label("Draw the bones of the hand")).not_to_be_checked()
        assert page.evaluate("document.getElementById('verdict').style.getPropertyValue('--threshold')") == "0.8"

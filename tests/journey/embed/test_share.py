"""A visitor of another site who shares samples there: asked on our page, taken from the camera, stopped, taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.launch import open_chromium, playing
from tests.journey.conftest import Query, query_of
from tests.journey.embed.site import LISTEN, Site, another_site, palms, policy
from tests.journey.embed.test_embed import NAMED_MS, tag, visiting
from tests.journey.test_accessible import serious
from tests.server import ROOT, RunningServer, running_server

PASSWORD = "correct horse battery"
SHARE, STOP = "Share samples", "Stop sharing"
SENT_MS = 40_000  # the ten seconds in which a sample can be withheld, and what a busy machine takes


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The other site."""
    with another_site() as site:
        site.put("/listen.js", LISTEN)
        yield site


@pytest.fixture(scope="module")
def server(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The server, which takes samples from the other site."""
    data = tmp_path_factory.mktemp("share") / "data"
    with running_server(data, WEB_DIR=str(ROOT / "web" / "dist"), ALLOWED_ORIGINS=site.url) as running:
        yield running


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees a palm that moves."""
    with open_chromium(playing(palms(tmp_path_factory.mktemp("film"))[1])) as browser:
        yield browser


def element_page(site: Site, server: RunningServer, path: str) -> str:
    """The address of a page with a strict policy and the element, which may send samples."""
    element = f'<gesture-camera autostart api-server="{server.url}" upload-width="96"></gesture-camera>'
    html = f'<html lang="en"><title>Shop</title><main><h1>Shop</h1>{element}</main>{tag(server, "")}'
    return site.put(path, html, policy(server.url, "blob:"))


def open_window(page: Page) -> Page:
    """Press the button, and give the window that it opens."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name=SHARE).click(timeout=NAMED_MS)
    return opened.value


def choose(window: Page, level: str) -> None:
    """Choose what may be sent, and allow the site."""
    window.locator(f"input[value={level}]").check()
    window.get_by_role("button", name="Allow this site").click()


def register(window: Page, name: str) -> None:
    """Make an account in the window."""
    window.get_by_role("tab", name="Register").click()
    window.get_by_label("Name").fill(name)
    window.get_by_label("Password").fill(PASSWORD)
    window.get_by_role("tabpanel").get_by_role("button", name="Register").click()
    expect(window.locator("#account-name")).to_have_text(name)


def test_a_visitor_shares_samples_and_takes_it_back(server: RunningServer, site: Site, browser: Browser) -> None:
    query: Query = query_of(server.database_url)
    with visiting(browser) as (page, said):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        page.goto(element_page(site, server, "/share.html"))
        window = open_window(page)
        expect(window.locator("#asker")).to_have_text(site.url)
        assert serious(window) == []
        assert not any("/api/samples" in one for one in asked)
        register(window, "Vera")
        window.get_by_role("button", name="Allow this site").click()
        expect(window.get_by_role("alert")).to_have_text("Choose what may be sent.")
        assert serious(window) == []
        with window.expect_event("close"):
            choose(window, "photos")
        sign = page.locator("gesture-camera").get_by_role("status").last
        expect(sign).to_contain_text("Sharing shapes and pictures of your hand with")
        assert serious(page) == []
        expect(page.get_by_text(re.compile("[1-9][0-9]* sent"))).to_be_visible(timeout=SENT_MS)
        samples = query("SELECT origin, predicted, frame_image_width, frame_image_height FROM samples")
        assert {origin for origin, *_ in samples} == {site.url}
        assert all(96 in size and max(size) == 96 for _, _, *size in samples if size[0] is not None)
        assert query("SELECT level FROM consents") == [("photos",)]
        assert query("SELECT origin, level FROM sessions WHERE kind = 'site'") == [(site.url, "photos")]
        kept = page.evaluate("async () => [sessionStorage.length, localStorage.length, await indexedDB.databases()]")
        assert kept == [0, 0, []]
        page.get_by_role("button", name=STOP).click()
        expect(sign).to_contain_text("Nothing is shared any more")
        # The person is logged in by now, and takes it back on our page.
        window = open_window(page)
        with window.expect_event("close"):
            choose(window, "shapes")
        expect(sign).to_contain_text("Sharing shapes of your gestures")
        assert query("SELECT origin, level FROM sessions WHERE kind = 'site'") == [(site.url, "shapes")]
        ours = page.context.new_page()
        ours.goto(server.url)
        ours.get_by_role("button", name="Vera").click()
        ours.get_by_role("button", name="Password and devices").click()
        ours.get_by_role("button", name=f"Revoke: {site.url} may send shapes").click()
        expect(ours.get_by_text("There are none.")).to_be_visible()
        ours.close()
        page.bring_to_front()
        expect(page.get_by_role("alert").last).to_contain_text("it was taken back", timeout=SENT_MS)
        expect(page.get_by_role("button", name=SHARE)).to_be_visible()
        warned = "gesture-camera: uploadWidth has no effect: shapes are shared, and no pictures."
        assert said.count(warned) == 1


CAMERA = """navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => {
  document.getElementById("clip").srcObject = stream;
});"""


def test_one_script_tag_shares_what_a_camera_shows(server: RunningServer, site: Site, browser: Browser) -> None:
    site.put("/camera.js", CAMERA)
    video = '<video id="clip" autoplay muted playsinline></video><script src="/camera.js"></script>'
    address = site.put("/tag.html", video + tag(server, f"data-source=clip data-api-server={server.url}"))
    query: Query = query_of(server.database_url)
    with visiting(browser) as (page, said):
        page.goto(address)
        window = open_window(page)
        register(window, "Tom")
        with window.expect_event("close"):
            choose(window, "shapes")
        expect(page.get_by_role("status")).to_contain_text("Sharing shapes of your gestures")
        expect(page.get_by_text(re.compile("[1-9][0-9]* sent"))).to_be_visible(timeout=SENT_MS)
        of_tom = "FROM samples JOIN accounts ON accounts.id = account_id WHERE name = 'Tom'"
        assert query(f"SELECT DISTINCT origin, frame_image IS NULL {of_tom}") == [(site.url, True)]
        page.get_by_role("button", name=STOP).click()
        expect(page.get_by_role("status")).to_contain_text("Nothing is shared any more")
        assert said == []


def test_what_goes_wrong_is_told(server: RunningServer, site: Site, browser: Browser) -> None:
    with visiting(browser) as (page, _):
        page.goto(element_page(site, server, "/wrong-share.html"))
        window = open_window(page)
        expect(window.locator("#asker")).to_have_text(site.url)
        expect(window.get_by_role("button", name="Don't allow")).to_be_visible()
        window.evaluate("void setTimeout(() => document.getElementById('deny').click())")  # it closes the window
        problem = page.get_by_role("alert").last
        expect(problem).to_have_text("Nothing is shared: it was not allowed.")
        open_window(page).close()
        expect(problem).to_contain_text("Nothing is shared: the window was closed")
        page.evaluate("window.open = () => null")
        page.get_by_role("button", name=SHARE).click()
        expect(problem).to_contain_text("Allow this page to open windows")
        page.goto(element_page(site, server, "/wrong-share.html").replace(site.url, site.other))
        window = open_window(page)
        expect(window.get_by_role("alert")).to_contain_text(f"takes no samples from {site.other}")
        assert window.get_by_role("button").count() == 0
        window.close()
        html = f'<video id="clip"></video>{tag(server, f"data-source=clip data-api-server={site.other}")}'
        page.goto(site.put("/no-server.html", html))
        open_window(page)
        expect(page.get_by_role("alert")).to_contain_text(f"The server at {site.other}/ cannot be asked")
        alone = page.context.new_page()
        alone.goto(f"{server.url}/share")
        expect(alone.get_by_role("alert")).to_contain_text("By itself it does nothing")

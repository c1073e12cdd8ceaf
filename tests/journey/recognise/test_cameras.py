"""Several cameras that are chosen, pulled out and put back in, in; a page that goes on by itself, out.

Headless Chromium has two cameras but nobody to pull one out: its real track is ended and the list of devices is cut
short by the test, with the events that a browser sends for it.
"""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.launch import Camera
from tests.browser.watching import LOADING_MS, expect_state
from tests.journey.visitor import visiting
from tests.server import RunningServer

TWO = Camera(("--use-fake-device-for-media-stream=device-count=2", "--use-fake-ui-for-media-stream"))
# Put into the page before its own code: counts requests for a camera, and can pull cameras out.
PULL = """(() => {
    const { mediaDevices } = navigator;
    const enumerate = mediaDevices.enumerateDevices.bind(mediaDevices);
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    const cameras = { asked: 0, pulled: null };
    mediaDevices.getUserMedia = (...wishes) => (cameras.asked++, getUserMedia(...wishes));
    mediaDevices.enumerateDevices = async () =>
        (await enumerate()).filter(({ deviceId }) => deviceId !== cameras.pulled);
    cameras.running = () => document.querySelector("video").srcObject?.getVideoTracks()[0];
    cameras.pull = () => {
        const track = cameras.running();
        cameras.pulled = track.getSettings().deviceId;
        track.stop();
        track.dispatchEvent(new Event("ended"));
        mediaDevices.dispatchEvent(new Event("devicechange"));
    };
    cameras.putBack = () => {
        cameras.pulled = null;
        mediaDevices.dispatchEvent(new Event("devicechange"));
    };
    window.cameras = cameras;
})()"""


# Put into the page before its own code: the machine has no camera until one is plugged in.
NONE_YET = """(() => {
    const { mediaDevices } = navigator;
    const enumerate = mediaDevices.enumerateDevices.bind(mediaDevices);
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    let isThere = false;
    mediaDevices.enumerateDevices = async () => (isThere ? enumerate() : []);
    mediaDevices.getUserMedia = async (...wishes) => {
        if (!isThere) throw new DOMException("Requested device not found", "NotFoundError");
        return getUserMedia(...wishes);
    };
    window.plugIn = () => {
        isThere = true;
        mediaDevices.dispatchEvent(new Event("devicechange"));
    };
})()"""


def running(page: Page) -> str:
    """The id of the camera that runs."""
    return str(page.evaluate("cameras.running()?.getSettings().deviceId"))


def test_a_camera_is_chosen_remembered_and_comes_back(server: RunningServer) -> None:
    with visiting(server.url, TWO) as visit:
        page = visit.page
        page.add_init_script(PULL)
        page.goto("/")
        expect_state(page, "predicting", LOADING_MS)
        assert page.evaluate("cameras.asked") == 1
        first = running(page)

        choice = page.get_by_role("combobox", name="Camera")
        expect(choice).to_have_value(first)
        second = next(one for one in choice.locator("option").all() if one.get_attribute("value") != first)
        other = second.get_attribute("value") or ""
        choice.select_option(other)
        page.wait_for_function("id => cameras.running()?.getSettings().deviceId === id", arg=other)
        expect_state(page, "predicting", LOADING_MS)

        page.reload()
        expect_state(page, "predicting", LOADING_MS)
        assert running(page) == other

        page.evaluate("cameras.pull()")
        expect_state(page, "no-camera", 5000)
        expect(page.get_by_text("The camera stopped. Connect it")).to_be_visible()
        page.evaluate("cameras.putBack()")
        expect_state(page, "predicting", 5000)
        assert running(page) == other

        page.evaluate("cameras.pull()")
        expect_state(page, "no-camera", 5000)
        asked = page.evaluate("cameras.asked")
        start = page.get_by_role("button", name="Start the camera")
        start.evaluate("button => (button.click(), button.click())")
        expect_state(page, "predicting", 5000)
        assert page.evaluate("cameras.asked") == asked + 1
        assert visit.complaints == []


def test_the_first_camera_that_is_plugged_in_starts_by_itself(server: RunningServer) -> None:
    one = Camera(("--use-fake-device-for-media-stream=device-count=1", "--use-fake-ui-for-media-stream"))
    with visiting(server.url, one) as visit:
        page = visit.page
        page.add_init_script(NONE_YET)
        page.goto("/")
        expect_state(page, "no-camera", LOADING_MS)
        expect(page.get_by_text("No camera was found.")).to_be_visible()
        page.evaluate("plugIn()")
        expect_state(page, "predicting", 5000)
        expect(page.get_by_role("combobox", name="Camera")).to_be_hidden()  # there is nothing to choose
        assert visit.complaints == []

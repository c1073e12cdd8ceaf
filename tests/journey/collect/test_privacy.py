"""Pictures under the highest level of consent in; a say in what is sent, kept, taken away and deleted, out."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import LOADING_MS, expect_state, open_page
from tests.journey.conftest import Query, query_of
from tests.journey.test_accessible import serious
from tests.journey.visitor import Visit, account_dialog, register, visiting
from tests.journey.waiting import expect_sent, photos_in, waiting_in
from tests.server import RunningServer

PASSWORD, ANOTHER = "correct horse battery", "another horse battery"
KEYS = "cfloc"
COLOUR_LEVELS = 8.0  # of 255: what JPEG twice and a lamp that flickers may make of a wall


def test_a_person_decides_what_is_sent_and_kept(server: RunningServer, clip: Clip, tmp_path: Path) -> None:
    query = query_of(server.database_url)
    with visiting(server.url, playing(clip.path)) as visit:
        page = visit.page
        open_page(page, server.url, clip, "silhouette")
        register(page, "Ada", PASSWORD)
        with account_dialog(page):
            page.get_by_label("Also the camera's picture").check()
            expect(page.get_by_text("the camera's pictures with them, are kept from now on")).to_be_visible()
        take_some(page)
        sent = the_lens_shows_the_very_bytes(page)
        expect_sent(page, len(sent))
        stored = query(
            "SELECT sample_id::text, network_input, frame_image, frame_image_width, frame_image_height FROM samples"
        )
        assert {row[0]: row[1] for row in stored} == sent
        the_photos_are_of_the_box(clip, [row[2] for row in stored], {row[3:] for row in stored})
        less_consent_drops_what_waits(page, query, len(sent))
        what_is_kept_can_be_taken_away_and_deleted(page, query, sent, tmp_path)
        the_account_is_ones_own(visit, query)
        assert visit.elsewhere() == []
        assert visit.complaints == []


def take_some(page: Page) -> None:
    """Say of the moving hand what it shows, then pause: what waits stays as it is."""
    page.keyboard.press("b")
    expect_state(page, "predicting", LOADING_MS)
    for key in KEYS:
        page.keyboard.press(key)
        page.wait_for_timeout(100)
    page.keyboard.press("p")
    expect_state(page, "paused", LOADING_MS)
    expect(page.locator("#taken")).to_contain_text("about to be sent")


def the_lens_shows_the_very_bytes(page: Page) -> dict[str, bytes]:
    """The silhouettes and photos are drawn from what waits; one is withheld, the others sent at once: their bytes."""
    page.get_by_role("button", name="Review what is about to be sent").click()
    dialog = page.get_by_role("dialog", name="About to be sent")
    expect(dialog.get_by_text("Nothing is sent while you look")).to_be_visible()
    waiting = sorted(waiting_in(page), key=lambda entry: str(entry["sample"]["captured_at"]))
    drawn = dialog.locator("canvas").evaluate_all(
        "all => all.map(one => [...one.getContext('2d').getImageData(0, 0, one.width, one.height).data])"
    )
    assert sorted(bytes(one[::4]) for one in drawn) == sorted(entry["networkInput"] for entry in waiting)
    shown = dialog.locator("img").evaluate_all(
        "all => Promise.all(all.map(async one => [one.naturalWidth, one.naturalHeight]))"
    )
    assert shown == [[224, 224]] * len(waiting)
    dialog.get_by_text("All that is sent").first.click()
    assert serious(page) == []
    expect(dialog.get_by_text(waiting[0]["sample"]["sample_id"])).to_be_visible()
    dialog.get_by_role("button", name="Withhold the sample").first.click()
    expect(dialog.locator("canvas")).to_have_count(len(waiting) - 1)
    left = waiting_in(page)
    no_other_tab_sends(page, len(left))
    dialog.get_by_role("button", name="Send these now").click()
    return {entry["sample"]["sample_id"]: entry["networkInput"] for entry in left}


def no_other_tab_sends(page: Page, waiting: int) -> None:
    """Another tab, for which the undo time is over, waits its turn for as long as this one looks."""
    twin = page.context.new_page()
    twin.clock.install()
    twin.goto("/?way=silhouette")  # which takes nothing by itself before it has a background
    expect(twin.locator("#waiting")).to_have_text(str(waiting), timeout=LOADING_MS)
    twin.clock.fast_forward("01:00")
    twin.wait_for_function("navigator.locks.query().then(({ pending }) => pending.length > 0)")
    assert len(waiting_in(page)) == waiting
    twin.close()
    page.bring_to_front()


def the_photos_are_of_the_box(clip: Clip, photos: list[bytes], sizes: set[tuple[int, int]]) -> None:
    """Each photo is a JPEG of the guide box as the camera saw it: the room's wall on its side, in its colours."""
    assert sizes == {(224, 224)}
    capture = cv2.VideoCapture(str(clip.path))
    done, frame = capture.read()
    assert done
    height, width = frame.shape[:2]
    cx, cy, side = clip.guide
    half = side * min(width, height) / 2
    left, top = round(cx * width - half), round(cy * height - half)
    box = frame[top : top + round(2 * half), left : left + round(2 * half)]
    room = cv2.resize(box, (224, 224), interpolation=cv2.INTER_AREA).astype(float)
    for photo in photos:
        assert photo.startswith(b"\xff\xd8\xff")
        seen = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
        assert seen is not None
        assert np.median(abs(seen - room)) < np.median(abs(seen - room[:, ::-1]))
        assert abs(np.median(seen - room, axis=(0, 1))).max() <= COLOUR_LEVELS


def less_consent_drops_what_waits(page: Page, query: Query, sent: int) -> None:
    """Shapes again, then nothing: first the photos, then everything that waits is gone, and nothing is sent."""
    page.keyboard.press("p")
    expect_state(page, "predicting", LOADING_MS)
    for key in KEYS * 20:  # the hand may be out of the box, where one picture is as good as the next, for a second
        page.keyboard.press(key)
        page.wait_for_timeout(100)
        if photos_in(page):
            break
    page.keyboard.press("p")
    assert photos_in(page)
    with account_dialog(page):
        page.get_by_label("Shapes of some gestures").check()
        expect(page.get_by_text("Shapes of some gestures are kept from now on, and no picture.")).to_be_visible()
        assert photos_in(page) == []
        page.get_by_label("Nothing", exact=True).check()
        expect(page.get_by_text("What waited here to be sent is deleted.")).to_be_visible()
    assert waiting_in(page) == []
    expect(page.locator("#taken")).to_be_hidden()
    assert query("SELECT count(*) FROM samples") == [(sent,)]


def what_is_kept_can_be_taken_away_and_deleted(page: Page, query: Query, sent: dict[str, bytes], folder: Path) -> None:
    """Thumbnails, one deleted, the zip of the others, then all deleted."""
    page.locator("[data-opens=account]").click()
    page.get_by_role("button", name="My data").click()
    dialog = page.get_by_role("dialog", name="My data")
    expect(dialog.locator("li")).to_have_count(len(sent))
    page.wait_for_function("() => [...document.querySelectorAll('dialog img')].every(one => one.naturalWidth > 0)")
    dialog.get_by_role("button", name="Delete the sample of").first.click()
    expect(dialog.locator("li")).to_have_count(len(sent) - 1)
    left = {row[0] for row in query("SELECT sample_id::text FROM samples")}
    assert len(left) == len(sent) - 1

    with page.expect_download() as saving:
        dialog.get_by_role("button", name="Export as zip").click()
    saving.value.save_as(folder / saving.value.suggested_filename)
    with zipfile.ZipFile(folder / "my-gestures.zip") as archive:
        told = [json.loads(line) for line in archive.read("samples.jsonl").splitlines()]
        assert {one["sample_id"] for one in told} == left
        assert {name for name in archive.namelist() if name.startswith("photos/")} == {f"photos/{i}.jpg" for i in left}

    dialog.get_by_role("button", name="Delete all").click()
    expect(dialog.get_by_role("button", name="Keep them")).to_be_focused()
    assert serious(page) == []
    dialog.get_by_role("button", name=f"Delete {len(left)} for good").click()
    expect(dialog.get_by_text(f"{len(left)} deleted.")).to_be_visible()
    assert query("SELECT count(*) FROM samples") == [(0,)]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="My data")).to_be_focused()
    page.keyboard.press("Escape")


def the_account_is_ones_own(visit: Visit, query: Query) -> None:
    """Another password logs the other browser out; the account's end leaves nothing of it."""
    page = visit.page
    with page.context.browser.new_context(base_url=visit.server) as elsewhere:  # type: ignore[union-attr]
        other = elsewhere.request.post(
            "/api/session",
            data={"name": "Ada", "password": PASSWORD, "remember": False},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert other.status == 200
        page.locator("[data-opens=account]").click()
        page.get_by_role("button", name="Password and devices").click()
        dialog = page.get_by_role("dialog", name="Password and devices")
        expect(dialog.get_by_role("listitem").filter(has_text="last used")).to_have_count(1)
        assert serious(page) == []
        dialog.get_by_label("Current password").fill(PASSWORD)
        dialog.get_by_label("New password").fill(ANOTHER)
        dialog.get_by_role("button", name="Change the password").click()
        expect(dialog.get_by_text("The password is changed.")).to_be_visible()
        expect(dialog.get_by_role("listitem").filter(has_text="last used")).to_have_count(0)
    dialog.get_by_label("Password, to confirm").fill(ANOTHER)
    dialog.get_by_role("button", name="Delete the account for good").click()
    expect(page.get_by_text("Your account is deleted")).to_be_visible()
    expect(page.locator("#login-submit")).to_be_visible()
    assert query("SELECT count(*) FROM accounts") == [(0,)]

"""One frame's journey: a rendered hand in Chromium's camera in; two people's samples in Postgres and the stats out.

Where hands are seen: that background mode's samples get there, too, is shown by the tests of the outbox and of consent.
"""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.clip import LOOKS
from tests.browser.launch import playing
from tests.browser.segments import Clip, Share, of_gestures, of_none, shares
from tests.browser.watching import SETTLED_MS, listen_one_loop, open_page, start_of_loop, wait_for_answer
from tests.journey.collect.test_truth import correct_an_answer
from tests.journey.conftest import Query, query_of
from tests.journey.stats.stats_page import the_stats_page_counts_them
from tests.journey.visitor import NOTES, Visit, account_dialog, number_beside, register, visiting
from tests.server import RunningServer

KEYS = {"thumbs_up": "t", "l": "l", "fist": "f", "open_palm": "o", "closed_palm": "c", "okay": "k", "peace": "v"}
POINTS = slice(2, 65)  # of the numbers of a hand: after presence and left come 21 × (x, y, z)
STEPS = {"needs-background", "counting-down", "learning-background"}
NAMED = 0.5  # a gesture counts as named right when most of the steady answers name it


def test_from_the_camera_to_the_stats_page(server: RunningServer, hands_clip: Clip) -> None:
    with visiting(server.url, playing(hands_clip.path)) as visit:
        visit.page.add_init_script(NOTES)
        open_page(visit.page, server.url, hands_clip)
        register(visit.page, "Ada", "correct horse battery")
        found, prompted = show_gestures(visit.page, hands_clip)

        named = [one.segment.label for one in of_gestures(found) if (one.share or 0) >= NAMED]
        assert len(named) >= len(LOOKS) - 1, found
        assert all((one.share or 0) >= NAMED for one in of_none(found)), found

        no_step_was_asked_for(visit)
        query = query_of(server.database_url)
        the_samples_are_in_postgres(visit.page, query, prompted)
        another_person_corrects_an_answer(visit.page, query)
        the_stats_page_counts_them(visit, query)
        assert visit.elsewhere() == []
        assert visit.complaints == []


def another_person_corrects_an_answer(page: Page, query: Query) -> None:
    """Somebody else at the same camera says that an answer was wrong; both have samples then."""
    with account_dialog(page):
        page.get_by_role("button", name="Log out").click()
    register(page, "Grace", "correct horse battery")
    page.keyboard.press("p")
    correct_an_answer(page)
    page.keyboard.press("p")
    expect(page.locator("#waiting")).to_have_text("0")
    corrected = (
        "SELECT a.name, count(*) FROM samples s JOIN accounts a ON a.id = account_id WHERE label_source = 'corrected'"
    )
    assert query(f"{corrected} GROUP BY 1") == [("Grace", 1)]


def no_step_was_asked_for(visit: Visit) -> None:
    """A hand is named as soon as the camera runs: no word on backgrounds or a box, and nothing of that mode loaded."""
    page, noted = visit.page, visit.page.evaluate("noted")
    assert "predicting" in noted["states"]
    assert STEPS.isdisjoint(noted["states"])
    assert not [words for words in noted["words"] if "background" in words.lower() or "box" in words.lower()]
    expect(page.get_by_role("group", name="Guide box")).to_be_hidden()
    models = page.evaluate("fetch('/api/models/current').then(reply => reply.json())")
    assert not [url for url in visit.requested if f"/models/{models['silhouette']['id']}/" in url]
    assert [url for url in visit.requested if f"/models/{models['hand']['id']}/" in url]


def show_gestures(page: Page, clip: Clip) -> tuple[list[Share], list[str]]:
    """Show the clip once, press each gesture's key while it is shown, then pause: shares, and the gestures in order."""
    labels = {segment.number: segment.label for segment in clip.segments}
    pressed = []

    def press(_: int, segment: int) -> None:
        if key := KEYS.get(labels[segment]):
            page.wait_for_timeout(SETTLED_MS)
            page.keyboard.press(key)
            pressed.append(labels[segment])

    wait_for_answer(page, "hand")
    begun = start_of_loop(page, clip)
    while labels[page.evaluate("watched.changes.at(-1).segment")] in KEYS:  # a loop's first segment is not told
        begun = start_of_loop(page, clip)
    answers = listen_one_loop(page, clip, begun, press)
    page.keyboard.press("p")
    expect(page.locator("body")).to_have_attribute("data-state", "paused")
    assert sorted(pressed) == sorted(KEYS)
    return shares(clip, answers), pressed


def the_samples_are_in_postgres(page: Page, query: Query, prompted: list[str]) -> None:
    """What the page says it has sent is what the database holds, each with the hand as the network saw it."""
    expect(page.locator("dt", has_text="Waiting").locator("xpath=following-sibling::dd")).to_have_text("0")
    # A frame that was drawn in free use may also be the one on which the person said what is shown: one sample each.
    rows = query("SELECT count(*), count(DISTINCT (number, label_source)), count(DISTINCT session_id) FROM samples")
    assert rows == [(number_beside(page, "Sent"),) * 2 + (1,)]
    assert number_beside(page, "Not accepted") == 0
    stored = query("SELECT label FROM samples WHERE label_source = 'prompted' ORDER BY number")
    assert [row[0] for row in stored] == prompted
    kept = query("SELECT network_input, input_width, input_kind FROM samples WHERE label_source = 'prompted'")
    hands = [np.frombuffer(numbers, "<f4") for numbers, _, _ in kept]
    assert {kind for _, _, kind in kept} == {"points"}
    assert [len(hand) for hand in hands] == [67 + embedding for _, embedding, _ in kept]
    seen = [hand for hand in hands if hand[POINTS].any()]
    assert len(seen) >= len(hands) - 1, "where no hand is seen all numbers are 0"
    for hand in seen:
        x, y, _ = hand[POINTS].reshape(21, 3).T
        assert 0 < hand[0] <= 1
        assert -0.25 < min(*x, *y) < max(*x, *y) < 1.25, "the hand is in its square"

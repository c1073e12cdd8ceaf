"""Free, prompted and corrected answers in one visit in; samples that Postgres tells apart, out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import open_page, take_background
from tests.journey.conftest import Query, query_of
from tests.journey.visitor import register, visiting
from tests.journey.waiting import expect_something_waits
from tests.server import RunningServer

SHOWING_MS = 30_000.0
NAMED = "#verdict:not(.calm) #confidence:not(:empty)"


def test_free_prompted_and_corrected_are_told_apart(server: RunningServer, clip: Clip) -> None:
    with visiting(server.url, playing(clip.path)) as visit:
        page, query = visit.page, query_of(server.database_url)
        open_page(page, server.url, clip, "silhouette")
        take_background(page, clip)
        what_is_wrong_without_an_account_is_not_kept(page)
        the_game_without_an_account_keeps_nothing(page)
        register(page, "Ada", "correct horse battery")
        said = correct_an_answer(page)
        kept = play_two_turns(page)
        everything_is_sent(page)
        the_truths_are_in_postgres(query, said, kept)
        assert visit.complaints == []


def what_is_wrong_without_an_account_is_not_kept(page: Page) -> None:
    """The page asks nothing that it would then throw away."""
    page.locator(NAMED).wait_for(timeout=SHOWING_MS)
    page.get_by_role("button", name="That was wrong").click()
    expect(page.locator("#notice")).to_contain_text("log in and allow")
    expect(page.get_by_role("dialog")).to_have_count(0)


def the_game_without_an_account_keeps_nothing(page: Page) -> None:
    """It can be played all the same, by keyboard, and says so at its end."""
    page.keyboard.press("g")
    expect(page.locator("#game[data-step=capture]")).to_be_visible(timeout=SHOWING_MS)
    expect(page.locator("#game:is([data-step=right], [data-step=missed])")).to_be_visible(timeout=SHOWING_MS)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="of 1 right")).to_be_visible()
    expect(page.get_by_text("Nothing was kept.")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()


def correct_an_answer(page: Page) -> str:
    """Say that an answer was wrong, and what it was: none of these. What the page had said."""
    page.locator(NAMED).wait_for(timeout=SHOWING_MS)
    page.get_by_role("button", name="That was wrong").click()
    said = page.locator("#correct-said").inner_text()
    page.get_by_role("button", name="None of these").click()
    expect(page.get_by_text("Thank you. Noted: No gesture.")).to_be_visible()
    expect_something_waits(page)
    return said


def play_two_turns(page: Page) -> int:
    """Play two turns, skip one between them; how many samples the page says it has kept."""
    page.get_by_role("button", name="Play a game").click()
    for turn in (1, 3):
        expect(page.get_by_text(f"Turn {turn} of 10")).to_be_visible(timeout=SHOWING_MS)
        expect(page.locator("#game:is([data-step=right], [data-step=missed])")).to_be_visible(timeout=SHOWING_MS)
        if turn == 1:
            expect(page.get_by_text("Turn 2 of 10")).to_be_visible(timeout=SHOWING_MS)
            page.get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("heading", name="of 2 right")).to_be_visible()
    words = page.locator("#game .hint").inner_text()
    page.get_by_role("button", name="Close", exact=True).click()
    return int(words.removeprefix("Thank you. ").split()[0])


def everything_is_sent(page: Page) -> None:
    """Nothing waits any more."""
    page.keyboard.press("p")
    expect(page.locator("#waiting")).to_have_text("0", timeout=SHOWING_MS)


def the_truths_are_in_postgres(query: Query, said: str, kept: int) -> None:
    """Each kind with its own reason; only what a person said has a true gesture."""
    rows = query("SELECT label_source, reason, label IS NULL, count(*) FROM samples GROUP BY 1, 2, 3")
    kinds = {(label_source, reason): (no_truth, n) for label_source, reason, no_truth, n in rows}
    assert kinds[("corrected", "corrected")] == (False, 1)
    assert kinds[("prompted", "prompted")] == (False, kept)
    assert kept > 0
    assert {reason for label_source, reason in kinds if label_source == "none"} <= {"random", "uncertain", "change"}
    assert all(no_truth == (label_source == "none") for (label_source, _), (no_truth, _) in kinds.items())
    ((true, predicted),) = query("SELECT label, predicted FROM samples WHERE label_source = 'corrected'")
    assert (true, predicted) == ("none", said.lower().replace(" ", "_"))

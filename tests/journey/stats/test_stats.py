"""The stats page with demo data in Chromium: figures that are the database's, live, filtered, by keyboard, as files."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect

from tests.browser.launch import ABSENT
from tests.journey.conftest import Query, query_of
from tests.journey.stats.made_up import add_demo_data, appoint, log_in
from tests.journey.stats.stats_page import cells, table_of, tile
from tests.journey.test_accessible import serious
from tests.journey.visitor import visiting
from tests.server import RunningServer

SOON_MS = 30_000.0  # what the issue allows for new figures to appear
MATRIX = (
    "SELECT label, predicted, count(*) FROM samples WHERE label_source = 'prompted' AND model_id = '{}'"
    " GROUP BY 1, 2 ORDER BY 1, 2"
)
# What is there with demo data, by tab.
SHOWN = {
    "Overview": [
        "#accuracy-now .big",
        "#recall-by-need svg.drawing",
        "#weakest-groups svg.drawing",
        "#group-pictures img",
        "#accuracy-by-day svg.drawing",
        "#tiles svg.drawing",
    ],
    "Models": [
        "#all-models svg.drawing",
        "#models article svg.drawing",
        "#recall-by-day svg.drawing",
        "#adoption svg.drawing",
    ],
    "Usage": [
        "#people-online table",
        "#active svg.drawing",
        "#minutes table",
        "#labels-by-day svg.drawing",
        "#predictions-by-day svg.drawing",
        "#received svg.drawing",
    ],
    "Quality": [
        "#reliability svg.drawing",
        "#confidence svg.drawing",
        "#false-alarms table",
        "#drift svg.drawing",
        "#hand-conditions svg.drawing",
    ],
    "Speed": ["#latency-by-device svg.drawing", "#frame-rate svg.drawing", "#upload-delay table"],
    "Learning": ["#decisions .events", "#compared"],
    "Mistakes": ["#gallery img"],
}
# What reaches beyond the window, or is cut off, although nobody can scroll to it.
CUT_OFF = """() => Array.from(document.querySelectorAll("main *")).filter((one) => {
  if (!one.checkVisibility() || one.closest(".scroll") !== null || one.clientWidth <= 1) return false;
  const isHidden = ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
  return one.getBoundingClientRect().right > innerWidth + 1 || (isHidden && one.scrollWidth > one.clientWidth + 1);
}).map((one) => one.outerHTML.slice(0, 200))"""
COPY = """
    WITH picked AS (
        SELECT sample_id FROM samples WHERE label_source = 'none' ORDER BY received_at DESC LIMIT 7
    ), known AS (
        INSERT INTO sample_ids (sample_id) SELECT md5(sample_id::text)::uuid FROM picked RETURNING 1
    )
    INSERT INTO samples SELECT (jsonb_populate_record(s, jsonb_build_object(
        'sample_id', md5(sample_id::text)::uuid, 'received_at', now()))).*
    FROM samples s WHERE sample_id IN (SELECT sample_id FROM picked) RETURNING 1
"""


def test_the_stats_page_of_a_server_with_demo_data(server: RunningServer) -> None:
    add_demo_data(server)
    appoint(server, "Boss")
    query = query_of(server.database_url)
    with visiting(server.url, ABSENT) as visit:
        page = visit.page
        page.context.set_default_timeout(SOON_MS)
        log_in(page.context, server.url, "Boss")
        page.goto("/stats?days=all")
        all_is_shown(page)
        it_is_said_that_they_are_made_up(page)
        the_first_screen_is_one(page)
        a_gesture_leads_to_its_mistakes(page)
        the_figures_are_the_databases(page, query)
        filters_are_the_address(page, query)
        a_table_is_opened_and_saved_by_keyboard_alone(page, query)
        new_samples_appear_without_a_reload(page, query)
        a_label_is_put_right(page, query)
        assert visit.elsewhere() == []
        assert visit.complaints == []
        one_address_that_fails_leaves_the_others(page)


def go_to(page: Page, tab: str) -> None:
    """Follow the link of that tab; its sections are there, and none is of other filters any more."""
    page.get_by_role("navigation", name="Stats").get_by_role("link", name=tab).click()
    expect(page.locator(f"#tab-{tab.lower()}")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#tabs section:visible[aria-busy]")).to_have_count(0, timeout=SOON_MS)


def all_is_shown(page: Page) -> None:
    """On every tab each figure has its content, each chart its drawing, and nothing is in trouble or too wide."""
    for tab, parts in SHOWN.items():
        go_to(page, tab)
        for part in parts:
            expect(page.locator(part).first).to_be_visible(timeout=SOON_MS)
        assert page.locator(".trouble:not([hidden])").all_text_contents() == []
        nothing_is_cut_off(page)
        # What stands around the tabs is the same in all of them, and so are the colours of figures.
        if tab == "Overview":
            assert serious(page) == []
        else:
            assert serious(page, f"#tab-{tab.lower()}", ["dark", "light"] if tab == "Models" else ["light"]) == []
    go_to(page, "Mistakes")
    expect(page.locator("#gallery img")).to_have_count(12, timeout=SOON_MS)


def it_is_said_that_they_are_made_up(page: Page) -> None:
    """Nobody may take them for people's."""
    expect(page.get_by_text("Some of these figures are made up")).to_be_visible(timeout=SOON_MS)


def the_first_screen_is_one(page: Page) -> None:
    """All of the first tab is seen at once on a laptop, and after a few swipes on a phone."""
    usual = page.viewport_size
    assert usual is not None
    go_to(page, "Overview")
    for days in ("28 days", "All time"):  # with the days before beside them, and without
        page.get_by_role("button", name=days, exact=True).click()
        expect(page.locator("#accuracy-by-day .legend")).to_have_count(1 if days == "28 days" else 0, timeout=SOON_MS)
        if days == "28 days":
            page.locator("#tiles .by").first.press("Enter")
            expect(page.locator("#tiles .was").first).to_have_text(re.compile(r"^[\d,]+ before$"), timeout=SOON_MS)
        for width, height, longest in ((1280, 800, 800), (375, 667, 2500)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(200)  # until charts have the new width
            assert page.evaluate("document.documentElement.scrollHeight") <= longest
    page.set_viewport_size(usual)


def a_gesture_leads_to_its_mistakes(page: Page) -> None:
    """By keyboard from the table behind a chart; Back returns."""
    page.locator("#recall-by-need details summary").press("Enter")
    page.locator("#recall-by-need tbody th button").first.press("Enter")
    expect(page.locator("#mistakes-cell")).to_contain_text("Labelled", timeout=SOON_MS)
    assert "tab=mistakes" in page.url
    assert "label=" in page.url
    page.get_by_role("button", name="Show all mistakes").click()
    assert urlsplit(page.url).query == "tab=mistakes&days=all"
    page.go_back()
    page.go_back()
    expect(page.locator("#tab-overview")).to_be_visible()


def the_figures_are_the_databases(page: Page, query: Query) -> None:
    """Totals, and the confusion matrix of each model."""
    ((samples,),) = query("SELECT count(*) FROM samples")
    go_to(page, "Overview")
    expect(tile(page, "Samples")).to_have_text(f"{samples:,}", timeout=SOON_MS)
    go_to(page, "Models")
    expect(page.locator("#models article")).to_have_count(3, timeout=SOON_MS)
    for model in page.locator("#models .model-id").all_inner_texts():
        expected = {(true, said): n for true, said, n in query(MATRIX.format(model))}
        assert cells(table_of(page, f"Confusion matrix of {model}")) == expected


def nothing_is_cut_off(page: Page) -> None:
    """Nothing is wider than the window of a small phone or a very large screen."""
    usual = page.viewport_size
    assert usual is not None
    for width in (320, 375, 1280, 3840):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(CUT_OFF) == [], width
    page.set_viewport_size(usual)


def filters_are_the_address(page: Page, query: Query) -> None:
    """A model that is chosen is in the address and counted alone; Back undoes it; a link keeps it."""
    page.get_by_role("combobox", name="Model").select_option("demo-oldest")
    expect(page.locator("#computed")).to_contain_text("demo-oldest", timeout=SOON_MS)
    expect(page.locator("#models article")).to_have_count(1, timeout=SOON_MS)
    assert urlsplit(page.url).query == "tab=models&days=all&model=demo-oldest"
    ((n,),) = query("SELECT count(*) FROM samples WHERE model_id = 'demo-oldest'")
    go_to(page, "Usage")
    expect(page.locator("#predictions-by-day .summary")).to_contain_text(f"{n:,} samples", timeout=SOON_MS)
    page.get_by_text("More filters").click()
    page.get_by_role("combobox", name="Labels", exact=True).select_option("corrected")
    expect(page.locator("#labels-by-day .summary")).not_to_contain_text(f"{n:,} ", timeout=SOON_MS)
    assert urlsplit(page.url).query == "tab=usage&days=all&model=demo-oldest&label_source=corrected"
    for _ in range(3):
        page.go_back()
    expect(page.locator("#models article")).to_have_count(3, timeout=SOON_MS)
    page.goto("/stats?tab=models&days=all&model=demo-older")
    expect(page.get_by_role("combobox", name="Model")).to_have_value("demo-older", timeout=SOON_MS)
    expect(page.locator("#models article")).to_have_count(1, timeout=SOON_MS)
    page.get_by_text("More filters").click()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("combobox", name="Model")).to_have_value("")
    assert urlsplit(page.url).query == "tab=models"


def a_table_is_opened_and_saved_by_keyboard_alone(page: Page, query: Query) -> None:
    """From the tabs on: to another, to all days, to the file of a chart, which is saved, and to its table."""
    page.get_by_role("link", name="Usage").focus()
    page.keyboard.press("Enter")
    tab_to(page, "[data-days=all]")
    page.keyboard.press("Enter")
    expect(page.locator("#tabs section:visible[aria-busy]")).to_have_count(0, timeout=SOON_MS)
    tab_to(page, "#predictions-by-day button")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert saved.value.suggested_filename == "predictions-by-day.csv"
    with Path(saved.value.path()).open(encoding="utf-8-sig", newline="") as file:
        (_, *days) = csv.reader(file)
    expected = query(
        "SELECT (received_at AT TIME ZONE 'UTC')::date AS day, count(*) FROM samples GROUP BY 1 ORDER BY 1"
    )
    assert {day: sum(map(int, counts)) for day, *counts in days} == {str(day): n for day, n in expected}
    page.keyboard.press("Tab")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    tab_to(page, "#predictions-by-day summary")
    page.keyboard.press("Enter")
    expect(page.locator("#predictions-by-day table")).to_be_visible(timeout=SOON_MS)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element of that selector has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}, but to {page.evaluate('document.activeElement.outerHTML')}")


def new_samples_appear_without_a_reload(page: Page, query: Query) -> None:
    """Samples of this moment are counted on the page as it is: the open table stays open, focus stays."""
    page.evaluate("window.untouched = true")
    ((before,),) = query("SELECT count(*) FROM samples")
    assert len(query(COPY)) == 7
    expect(page.locator("#predictions-by-day .summary")).to_contain_text(f"{before + 7:,} samples", timeout=SOON_MS)
    assert page.evaluate("window.untouched")
    # Soon after midnight these are today's first.
    expect(page.locator("#active svg.drawing")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#predictions-by-day table")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#predictions-by-day summary")).to_be_focused()


def a_label_is_put_right(page: Page, query: Query) -> None:
    """The administrator says that the first mistake was none; it leaves the gallery, and the database knows."""
    go_to(page, "Mistakes")
    first = page.locator("#gallery li").first
    words = first.locator("strong").inner_text()
    sample_id = str(first.locator("img").get_attribute("src")).split("/")[-2]
    first.get_by_role("combobox").select_option(label=words.split(", predicted as ")[1])
    first.get_by_role("button", name="Correct").click()
    expect(page.get_by_text("Corrected to")).to_be_visible(timeout=SOON_MS)
    expect(page.locator(f'#gallery img[src*="{sample_id}"]')).to_have_count(0, timeout=SOON_MS)
    assert query(f"SELECT label = predicted FROM samples WHERE sample_id = '{sample_id}'") == [(True,)]


def one_address_that_fails_leaves_the_others(page: Page) -> None:
    """The section says why; all others show their figures."""

    def fail(route: Route) -> None:
        route.fulfill(status=503, json={"detail": "Out for a walk."}, content_type="application/problem+json")

    page.route("**/api/stats/activity*", fail)
    page.goto("/stats?tab=usage")
    expect(page.locator("#usage .trouble")).to_have_text("Out for a walk.", timeout=SOON_MS)
    expect(page.locator("#labels-by-day svg.drawing")).to_be_visible(timeout=SOON_MS)

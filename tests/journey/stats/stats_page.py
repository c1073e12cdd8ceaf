"""The stats page and a database in; an assertion that fails when any count on the page is not the database's, out."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.journey.conftest import Query
from tests.journey.visitor import Visit, rows_of

FRESH_MS = 30_000.0  # within which new figures appear
ENOUGH = 10  # labels, below which there is no rate
WORDS = {
    "Thumbs up": "thumbs_up",
    "L": "l",
    "Fist": "fist",
    "Open palm": "open_palm",
    "Closed palm": "closed_palm",
    "Okay": "okay",
    "Peace": "peace",
    "No gesture": "none",
}


def the_stats_page_counts_them(visit: Visit, query: Query) -> None:
    """Every count on the stats page equals the same count in SQL."""
    while query("SELECT count(*) FROM stats_changes") != [(0,)]:  # figures take in samples every few seconds
        time.sleep(0.1)
    visit.page.get_by_role("link", name="Stats").click()
    expect(visit.page.locator("#computed")).to_contain_text("model")
    page = visit.page
    ((samples, people),) = query("SELECT count(*), count(DISTINCT account_id) FROM samples")
    expect(tile(page, "Samples")).to_have_text(str(samples), timeout=FRESH_MS)
    assert people == 2
    model = page.locator("#computed").inner_text().split()[-1]
    ((device,),) = query("SELECT DISTINCT device FROM samples")
    for chosen, matching, source in filters(model, device):
        page.goto(f"/stats?{chosen}")
        every_tile_is_a_query(page, query, matching, f"{matching} AND {source} AND model_id = '{model}'")
    page.goto("/stats?from=2026-01-01&to=2026-01-02")
    expect(page.get_by_text("No samples match these filters.")).to_be_visible()
    page.get_by_role("button", name="Show all time").click()
    expect(tile(page, "Samples")).to_have_text(str(samples), timeout=FRESH_MS)

    visit.page.get_by_role("link", name="Usage").click()
    expect(page.get_by_role("figure", name="Samples by predicted gesture and day").locator("table")).to_be_attached()
    predicted: dict[str, int] = dict(query("SELECT predicted, count(*) FROM samples GROUP BY predicted"))
    assert column_sums(table_of(page, "Samples by predicted gesture and day")) == predicted
    page.get_by_role("link", name="Models").click()
    expect(page.get_by_role("heading", name="Confusion matrix")).to_be_visible()
    right = {
        true: f"{correct} of {n}"
        for true, correct, n in query(
            "SELECT label, count(*) FILTER (WHERE predicted = label), count(*)"
            " FROM samples WHERE label_source = 'prompted' GROUP BY label"
        )
    }
    accuracy = {label(row[0]): row[1] for row in table_of(page, "Accuracy of")[1:] if WORDS.get(row[0]) in right}
    assert accuracy == right
    pairs = {
        (true, said): n
        for true, said, n in query(
            "SELECT label, predicted, count(*) FROM samples WHERE label_source = 'prompted' GROUP BY 1, 2"
        )
    }
    end = time.monotonic() + FRESH_MS / 1000  # it comes with an answer of its own, later than the figures above
    while cells(matrix := table_of(page, "Confusion matrix of")) != pairs and time.monotonic() < end:
        time.sleep(0.5)
    assert cells(matrix) == pairs, (matrix, pairs)
    page.get_by_role("link", name="Quality").click()
    expect(page.locator("#false-alarms table")).to_be_visible()
    # Grace may have corrected a frame in which nothing was named: that is no false alarm.
    named = "label_source = 'corrected' AND label = 'none' AND predicted <> 'none'"
    ((alarms,),) = query(f"SELECT count(*) FROM samples WHERE {named}")
    assert table_of(page, "False alarms")[1][1] == str(alarms)
    page.get_by_role("link", name="Usage").click()
    ((hers,),) = query("SELECT count(*) FROM samples JOIN accounts a ON a.id = account_id WHERE a.name = 'Grace'")
    (session,) = rows_of(page, "Your sessions")[1:]
    assert session[1] == str(hers)
    usage = {person: minutes for person, minutes, *_ in table_of(page, "Minutes of use")[1:]}
    assert set(usage) == {"Person 1", "Grace (you)"}


def filters(model: str, device: str) -> list[tuple[str, str, str]]:
    """Queries of the page's address, which samples each of them is to count, and of which labels its rates are."""
    today = "received_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'"
    return [
        ("days=1", today, "label_source = 'prompted'"),
        (
            urlencode({"device": device, "device_class": "computer"}),
            f"device = '{device}'",
            "label_source = 'prompted'",
        ),
        (f"days=all&model={model}&label_source=both", f"model_id = '{model}'", "label_source <> 'none'"),
    ]


def every_tile_is_a_query(page: Page, query: Query, matching: str, labelled: str) -> None:
    """Each count, and the accuracy or how many labels it still needs, with the filters that are chosen."""
    ((samples, people, prompted, corrected),) = query(
        "SELECT count(*), count(DISTINCT account_id), count(*) FILTER (WHERE label_source = 'prompted'),"
        f" count(*) FILTER (WHERE label_source = 'corrected') FROM samples WHERE {matching}"
    )
    expected = {"Samples": samples, "People": people, "Prompted labels": prompted, "Corrections": corrected}
    for name, n in expected.items():
        expect(tile(page, name)).to_have_text(str(n), timeout=FRESH_MS)
    ((correct, n),) = query(f"SELECT count(*) FILTER (WHERE predicted = label), count(*) FROM samples WHERE {labelled}")
    rate = f"{correct} of {n} labelled samples were correct" if n >= ENOUGH else f"Needs {ENOUGH} labels, {n} so far"
    expect(page.locator("#accuracy-now")).to_contain_text(rate, timeout=FRESH_MS)


def tile(page: Page, name: str) -> Locator:
    """The count that has this name."""
    return page.locator("#tiles dt", has_text=name).locator("xpath=following-sibling::dd[1]")


def table_of(page: Page, figure: str) -> list[list[str]]:
    """The cells of the table of the figure whose name begins so, also where it is folded away; first the headings."""
    rows = page.get_by_role("figure", name=figure).locator("tr").all()
    return [row.locator("th, td").all_text_contents() for row in rows]


def label(words: str) -> str:
    """The label that the page shows as `words`."""
    return WORDS[words]


def cells(rows: list[list[str]]) -> dict[tuple[str, str], int]:
    """The counts above 0 of a matrix with a heading on each side and per cent behind each count."""
    head, *body = rows
    return {
        (label(row[0]), label(column)): int(text.split(" ")[0])
        for row in body
        for column, text in zip(head[1:], row[1:], strict=True)
        if text != "0"
    }


def column_sums(rows: list[list[str]]) -> dict[str, int]:
    """The sum of each column, without those of 0; the journey may have passed midnight."""
    head, *body = rows
    sums = {label(name): sum(int(row[i]) for row in body) for i, name in enumerate(head) if i > 0}
    return {name: n for name, n in sums.items() if n > 0}

"""Filters: what a query means, or the words that say what is wrong with it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from backend.http.errors import BadRequestError
from backend.stats.filters import Filters, parse


def request(query: str) -> Request:
    return Request({"type": "http", "headers": [], "query_string": query.encode()})


def test_nothing_filters_nothing() -> None:
    assert parse(request("")) == Filters()


def test_all_filters_at_once() -> None:
    query = "model=m&from=2026-11-01&to=2026-11-22&device=Chromium%2C+Linux&label_source=prompted&people=equal"
    assert parse(request(query)) == Filters(
        "m", date(2026, 11, 1), date(2026, 11, 22), "Chromium, Linux", "prompted", True
    )


@pytest.mark.parametrize(
    "query",
    [
        *("from=yesterday", "from=2026-02-30", "to=20261122", "to=2026-W47-7", "from=1999-12-31", "to=3000-01-01"),
        *(
            "from=2026-11-22&to=2026-11-21",
            "label_source=none",
            "label_source=",
            "people=1",
            "model=",
            f"device={'x' * 301}",
        ),
        *("model=a&model=b", "device=a%00b", "until=2026-11-22", "From=2026-11-22"),
    ],
)
def test_what_is_wrong_is_said(query: str) -> None:
    name = query.partition("=")[0] if "&" not in query or "model" in query else "to"
    with pytest.raises(BadRequestError, match=f"^{name}: "):
        parse(request(query))


@given(st.dictionaries(st.sampled_from(["model", "from", "to", "device", "label_source", "people", "x"]), st.text()))
def test_any_text_is_taken_or_refused(query: dict[str, str]) -> None:
    try:
        filters = parse(request(urlencode(query)))
    except BadRequestError:
        return
    assert filters.model == query.get("model")
    assert filters.device == query.get("device")

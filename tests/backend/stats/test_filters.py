"""Filters: what a query means, or the words that say what is wrong with it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from backend.http.errors import BadRequestError
from backend.stats.filters import BOTH, Asked, Filters, parse

TODAY = date(2026, 11, 29)


def request(query: str) -> Request:
    return Request({"type": "http", "headers": [], "query_string": query.encode()})


def test_nothing_filters_nothing() -> None:
    assert parse(request(""), TODAY) == Asked(Filters())


def test_all_filters_at_once() -> None:
    query = "model=m&from=2026-11-01&to=2026-11-22&device=Chromium%2C+Linux&device_class=computer&label_source=both"
    assert parse(request(f"{query}&people=equal&compare=n"), TODAY) == Asked(
        Filters("m", date(2026, 11, 1), date(2026, 11, 22), "Chromium, Linux", "computer", BOTH, True),
        Filters("n", date(2026, 11, 1), date(2026, 11, 22), "Chromium, Linux", "computer", BOTH, True),
    )


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("from=2026-11-01&to=2026-11-22", date(2026, 10, 10), date(2026, 10, 31)),
        ("from=2026-11-22&to=2026-11-22", date(2026, 11, 21), date(2026, 11, 21)),
        ("from=2026-11-22", date(2026, 11, 14), date(2026, 11, 21)),  # until today
        ("from=2027-01-01", date(2026, 12, 31), date(2026, 12, 31)),  # which has not begun
    ],
)
def test_the_time_before_has_as_many_days(query: str, first: date, last: date) -> None:
    assert parse(request(f"{query}&compare=previous"), TODAY).compared == Filters(first=first, last=last)


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
        *("model=a&model=b", "device=a%00b", "until=2026-11-22", "From=2026-11-22", "device_class=phone"),
        *("compare=previous", "compare=previous&from=2000-01-01", "compare=", "compare=a%00b"),
    ],
)
def test_what_is_wrong_is_said(query: str) -> None:
    name = query.partition("=")[0] if "&" not in query or "from" not in query[:4] else "to"
    with pytest.raises(BadRequestError, match=f"^{name}: "):
        parse(request(query), TODAY)


@given(st.dictionaries(st.sampled_from(["model", "from", "to", "device", "label_source", "compare", "x"]), st.text()))
def test_any_text_is_taken_or_refused(query: dict[str, str]) -> None:
    try:
        filters = parse(request(urlencode(query)), TODAY).filters
    except BadRequestError:
        return
    assert filters.model == query.get("model")
    assert filters.device == query.get("device")

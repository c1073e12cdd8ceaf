"""Who gets a compressed answer."""

from __future__ import annotations

import pytest

from backend.http.compression import takes_gzip
from tests.backend.conftest import Page


@pytest.mark.parametrize("accepted", ["gzip", "br, GZIP", "gzip;q=0.001", "deflate;q=0, gzip; q=1.0", "gzip;x=1"])
def test_who_takes_gzip(accepted: str) -> None:
    assert takes_gzip([accepted])
    assert takes_gzip(["br", accepted])


@pytest.mark.parametrize(
    "accepted", ["", "br", "gzip;q=0", "gzip; Q=0.000", "gzip;q=", "gzip;q=x", "xgzip", "gzip;q=nan", "*;q=0"]
)
def test_who_does_not(accepted: str) -> None:
    assert not takes_gzip([accepted])


@pytest.mark.anyio
@pytest.mark.parametrize(("accepted", "encoding"), [("gzip", "gzip"), ("gzip;q=0", None), ("gzip;q=0, br", None)])
async def test_a_page_is_compressed_for_who_takes_it(page: Page, accepted: str, encoding: str | None) -> None:
    answer = await page.client.get("/assets/main-abc123.js", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"

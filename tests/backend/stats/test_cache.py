"""Answers that are kept: for one version only, made once for all who wait, and packed as they would be anew."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from backend.stats.cache import CachedResponse, VersionCache

pytestmark = pytest.mark.anyio
AT = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)


class Maker:
    """Makes a new number each time, once it is let."""

    def __init__(self) -> None:
        self.made = 0
        self.may = asyncio.Event()
        self.may.set()

    async def __call__(self) -> int:
        self.made += 1
        made = self.made
        await self.may.wait()
        return made


async def test_what_was_made_is_kept_until_the_version_changes() -> None:
    kept, make = VersionCache[int](), Maker()
    assert [await kept.get(1, "a", make) for _ in range(3)] == [1, 1, 1]
    assert await kept.get(1, "b", make) == 2
    assert await kept.get(2, "a", make) == 3


async def test_who_still_knows_an_older_version_takes_nothing_away_and_leaves_nothing() -> None:
    kept, make = VersionCache[int](), Maker()
    assert await kept.get(2, "a", make) == 1
    assert await kept.get(1, "a", make) == 2
    assert await kept.get(2, "a", make) == 1


async def test_all_who_ask_at_once_wait_for_one_answer_also_when_the_first_leaves() -> None:
    kept, make = VersionCache[int](), Maker()
    make.may.clear()
    asking = [asyncio.create_task(kept.get(1, "a", make)) for _ in range(5)]
    await asyncio.sleep(0)
    asking[0].cancel()
    await asyncio.sleep(0)
    make.may.set()
    assert await asyncio.gather(*asking[1:]) == [1, 1, 1, 1]
    assert asking[0].cancelled()


async def test_a_failure_is_told_to_all_who_wait_and_not_kept() -> None:
    kept, make = VersionCache[int](), Maker()

    async def fail() -> int:
        await asyncio.sleep(0)
        raise OSError("away")

    told = await asyncio.gather(*(kept.get(1, "a", fail) for _ in range(2)), return_exceptions=True)
    assert [str(each) for each in told] == ["away", "away"]
    assert await kept.get(1, "a", make) == 1


async def test_only_so_many_are_kept_and_the_one_asked_longest_ago_goes() -> None:
    kept, make = VersionCache[int](2), Maker()
    for key in ("a", "b", "a", "c"):
        await kept.get(1, key, make)
    assert [await kept.get(1, key, make) for key in ("a", "c", "b")] == [1, 3, 4]


async def test_what_is_kept_is_no_larger_together_than_it_may_be() -> None:
    kept, make = VersionCache[int](3, lambda number: number), Maker()
    for key in ("one", "two", "three"):  # which are as large as they are called; the third fits alone, the fourth not
        await kept.get(1, key, make)
    assert [await kept.get(1, key, make) for key in ("three", "four", "three", "one")] == [3, 4, 3, 5]


@pytest.mark.parametrize("figures", [{"n": 1}, {"days": [{"person": "Zoë", "n": n % 7} for n in range(50_000)]}])
async def test_what_is_packed_is_what_is_told(figures: dict[str, object]) -> None:
    cached = CachedResponse(figures)
    plain, packed = (cached.answer(request(encoding), AT) for encoding in ("identity", "gzip, br"))
    assert json.loads(bytes(plain.body)) == figures
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["figures-computed-at"] == "2026-11-22T17:05:00Z"
    assert cached.etag == CachedResponse(dict(figures)).etag != CachedResponse({**figures, "more": 0}).etag


def request(encoding: str) -> Request:
    return Request({"type": "http", "headers": [(b"accept-encoding", encoding.encode())]})

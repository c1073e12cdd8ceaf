"""What waits in a page's outbox: a page in; its samples with their bytes, or more of the same kind put there, out."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Page, expect

_OPEN = """
    const opening = indexedDB.open("outbox", 1);
    await new Promise((done) => (opening.onsuccess = done));
    const store = opening.result.transaction("samples", "readwrite").objectStore("samples");
    const read = (request) => new Promise((done) => (request.onsuccess = () => done(request.result)));
"""
_READ = f"""async () => {{ {_OPEN}
    const all = await read(store.getAll());
    opening.result.close();
    const text = (bytes) => bytes === null ? null : btoa(String.fromCharCode(...bytes));
    return all.map((one) => ({{ ...one, networkInput: text(one.networkInput), frameImage: text(one.frameImage) }}));
}}"""
_COPY = f"""async (count) => {{ {_OPEN}
    const [first] = await read(store.getAll());
    for (let i = 1; i < count; i++) {{
        const sample = {{ ...first.sample, sample_id: crypto.randomUUID(), number: 1_000_000 + i }};
        await read(store.put({{ ...first, sample }}));
    }}
    opening.result.close();
}}"""


def waiting_in(page: Page) -> list[dict[str, Any]]:
    """Every entry of the outbox; networkInput and frameImage are bytes, or None."""
    entries: list[dict[str, Any]] = page.evaluate(_READ)
    for entry in entries:
        for name in ("networkInput", "frameImage"):
            entry[name] = None if entry[name] is None else base64.b64decode(entry[name])
    return entries


def copy_until(page: Page, count: int) -> None:
    """Put copies of the sample that waits beside it, with ids of their own, until `count` wait."""
    page.evaluate(_COPY, count)
    assert len(waiting_in(page)) == count


def photos_in(page: Page) -> list[bytes]:
    """The photos among what waits."""
    return [entry["frameImage"] for entry in waiting_in(page) if entry["frameImage"] is not None]


def expect_something_waits(page: Page) -> None:
    """What was noted is in the browser's store: the page says so first and stores then, and holds it for ten seconds.

    Without this, "nothing waits" may be read before there is anything that could wait.
    """
    expect(page.locator("#waiting")).not_to_have_text("0")


def expect_sent(page: Page, count: int, timeout_ms: float = 60_000) -> None:
    """Wait until the page says that nothing waits any more and that so many have been sent since it opened."""
    expect(page.locator("#waiting")).to_have_text("0", timeout=timeout_ms)
    expect(page.locator("#sent")).to_have_text(str(count))

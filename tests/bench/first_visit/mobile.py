"""How a first visit feels by a mobile network: seconds until it can be used and answers, what jumps, what blocks.

The network is slowed between browser and server, because Chromium's own throttling leaves workers' requests out.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from playwright.sync_api import Browser

# What Chromium's developer tools call Fast 4G.
BYTES_A_SECOND = 9_000_000 / 8 * 0.9
DELAY_S = 0.165
CHUNK = 16_384
LOADING_MS = 120_000.0
WATCHED_MS = 20_000.0

WATCH = """(() => {
  const seen = { shift: 0, tasks: [], usable: null, answer: null };
  window.visited = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  document.addEventListener("gesture", () => (seen.answer ??= performance.now()));
  new MutationObserver((_, observer) => {
    if (document.body?.dataset.camera === undefined) return;
    seen.usable = performance.now();
    observer.disconnect();
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-camera"] });
})()"""


def time_visit(browser: Browser, server: str) -> dict[str, object]:
    """One first visit by somebody who allowed the camera before. Raises playwright's errors where nothing answers.

    `usable_s`: from the address to a page whose buttons work; `answer_s`: to the first answer. `shift` is the sum of
    layout shifts that nobody caused; `longest_task_ms` the longest one of the main thread while answers came.
    """
    with slowed(server) as address:
        context = browser.new_context(permissions=["camera"], service_workers="block")
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => visited.answer !== null", timeout=LOADING_MS)
        page.wait_for_timeout(WATCHED_MS)
        seen = page.evaluate("visited")
        context.close()
    blocking = [start + lasted for start, lasted in seen["tasks"] if start < seen["usable"] + 1000]
    tasks = [lasted for start, lasted in seen["tasks"] if start > seen["answer"] + 1000]
    return {
        "usable_s": round(max([seen["usable"], *blocking]) / 1000, 2),
        "answer_s": round(seen["answer"] / 1000, 2),
        "shift": round(seen["shift"], 4),
        "long_tasks": len(tasks),
        "longest_task_ms": max(tasks, default=0),
    }


@contextmanager
def slowed(server: str) -> Iterator[str]:
    """The address of the same server behind a slow network."""
    target = urlsplit(server)
    loop = asyncio.new_event_loop()
    network = _Network(target.hostname or "127.0.0.1", target.port or 80)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    started = asyncio.run_coroutine_threadsafe(asyncio.start_server(network.join, "127.0.0.1", 0), loop)
    listening = started.result()
    try:
        yield f"http://localhost:{listening.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(listening.close)
        asyncio.run_coroutine_threadsafe(_stop_all(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _stop_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class _Network:
    """One line that all connections share."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.free_at = 0.0

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection both ways; what is asked for arrives late, what is answered late and slowly."""
        there, back = await asyncio.open_connection(self.host, self.port)
        with suppress(asyncio.CancelledError):
            await asyncio.gather(self._carry(reader, back, asks=True), self._carry(there, writer, asks=False))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asks: bool) -> None:
        now = asyncio.get_running_loop().time
        with suppress(OSError):
            while part := await reader.read(CHUNK):
                if asks:
                    await asyncio.sleep(DELAY_S)
                else:
                    self.free_at = max(self.free_at, now()) + len(part) / BYTES_A_SECOND
                    await asyncio.sleep(max(0.0, self.free_at - now()))
                writer.write(part)
                await writer.drain()
            writer.close()

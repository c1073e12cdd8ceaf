"""Clients that repeat what was not acknowledged, as the page's outbox does: an address in, what they lost out."""

from __future__ import annotations

import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx

from tests.backend.batches import PICTURE, encode
from tests.fuzz.batches import good

CLIENTS = 6
EVERY_S = 1.0  # between a client's batches: an account may send 60 a minute
AGAIN_S = 0.5
TIMEOUT_S = 30.0
BATCH = {"Content-Type": "application/vnd.gesture-samples"}
OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Sender:
    """Somebody who gives a sample about every second; `failed` counts the answers after which it was sent again."""

    client: httpx.Client
    model_id: str
    sent: list[str] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)

    def send_until(self, ended: threading.Event) -> None:
        """Send, and end only when the last sample was acknowledged."""
        while not ended.wait(EVERY_S):
            one = good(model_id=self.model_id)
            batch = encode([one], [PICTURE])
            while (answer := self._post(batch)) not in ("stored", "duplicate"):
                self.failed[answer] += 1
                threading.Event().wait(AGAIN_S)
            self.sent.append(one["sample_id"])

    def kept(self) -> list[str]:
        """The ids of all samples that the server holds of this account."""
        ids: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = self.client.get("/api/samples", params={"limit": "200"} | after).raise_for_status().json()
            ids += [one["sample_id"] for one in page["samples"]]
            if page["next"] is None:
                return ids
            after = {"after": page["next"]}

    def _post(self, batch: bytes) -> str:
        """What became of the one sample of a batch, or why nobody knows."""
        try:
            response = self.client.post("/api/samples", content=batch, headers=BATCH)
        except httpx.TransportError as error:
            return type(error).__name__
        if response.status_code != 200:
            return str(response.status_code)
        status: str = response.json()["results"][0]["status"]
        return status


def log_in(url: str, trusted: ssl.SSLContext) -> Sender:
    """Somebody new, with a token, who lets silhouettes be kept."""
    name, password = f"sender-{uuid4().hex[:8]}", uuid4().hex
    with httpx.Client(base_url=url, headers=OURS, verify=trusted, timeout=TIMEOUT_S) as page:
        page.post("/api/session", json={"name": name, "password": password, "remember": False}).raise_for_status()
        page.put("/api/consent", json={"level": "shapes", "version": 1}).raise_for_status()
        token = page.post("/api/tokens", auth=(name, password)).raise_for_status().json()["token"]
        model: str = page.get("/api/models/current").raise_for_status().json()["silhouette"]["id"]
    headers = {"Authorization": f"Bearer {token}"}
    return Sender(httpx.Client(base_url=url, headers=headers, verify=trusted, timeout=TIMEOUT_S), model)


@contextmanager
def sending(url: str, trusted: ssl.SSLContext) -> Iterator[list[Sender]]:
    """Have clients send meanwhile, each from a thread of its own; the last samples are acknowledged at the end."""
    with ExitStack() as clients:
        senders = [log_in(url, trusted) for _ in range(CLIENTS)]
        for sender in senders:
            clients.enter_context(sender.client)
        ended = threading.Event()
        threads = [threading.Thread(target=sender.send_until, args=(ended,)) for sender in senders]
        for thread in threads:
            thread.start()
        try:
            yield senders
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        for sender in senders:
            assert sorted(sender.kept()) == sorted(sender.sent), sender.failed

"""`just test-operations`: what docker-compose.yml promises, of the service that it brings up, by Docker or Podman.

Not among the tests that `just test` finds: they need an engine of containers, and build the image first.
"""

from __future__ import annotations

import json
import re
import secrets
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from tests.operations.clients import Sender, sending
from tests.operations.engine import Engine, engine, until

PROJECT = "gestures-test-operations"
COPIES = 3
METRICS = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:9464/metrics').read().decode())"


@dataclass(frozen=True)
class Service:
    """The service under a name of its own, on ports that nobody else has."""

    engine: Engine
    http_port: int
    https_port: int
    password: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def url(self) -> str:
        """Where Caddy answers."""
        return f"https://localhost:{self.https_port}"

    def compose(self, *arguments: str) -> str:
        """Run Compose on the repository's file. Raises RuntimeError."""
        return self.engine.run(
            [*self.engine.compose, "-p", PROJECT, *arguments],
            SITE="localhost",
            POSTGRES_PASSWORD=self.password,
            HTTP_PORT=str(self.http_port),
            HTTPS_PORT=str(self.https_port),
        )

    def backend(self, *arguments: str) -> str:
        """Run a command of the server's inside the first copy of it."""
        return self.compose("exec", "-T", "app", "python", "-m", "backend", *arguments)

    def containers(self, name: str = "app") -> list[str]:
        """The containers of a service."""
        return self.compose("ps", "-q", name).split()

    def do(self, *arguments: str) -> str:
        """Run a command of the engine itself. Raises RuntimeError."""
        return self.engine.run([self.engine.command, *arguments])

    def wait_for(self, container: str) -> None:
        """Wait until a container is healthy."""

        def healthy() -> bool:
            return self.do("inspect", "-f", "{{.State.Health.Status}}", container) == "healthy"

        until(healthy, f"{container} is healthy")

    def trusted(self) -> ssl.SSLContext:
        """What trusts only the certificates that this Caddy makes."""
        root = self.compose("exec", "-T", "caddy", "cat", "/data/caddy/pki/authorities/local/root.crt")
        return ssl.create_default_context(cadata=root)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with engine() as found:
        http_port, https_port = free_ports(2)
        service = Service(found, http_port, https_port)
        service.compose("down", "--volumes", "--remove-orphans")
        try:
            service.compose("up", "-d", "--build")
            yield service
        finally:
            print(service.compose("logs", "--tail", "50"))  # shown where something failed
            service.compose("down", "--volumes", "--remove-orphans")


@pytest.fixture(scope="module")
def trusted(service: Service) -> ssl.SSLContext:
    return service.trusted()


@pytest.fixture(scope="module")
def copies(service: Service) -> list[str]:
    """The containers of three copies, all of them healthy."""
    service.compose("up", "-d", "--scale", f"app={COPIES}", "--no-recreate")
    copies = service.containers()
    for copy in copies:
        service.wait_for(copy)
    return copies


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nothing listens on."""
    sockets = [socket.create_server(("", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def requests(service: Service, copy: str) -> float:
    """How many requests for the session a copy has answered since it started."""
    said = service.do("exec", copy, "python", "-c", METRICS)
    found = re.findall(r'^http_requests_total\{.*route="/api/session".*\} (\S+)$', said, re.MULTILINE)
    return sum(map(float, found))


def told(senders: list[Sender]) -> None:
    """Say what was sent, and what had to be sent again."""
    failed: Counter[str] = sum((sender.failed for sender in senders), Counter())
    print(json.dumps({"samples": sum(len(sender.sent) for sender in senders), "sent_again_after": failed}))


def test_pages_come_over_tls_alone(service: Service, trusted: ssl.SSLContext) -> None:
    page = httpx.get(f"{service.url}/", verify=trusted)
    assert page.status_code == 200
    assert "<html" in page.text
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert httpx.get(f"{service.url}/readyz", verify=trusted).status_code == 200
    plain = httpx.get(f"http://localhost:{service.http_port}/")
    assert plain.status_code == 308
    assert plain.headers["Location"].startswith("https://localhost")


def test_the_session_is_sent_over_tls_alone(service: Service, trusted: ssl.SSLContext) -> None:
    log_in = {"name": "somebody", "password": secrets.token_hex(16), "remember": False}
    with httpx.Client(base_url=service.url, verify=trusted, headers={"Origin": service.url}) as client:
        cookie = client.post("/api/session", json=log_in).raise_for_status().headers["Set-Cookie"]
        assert "; secure" in cookie.lower()
        assert client.get("/api/session").json()["name"] == "somebody"


def test_nobody_reaches_the_database_the_copies_or_their_metrics(service: Service, trusted: ssl.SSLContext) -> None:
    for name in ("db", "app"):
        for container in service.containers(name):
            assert service.do("port", container) == ""
    assert httpx.get(f"{service.url}/metrics", verify=trusted).status_code == 404


def test_no_container_writes_outside_its_volumes_or_gains_rights(service: Service) -> None:
    for container in service.containers("app") + service.containers("db") + service.containers("caddy"):
        with pytest.raises(RuntimeError, match="Read-only file system"):
            service.do("exec", container, "touch", "/etc/written")
        status = service.do("exec", container, "cat", "/proc/1/status")
        assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    bounds = service.do("exec", service.containers()[0], "cat", "/proc/1/status")
    assert re.search(r"^CapBnd:\s+0+$", bounds, re.MULTILINE)


def test_a_backup_is_made_inside(service: Service) -> None:
    service.backend("backup", "/data/gestures.backup")
    assert service.compose("exec", "-T", "app", "stat", "-c", "%a", "/data/gestures.backup") == "600"


def test_three_copies_share_the_load(service: Service, copies: list[str], trusted: ssl.SSLContext) -> None:
    before = [requests(service, copy) for copy in copies]
    with httpx.Client(base_url=service.url, verify=trusted) as client, ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: client.get("/api/session").status_code, range(600)))
    assert set(answers) == {200}
    shares = [requests(service, copy) - old for copy, old in zip(copies, before, strict=True)]
    print(json.dumps({"requests_of_each_copy": shares}))
    assert sum(shares) == 600
    assert min(shares) > 600 / COPIES / 2


def test_a_rolling_restart_loses_nothing(service: Service, copies: list[str], trusted: ssl.SSLContext) -> None:
    with sending(service.url, trusted) as senders:
        for copy in copies:
            service.do("restart", copy)
            service.wait_for(copy)
    told(senders)


def test_kill_9_loses_nothing(service: Service, copies: list[str], trusted: ssl.SSLContext) -> None:
    with sending(service.url, trusted) as senders:
        for copy in copies:
            service.do("kill", "--signal", "KILL", copy)
            service.do("start", copy)
            service.wait_for(copy)
    told(senders)


def test_kill_9_of_the_database_loses_nothing(service: Service, copies: list[str], trusted: ssl.SSLContext) -> None:
    assert copies
    [database] = service.containers("db")
    with sending(service.url, trusted) as senders:
        service.do("kill", "--signal", "KILL", database)
        service.do("start", database)
        service.wait_for(database)
    told(senders)


def test_a_model_is_taken_back_inside_and_by_all_copies(
    service: Service, copies: list[str], trusted: ssl.SSLContext
) -> None:
    def current() -> set[str]:
        """The models that the copies serve, each of them asked several times."""
        answers = [httpx.get(f"{service.url}/api/models/current", verify=trusted) for _ in range(4 * len(copies))]
        return {answer.raise_for_status().json()["silhouette"]["id"] for answer in answers}

    [before] = current()
    service.backend("roll-back", "--way", "silhouette", "--why", "to see that it can be done here")
    until(lambda: before not in current(), "all copies serve the model before", 10)
    [after] = current()
    service.backend("promote", "--why", "it was a test", before)
    until(lambda: after not in current(), "all copies serve the model that was taken back", 10)
    assert current() == {before}

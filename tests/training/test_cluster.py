"""TF_CONFIG is read or refused with words, and workers wait for each other no longer than told."""

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.training.free_ports import free_ports
from training.cluster import EXAMPLE, Cluster, meet, read_cluster
from training.errors import TeamError

pytestmark = pytest.mark.slow


def test_the_example_of_the_message_can_be_used() -> None:
    assert read_cluster(EXAMPLE) == Cluster(("host-a:2222", "host-b:2222"), 0)


def test_a_chief_comes_before_the_workers() -> None:
    cluster = {"worker": ["b:1", "c:1"], "chief": ["a:1"]}
    read = read_cluster(json.dumps({"cluster": cluster, "task": {"type": "worker", "index": "1"}, "environment": "x"}))
    assert read == Cluster(("a:1", "b:1", "c:1"), 2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{'cluster'", "Expecting property name"),
        ("[]", "list indices"),
        ("{}", "'cluster' is missing"),
        ('{"cluster": {"worker": ["a:1"]}}', "'task' is missing"),
        ('{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker"}}', "'index' is missing"),
        ('{"cluster": {"worker": ["a:1"]}, "task": {"type": "worker", "index": 1}}', "no worker 1"),
        ('{"cluster": {"worker": ["a:1"]}, "task": {"type": "ps", "index": 0}}', "no ps 0"),
        ('{"cluster": {"ps": ["a:1"]}, "task": {"type": "ps", "index": 0}}', "not ps"),
        ('{"cluster": {"worker": ["a"]}, "task": {"type": "worker", "index": 0}}', "'a' is not host:port"),
        ('{"cluster": {"worker": ["a:1", "a:1"]}, "task": {"type": "worker", "index": 0}}', "the same address"),
    ],
)
def test_what_cannot_be_used_says_why_and_what_it_must_look_like(text: str, problem: str) -> None:
    with pytest.raises(TeamError) as raised:
        read_cluster(text)
    assert problem in str(raised.value)
    assert EXAMPLE in str(raised.value)


def addresses(count: int) -> tuple[str, ...]:
    return tuple(f"127.0.0.1:{port}" for port in free_ports(count))


def test_all_meet_in_whatever_order_they_come_and_strangers_do_not_count() -> None:
    names = addresses(3)
    with ThreadPoolExecutor(3) as pool:
        last = pool.submit(meet, Cluster(names, 2), 30)
        first = pool.submit(meet, Cluster(names, 0), 30)
        host, port = names[0].split(":")
        for _ in range(100):
            try:
                with socket.create_connection((host, int(port))) as stranger:
                    stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        assert not first.done()
        assert not last.done()
        meet(Cluster(names, 1), 30)
        first.result(30)
        last.result(30)


def test_who_does_not_come_is_named_in_bounded_time() -> None:
    names = addresses(2)
    start = time.monotonic()
    with pytest.raises(TeamError, match=rf"After 1 s worker 1 \({names[1]}\) had not come"):
        meet(Cluster(names, 0), 1)
    with pytest.raises(TeamError, match=rf"After 1 s worker 0 \({names[0]}\)"):
        meet(Cluster(names, 1), 1)
    assert time.monotonic() - start < 20


def test_one_that_went_away_again_is_waited_for() -> None:
    names = addresses(3)
    host, port = names[0].split(":")

    def come_and_go() -> None:
        for _ in range(100):
            try:
                with socket.create_connection((host, int(port))) as caller:
                    caller.sendall(b"gesture-training worker 1\n")
                return
            except ConnectionRefusedError:
                time.sleep(0.05)

    passing = threading.Thread(target=come_and_go)
    passing.start()
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(come_late, Cluster(names, 2))
        with pytest.raises(TeamError, match="worker 1"):
            meet(Cluster(names, 0), 3)
        assert other.result(30) is None
    passing.join()


def come_late(cluster: Cluster) -> None:
    time.sleep(1)
    with pytest.raises(TeamError):
        meet(cluster, 3)


def test_a_port_in_use_says_so() -> None:
    with socket.create_server(("", 0)) as listener:
        taken = f"127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(TeamError, match="choose a free port"):
            meet(Cluster((taken, "127.0.0.1:1"), 0), 1)

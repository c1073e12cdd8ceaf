"""Which machines train together: TF_CONFIG in, the workers' addresses and our own place out, once all are there.

The meeting comes before TensorFlow's own: its server waits for others for an hour and takes neither Ctrl-C nor SIGTERM
while it does.
"""

import contextlib
import json
import socket
import time
from dataclasses import dataclass

from training.errors import TeamError

EXAMPLE = '{"cluster": {"worker": ["host-a:2222", "host-b:2222"]}, "task": {"type": "worker", "index": 0}}'
GREETING = "gesture-training worker"
GO = b"go\n"


@dataclass(frozen=True)
class Cluster:
    """The addresses (host:port) of all workers, and which one we are. The first one leads."""

    addresses: tuple[str, ...]
    index: int


def read_cluster(text: str) -> Cluster:
    """What TF_CONFIG says. Raises TeamError, which says what it must look like."""
    try:
        config = json.loads(text)
        jobs, task = config["cluster"], config["task"]
        if not set(jobs) <= {"chief", "worker"}:
            raise ValueError(f"a cluster has workers and perhaps a chief, not {', '.join(sorted(jobs))}")
        places = [(job, index) for job in ("chief", "worker") for index in range(len(jobs.get(job, [])))]
        addresses = tuple(str(address) for job in ("chief", "worker") for address in jobs.get(job, []))
        for address in addresses:
            _port(address)
        if len(set(addresses)) < len(addresses):
            raise ValueError("two workers have the same address")
        own = (task["type"], int(task["index"]))
        if own not in places:
            raise ValueError(f"the cluster has no {own[0]} {own[1]}")
        return Cluster(addresses, places.index(own))
    except KeyError as error:
        problem = f"the field {error} is missing"
    except (ValueError, TypeError, AttributeError) as error:
        problem = str(error)
    raise TeamError(
        f"TF_CONFIG cannot be used: {problem}. It must look like {EXAMPLE}, the same cluster on every machine and "
        "another index on each. To train on this machine alone, unset it."
    )


def meet(cluster: Cluster, seconds: float) -> None:
    """Waits until every worker has come to the first one's address. Raises TeamError after `seconds`."""
    deadline = time.monotonic() + seconds
    try:
        if cluster.index == 0:
            _await_others(cluster, deadline)
        else:
            _report_to_first(cluster, deadline)
    except TimeoutError as error:
        raise TeamError(
            f"After {seconds:.0f} s {error} had not come. Start every worker that TF_CONFIG lists, and let the "
            "machines reach each other's ports."
        ) from error


def _await_others(cluster: Cluster, deadline: float) -> None:
    others = set(range(1, len(cluster.addresses)))
    arrived: dict[int, socket.socket] = {}
    with contextlib.ExitStack() as open_sockets:
        listener = open_sockets.enter_context(_listen(cluster.addresses[0]))
        while missing := others - set(arrived):
            try:
                listener.settimeout(max(deadline - time.monotonic(), 0.01))
                caller = open_sockets.enter_context(listener.accept()[0])
            except TimeoutError:
                names = ", ".join(f"worker {index} ({cluster.addresses[index]})" for index in sorted(missing))
                raise TimeoutError(names) from None
            index = _greeted_by(caller)
            if index in others:
                arrived[index] = caller
            arrived = {index: caller for index, caller in arrived.items() if not _gone(caller)}
        for caller in arrived.values():
            with contextlib.suppress(OSError):  # one that went in this instant: TensorFlow's meeting then ends us
                caller.sendall(GO)


def _report_to_first(cluster: Cluster, deadline: float) -> None:
    host, port = _port(cluster.addresses[0])
    while (left := deadline - time.monotonic()) > 0:
        with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=min(left, 5)) as first:
            first.sendall(f"{GREETING} {cluster.index}\n".encode())
            first.settimeout(left)
            if first.recv(len(GO), socket.MSG_WAITALL) == GO:
                return
        time.sleep(0.3)  # it is not up yet, or was started again
    raise TimeoutError(f"worker 0 ({cluster.addresses[0]}), or another that it waits for,")


def _listen(address: str) -> socket.socket:
    try:
        return socket.create_server(("", _port(address)[1]))
    except OSError as error:
        raise TeamError(f"{address} cannot be listened at ({error}): choose a free port in TF_CONFIG.") from error


def _greeted_by(caller: socket.socket) -> int | None:
    """The index that a worker sends, None for anybody else."""
    caller.settimeout(5)
    try:
        words, _, number = caller.recv(64).decode("ascii", "replace").strip().rpartition(" ")
    except OSError:
        return None
    return int(number) if words == GREETING and number.isdecimal() else None


def _gone(caller: socket.socket) -> bool:
    caller.setblocking(False)
    try:
        return caller.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"{address!r} is not host:port")
    return host, int(port)

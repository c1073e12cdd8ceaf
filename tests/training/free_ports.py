"""Ports of this machine that nobody listens at: how many in, their numbers out."""

import contextlib
import socket


def free_ports(count: int) -> list[int]:
    """Different ones; somebody else may still take them before they are used."""
    with contextlib.ExitStack() as held:
        taken = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [listener.getsockname()[1] for listener in taken]

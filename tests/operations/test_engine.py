"""Which engine is taken, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.operations.engine import Lacking, find


@pytest.mark.parametrize(
    ("there", "command", "compose"),
    [
        (["docker info", "docker compose version", "podman info"], "docker", ("docker", "compose")),
        (["docker info", "docker-compose version"], "docker", ("docker-compose",)),
        (["podman info", "docker-compose version"], "podman", ("docker-compose",)),
        (["docker compose version", "podman info", "docker-compose version"], "podman", ("docker-compose",)),
    ],
)
def test_the_first_that_answers_is_taken(there: list[str], command: str, compose: tuple[str, ...]) -> None:
    found = find(lambda asked: None if " ".join(asked) in there else "no")
    assert (found.command, found.compose) == (command, compose)


def test_what_lacks_is_said_with_what_to_do() -> None:
    def wrong(command: Sequence[str]) -> str | None:
        return None if command[0] == "podman" else f"no {command[0]}"

    with pytest.raises(Lacking, match="no docker; no docker-compose") as lacking:
        find(wrong)
    assert "apt-get install podman docker-compose" in str(lacking.value)

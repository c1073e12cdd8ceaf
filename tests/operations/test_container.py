"""Dockerfile, docker-compose.yml and Caddyfile: they name files, settings and commands that are there."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.serve import STOPPING_S
from backend.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SETTINGS = {field.name.upper() for field in fields(Settings)}


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    copied: list[str] = re.findall(r"^COPY (?!--from)(?:--chown=\S+ )?(.+) \S+$", DOCKERFILE, re.MULTILINE)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name.split('/')[0]}" in ignore, name


def test_the_image_starts_the_server_with_settings_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    command = json.loads(re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[-1])
    assert command[:3] == ["python", "-m", "backend"]
    with pytest.raises(SystemExit) as ended:
        main([*command[3:], "--help"])
    assert ended.value.code == 0
    given = set(re.findall(r"([A-Z_]+)=", "".join(re.findall(r"^ENV (.+)$", DOCKERFILE, re.MULTILINE))))
    assert given - {"PATH"} <= SETTINGS


def test_compose_gives_settings_that_there_are_and_time_to_stop() -> None:
    app = COMPOSE.split("\n  app:\n")[1].split("\n  caddy:\n")[0]
    given = set(re.findall(r"^      ([A-Z_]+): ", app, re.MULTILINE))
    assert {"DATABASE_URL"} <= given <= SETTINGS | {"FORWARDED_ALLOW_IPS"}
    grace = re.search(r"stop_grace_period: (\d+)s", app)
    assert grace is not None
    assert int(grace[1]) > STOPPING_S


def test_caddy_hears_of_no_unused_connection_that_the_server_has_closed() -> None:
    """The server closes them after uvicorn's 5 s; Caddy must let go earlier."""
    kept = re.search(r"keepalive (\d+)s", (ROOT / "Caddyfile").read_text())
    assert kept is not None
    assert int(kept[1]) < 5
    assert f"dynamic a {{$SERVER:app}} {Settings().port}" in (ROOT / "Caddyfile").read_text()


def test_compose_publishes_no_database_and_knows_no_password() -> None:
    assert "5432:5432" not in COMPOSE
    assert ":-gestures" not in COMPOSE
    assert "${POSTGRES_PASSWORD:?" in COMPOSE
    for name in ("db", "app", "learning", "caddy"):
        service = re.split(r"\n  (?=\w)", COMPOSE.split(f"\n  {name}:\n")[1])[0]
        assert "<<: *held" in service, name
        assert "mem_limit" in service, name


def test_images_and_uv_are_pinned() -> None:
    images = re.findall(r"^    image: (\S+)", COMPOSE, re.MULTILINE) + re.findall(
        r"^FROM (debian\S+)", DOCKERFILE, re.MULTILINE
    )
    assert len(images) == 5
    assert all(image == "gestures" or re.search(r":.*\d+.*-", image) for image in images), images
    assert re.search(r"pip install --no-cache-dir uv==[\d.]+", DOCKERFILE)


def test_what_judges_models_is_built_into_the_image_that_learns() -> None:
    """Nothing can be built there later: a container writes to its volumes only."""
    learning = DOCKERFILE.split("FROM server AS learning")[1]
    assert "built_classifier()" in learning.split("USER gestures")[0]

"""Fixtures of connectors: a server that may call this machine, and somebody who is logged in there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.allowed_addresses import AllowedAddresses
from backend.settings import Settings
from tests.backend.actions.brokers import Broker, running_broker

HERE = AllowedAddresses.parse("127.0.0.1/32")


@pytest.fixture
def settings(models_dir: Path, web_dir: Path, tmp_path: Path) -> Settings:
    return Settings(models_dir=models_dir, web_dir=web_dir, data_dir=tmp_path / "data", action_addresses=HERE)


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with running_broker(tmp_path_factory.mktemp("broker")) as running:
        yield running

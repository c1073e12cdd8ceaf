"""What a manifest says of how its model was made."""

from __future__ import annotations

import pytest

from training.registry.manifest import commit


def test_without_git_the_commit_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the image that learns every night."""
    monkeypatch.setenv("PATH", "")
    assert commit() == "unknown"

"""Programs that run or do not, in; the browser that is chosen, or advice, out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import chromium


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_this_machine_has_one_that_runs() -> None:
    found = chromium.find()
    assert found is not None
    assert chromium.runs(found)


def test_the_first_that_starts_is_taken(tmp_path: Path) -> None:
    snap = program(tmp_path / "snap", "echo 'requires the chromium snap' >&2; exit 1")
    good = program(tmp_path / "good", "echo Chromium 1")
    assert chromium.first_that_runs([tmp_path / "absent", snap, good]) == good
    assert chromium.first_that_runs([tmp_path / "absent", snap]) is None


def test_the_named_one_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = program(tmp_path / "mine", "echo Chromium 1")
    monkeypatch.setenv("CHROMIUM", str(mine))
    assert chromium.find() == mine


def test_a_named_one_that_does_not_run_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(chromium.NoChromium, match="unset CHROMIUM"):
        chromium.find()


def test_when_nothing_can_be_installed_the_advice_follows_what_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = program(tmp_path / "installer", "echo no route to the registry; exit 3")
    monkeypatch.setattr(chromium, "installers", lambda: iter([[[str(failing)]]]))
    monkeypatch.setattr(chromium, "installed", lambda: iter([tmp_path / "absent"]))
    with pytest.raises(chromium.NoChromium, match=r"no route to the registry\nNo Chromium or Chrome was found"):
        chromium.install()

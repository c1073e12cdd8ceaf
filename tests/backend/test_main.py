"""The command line: it explains itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from backend.__main__ import main


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["create-admin", "--help"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert arguments[0] == "--help" or arguments[0] in said
    assert ("create-admin" in said) == (arguments[0] != "serve")
    assert ("--reload" in said) == (arguments[0] == "serve")


@pytest.mark.parametrize("arguments", [[], ["bake"], ["serve", "--fast"], ["create-admin"]])
def test_anything_else_is_an_error_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m backend" in capsys.readouterr().err


def test_it_is_the_packages_command() -> None:
    ended = subprocess.run([sys.executable, "-m", "backend", "--help"], check=True, capture_output=True, text=True)
    assert "docs/operations.md" in ended.stdout

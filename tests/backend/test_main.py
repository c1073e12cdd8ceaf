"""The command line: it explains itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend.__main__ import main

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_operations_explains_every_command_with_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    """The table's first column is how a command is given: `serve [--reload | --workers N]`."""
    listed = set(re.findall(r"^    ([a-z-]+)(?= |$)", help_of(capsys), re.MULTILINE))
    rows = re.findall(r"^\| `([a-z-]+)((?: [^`]*)?)` \|", OPERATIONS.read_text(), re.MULTILINE)
    assert {name for name, _ in rows} == listed >= {"serve", "migrate", "create-admin", "reset", "backup", "restore"}
    for name, written in rows:
        usage = " ".join(help_of(capsys, name).split("\n\n")[0].split())
        assert usage == f"usage: python -m backend {name} [-h]{written}".replace("\\|", "|")


@pytest.mark.parametrize(
    "arguments",
    [[], ["bake"], ["serve", "--fast"], ["serve", "--workers", "0"], ["serve", "--workers", "99"], ["backup"]],
)
def test_anything_else_is_an_error_with_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: python -m backend" in capsys.readouterr().err


@pytest.mark.slow
def test_it_is_the_packages_command() -> None:
    ended = subprocess.run([sys.executable, "-m", "backend", "--help"], check=True, capture_output=True, text=True)
    assert "docs/operations.md" in ended.stdout

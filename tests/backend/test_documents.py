"""Documents that list what the code has: each dependency has its line in the decision record, no line too many."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "docs" / "decisions" / "0002-dependencies.md"


def python_dependencies() -> set[str]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lists = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    return {name_of(line) for lines in lists for line in lines if isinstance(line, str)}


def name_of(requirement: str) -> str:
    """The package and its extras, without version and marker."""
    found = re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?", requirement)
    assert found is not None, requirement
    return found[0]


def npm_dependencies() -> set[str]:
    package: dict[str, dict[str, str]] = json.loads((ROOT / "web" / "package.json").read_text())
    return {*package["dependencies"], *package["devDependencies"]}


def test_every_dependency_has_its_line() -> None:
    cells = re.findall(r"^\| (`.*?) \|", RECORD.read_text(), re.MULTILINE)
    written = [name for cell in cells for name in re.findall(r"`(.*?)`", cell)]
    assert sorted(written) == sorted(python_dependencies() | npm_dependencies())

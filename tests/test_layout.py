"""Folders stay small. That they import each other one way is held by import-linter and dependency-cruiser."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_FILES = 20


def test_no_folder_has_more_than_twenty_sources() -> None:
    """Tests of the page are not counted: they stand beside their sources."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [Path(line) for line in listed.splitlines()]
    sources = [path for path in paths if path.suffix in (".py", ".ts", ".css", ".js") and ".test." not in path.name]
    counts = Counter(path.parent for path in sources if path.name != "__init__.py")
    assert {str(folder): n for folder, n in counts.items() if n > MOST_FILES} == {}

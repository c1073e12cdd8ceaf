"""What a server's log tells of a first visit: which files were asked for twice."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.first_visit.weight import sent_twice


def test_only_files_with_a_lasting_address_count(tmp_path: Path) -> None:
    asked = ["/assets/a.js", "/models/one/b.bin", "/api/models/current", "/", "/models/one/b.bin", "/api/session", "/"]
    lines = [json.dumps({"event": "request", "path": path, "status": 200}) for path in asked]
    lines += [json.dumps({"event": "started", "workers": 1}), "a traceback's line", lines[2]]
    (tmp_path / "log").write_text("\n".join(lines))
    assert sent_twice(tmp_path / "log") == {"/models/one/b.bin": 2}

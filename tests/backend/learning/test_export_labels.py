"""The command `export-labels`: labelled samples of people who allow it, without names and pictures, as Parquet."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.__main__ import main
from tests.backend.statements import run

pytestmark = pytest.mark.slow

SAMPLE = """
    INSERT INTO samples (sample_id, account_id, session_id, number, captured_at, received_at, model_id, predicted,
        probabilities, label, label_source, reason, sampling_probability, inference_ms, total_ms, device,
        consent_version, input_kind, input_width, input_height, network_input, light, hands)
    SELECT gen_random_uuid(), id, gen_random_uuid(), 1, now(), now(), 'm', 'fist', '{{0.25, 0.75}}', {label}, {source},
        'prompted', 1, 1, 2, 'Firefox, Windows', 1, 'points', 1, 1, '\\xff', 0.5, 1
    FROM accounts WHERE name = {name}
"""


def test_labels_become_a_file(apart: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs uv sync --group export")
    file = tmp_path / "labels.parquet"
    assert main(["export-labels", str(file)]) == 0
    assert parquet.read_table(file).num_rows == 0
    assert file.stat().st_mode & 0o777 == 0o600  # as a backup: it tells what people did, and when
    for name, level in (("Ada", "shapes"), ("Bob", "nothing")):
        run(apart, f"INSERT INTO accounts (name, name_key, password_hash) VALUES ('{name}', lower('{name}'), 'x')")
        run(
            apart,
            f"INSERT INTO consents (account_id, level, version) SELECT id, '{level}', 1 FROM accounts "
            f"WHERE name = '{name}'",
        )
        for label, source in (("'l'", "'corrected'"), ("'fist'", "'prompted'"), ("NULL", "'none'")):
            run(apart, SAMPLE.format(label=label, source=source, name=f"'{name}'"))
    capsys.readouterr()
    assert main(["export-labels", str(file)]) == 1
    assert "is there already" in capsys.readouterr().err
    file.unlink()
    assert main(["export-labels", str(file)]) == 0
    assert "Wrote 2 labelled samples" in capsys.readouterr().out
    told = parquet.read_table(file).to_pylist()
    assert {(one["label"], one["label_source"], one["predicted"]) for one in told} == {
        ("l", "corrected", "fist"),
        ("fist", "prompted", "fist"),
    }
    assert {(one["device"], one["light"], one["hands"]) for one in told} == {("Firefox, Windows", 0.5, 1)}
    assert {tuple(one["probabilities"]) for one in told} == {(0.25, 0.75)}
    (person,) = {one["person"] for one in told}
    assert person != "ada" and len(person) == 16
    assert list(tmp_path.glob("*.part")) == []
    assert main(["export-labels", str(tmp_path / "none" / "labels.parquet")]) == 1

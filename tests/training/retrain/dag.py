"""`just test-dag`: the learning loop's DAG, run once by Airflow in an environment of its own: a new champion, out.

Not among the tests that `just test` finds: Airflow is half a gigabyte to download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from backend.models import publish
from tests.conftest import StartServer
from tests.server import ROOT, environment_of
from tests.training.retrain.synthetic_users import CHAMPION, fix_key, send, twenty_people

AIRFLOW = "apache-airflow==3.3.2"
UV = ROOT / ".venv" / "bin" / "uv"  # where the README's commands put it, who need not have it anywhere else


def test_collect_train_gate_and_publish(start_server: StartServer, tmp_path: Path) -> None:
    environment = tmp_path / "airflow"
    run([UV, "venv", "--quiet", "--python", sys.executable, environment])
    run([UV, "pip", "install", "--quiet", "--python", environment / "bin" / "python", AIRFLOW])
    models = Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))
    server = start_server(tmp_path / "data", MODELS_DIR=str(models))
    fix_key(server.database_url)
    send(server.url, twenty_people())

    settings = environment_of(server.data_dir, MODELS_DIR=str(models)) | {
        "AIRFLOW_HOME": str(tmp_path / "home"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "training" / "retrain" / "airflow"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PROJECT_PYTHON": sys.executable,
        "LOOP_PLACE": f"--models {models} --work {tmp_path / 'loop'}",
    }
    airflow = environment / "bin" / "airflow"
    run([airflow, "db", "migrate"], settings)
    assert "No data found" in run([airflow, "dags", "list-import-errors"], settings)
    said = run([airflow, "dags", "test", "learning_loop", "2026-11-22"], settings)
    assert "state=success" in said, said
    (*_, change) = publish.read(models).history
    assert (change.what, change.way, change.before) == ("publish", "hand", CHAMPION.name)


def run(command: list[str | Path], settings: dict[str, str] | None = None) -> str:
    """What a command says, on both of its streams; fails with that where it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=settings or dict(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr

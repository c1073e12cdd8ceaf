"""An Airflow DAG of the learning loop: each night collect, train and gate, each a command of this project.

Airflow is no dependency of ours and needs none of our packages: each task runs the project's own Python, named by
PROJECT_PYTHON (default: .venv/bin/python of this repository), so the two environments never meet. The settings are the
server's (DATABASE_URL, MODELS_DIR); LOOP_PLACE are options of all three steps, LOOP_OPTIONS of the training step.
"""

import os
import shlex
import subprocess
from datetime import datetime
from pathlib import Path

from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowSkipException

ROOT = Path(__file__).resolve().parents[3]
REFUSED, TOO_LITTLE = 3, 4  # exit codes: nothing is broken, and there is nothing to do after it


@dag(schedule="0 3 * * *", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1)  # type: ignore[untyped-decorator]
def learning_loop() -> None:
    """What people showed becomes a better model, or the reason why not."""

    @task  # type: ignore[untyped-decorator]
    def collect() -> None:
        _run("training.retrain.collect")

    @task  # type: ignore[untyped-decorator]
    def train() -> None:
        _run("training.retrain.train", *shlex.split(os.environ.get("LOOP_OPTIONS", "")))

    @task  # type: ignore[untyped-decorator]
    def gate() -> None:
        _run("training.retrain.gate")

    collect() >> train() >> gate()


def _run(module: str, *options: str) -> None:
    """Run one step; its lines of JSON go to the task's log. Too little data and a refusal skip what follows."""
    python = os.environ.get("PROJECT_PYTHON", str(ROOT / ".venv" / "bin" / "python"))
    work = shlex.split(os.environ.get("LOOP_PLACE", ""))
    done = subprocess.run([python, "-m", module, "--json", *work, *options], cwd=ROOT, check=False)
    if done.returncode in (REFUSED, TOO_LITTLE):
        raise AirflowSkipException(f"{module} ended with {done.returncode}: see its last line above.")
    if done.returncode:
        raise RuntimeError(f"{module} failed with {done.returncode}: its last line above says what to do.")


learning_loop()

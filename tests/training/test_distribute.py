"""Two processes on this machine, joined by TF_CONFIG: they train one model, and end where one of them is lost."""

import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.server import ROOT
from tests.training.free_ports import free_ports
from training.config import TINY
from training.data.prepare import prepare
from training.data.sources import Selection
from training.fit import fit
from training.registry.manifest import read_manifest
from training.registry.publish import current_model
from training.runs import open_run, start_run

pytestmark = pytest.mark.slow

# Without dropout, whose draws differ by worker, two processes do what one does but for rounding.
CHANGED = {"epochs": 8, "dropout": 0.0}
CONFIG = dataclasses.replace(TINY, **CHANGED)  # type: ignore[arg-type]
LOST = "another worker has ended or cannot be reached"


@dataclass
class Pair:
    """Two workers with a registry and a folder for runs each; the second one's must stay empty."""

    folder: Path
    processes: list["subprocess.Popen[bytes]"]

    def said(self, index: int) -> str:
        return (self.folder / f"{index}.log").read_text()

    def await_words(self, index: int, words: str) -> None:
        deadline = time.monotonic() + 180
        while words not in self.said(index):
            assert self.processes[index].poll() is None, self.said(index)
            assert time.monotonic() < deadline, self.said(index)
            time.sleep(0.1)

    def ends(self, index: int, seconds: float) -> int:
        try:
            return self.processes[index].wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"worker {index} still runs:\n{self.said(index)}")

    def models(self, index: int) -> Path:
        return self.folder / f"models-{index}"

    def runs(self, index: int) -> list[Path]:
        return sorted((self.folder / f"runs-{index}").glob("*"))

    def weights(self, index: int) -> str:
        (digest,) = re.findall(rf"Worker {index} of 2: trained, weights ([0-9a-f]+)", self.said(index))
        return str(digest)


def start_pair(folder: Path, *options: tuple[str, ...]) -> Pair:
    """Starts both; `options`: for the first and for the second one."""
    addresses = [f"127.0.0.1:{port}" for port in free_ports(2)]
    pair = Pair(folder, [])
    for index, own in enumerate(options or ((), ())):
        task = {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": index}}
        places = ["--models", str(pair.models(index)), "--runs", str(folder / f"runs-{index}")]
        with (folder / f"{index}.log").open("wb") as log:
            pair.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.training.tiny_worker", json.dumps(CHANGED), "--tiny", *places, *own],
                    cwd=ROOT,
                    env=os.environ | {"TF_CONFIG": json.dumps(task)},
                    stderr=log,
                    stdout=log,
                )
            )
    return pair


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    """Put a pair in, so that no process of it outlives the test."""
    started: list[Pair] = []
    yield started
    for pair in started:
        for process in pair.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A pair that trained to its end."""
    pair = start_pair(tmp_path_factory.mktemp("pair"))
    try:
        codes = [pair.ends(index, 300) for index in range(2)]
    finally:
        for process in pair.processes:
            process.kill()
            process.wait()
    assert codes == [0, 0], pair.said(0) + pair.said(1)
    return pair


def test_both_end_with_the_same_weights_and_one_model_is_published(trained: Pair) -> None:
    assert trained.weights(0) == trained.weights(1)
    assert "Worker 1 has done its part; worker 0 publishes" in trained.said(1)
    assert "Traceback" not in trained.said(0) + trained.said(1)
    model = current_model(trained.models(0))
    assert [path for path in trained.models(0).iterdir() if path.is_dir()] == [model]
    assert read_manifest(model).id == model.name
    assert not trained.models(1).exists()
    assert len(trained.runs(0)) == 1
    assert trained.runs(1) == []


def test_they_learn_what_one_process_learns_from_the_same_batches(trained: Pair, tmp_path: Path) -> None:
    run = open_run(trained.runs(0)[0])
    rows = run.log()
    assert [row["epoch"] for row in rows] == list(range(1, 9))
    assert rows[-1]["loss"] < 0.8 * rows[0]["loss"]
    keras.utils.set_random_seed(CONFIG.seed)
    alone = start_run(tmp_path, CONFIG, Selection())
    network = fit(CONFIG, prepare(CONFIG, Selection()), alone)
    others = alone.log()
    # Rounding grows from step to step; a wrong scale, share or moment would show in the first epoch.
    assert rows[0]["loss"] == pytest.approx(others[0]["loss"], rel=5e-4)
    assert rows[3]["loss"] == pytest.approx(others[3]["loss"], rel=0.01)
    assert rows[-1]["loss"] == pytest.approx(others[-1]["loss"], rel=0.02)
    assert rows[-1]["val_accuracy"] == pytest.approx(others[-1]["val_accuracy"], abs=0.1)
    kept = run.load_epoch()
    assert kept is not None
    theirs, ours = (np.concatenate([w.ravel() for w in net.get_weights()]) for net in (kept[0], network))
    assert np.corrcoef(theirs, ours)[0, 1] > 0.99


def test_where_one_dies_the_other_ends_and_together_they_go_on_to_the_same_model(
    trained: Pair, tmp_path: Path, pairs: list[Pair]
) -> None:
    pair = start_pair(tmp_path)
    pairs.append(pair)
    pair.await_words(0, "Epoch 1/8")
    pair.processes[1].send_signal(signal.SIGKILL)
    assert pair.ends(0, 90) == 1
    assert LOST in pair.said(0)
    assert "--resume" in pair.said(0)
    assert not pair.models(0).exists()
    (run,) = pair.runs(0)
    done = len(open_run(run).log())
    assert 1 <= done < 8

    again = start_pair(tmp_path, ("--resume", str(run)), ())
    pairs.append(again)
    assert [again.ends(index, 300) for index in range(2)] == [0, 0], again.said(0) + again.said(1)
    assert f"Epoch {done}/8" not in again.said(0)
    assert again.weights(0) == again.weights(1) == trained.weights(0)
    assert current_model(again.models(0)).is_dir()


def test_where_the_first_is_asked_to_end_the_other_ends_too(tmp_path: Path, pairs: list[Pair]) -> None:
    pair = start_pair(tmp_path)
    pairs.append(pair)
    pair.await_words(0, "Epoch 1/8")
    pair.processes[0].terminate()
    assert pair.ends(0, 30) == -signal.SIGTERM
    assert pair.ends(1, 90) == 1
    assert LOST in pair.said(1)


def test_workers_that_train_on_something_else_are_refused(tmp_path: Path, pairs: list[Pair]) -> None:
    pair = start_pair(tmp_path, (), ("--seed", "2"))
    pairs.append(pair)
    for index in range(2):
        assert pair.ends(index, 180) == 1, pair.said(index)
    assert "Worker 1 trains on other data or with another configuration" in pair.said(0)
    assert not pair.models(0).exists()


def test_a_tf_config_that_cannot_be_used_says_what_it_must_look_like(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "training.train", "--tiny", "--models", str(tmp_path), "--runs", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"TF_CONFIG": "worker 0 of 2"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 1
    assert "TF_CONFIG cannot be used" in ended.stderr
    assert '"task": {"type": "worker", "index": 0}' in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []

"""Evaluating models that see hands: pictures through the page's own code, and figures worked out by hand."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.evaluate.toy_hands import RED, YELLOW, frame_with, write_toy
from training.data.datasets import Row
from training.errors import DataError, RegistryError, TrainingError
from training.evaluate.hands import evaluate_hands
from training.evaluate.model import unseen, way_for, without_sources
from training.labels import HAND_LABELS
from training.registry.recogniser import HandAnswers, see_hands
from training.silhouette import Picture

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_toy(folder / "toy")
    return folder


def write_folder(folder: Path) -> None:
    """Six pictures of two sources, of several kinds and sizes."""
    shown = [
        ("a.png", [(1, 2, RED)], 128, "fist", "one"),
        ("b.png", [(2, 1, YELLOW)], 200, "open_palm", "one"),
        ("c.png", [(1, 1, YELLOW)], 64, "any_palm", "one"),
        ("d.png", [], 64, "none", "two"),
        ("e.png", [(0, 1, RED)], 128, "okay", "two"),  # the toy says fist
        ("f.jpg", [(1, 2, RED)], 320, "none", "two"),  # and again
    ]
    for name, blobs, side, _, _ in shown:
        cv2.imwrite(str(folder / name), cv2.cvtColor(frame_with(blobs, side), cv2.COLOR_RGBA2BGR))
    lines = [f"{name},{label},x,{source}" for name, _, _, label, source in shown]
    (folder / "index.csv").write_text("\n".join(["file,label,gesture,source", *lines]) + "\n")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "training.evaluate.model", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_prints_the_figures_and_dumps_what_is_seen(models: Path, tmp_path: Path) -> None:
    write_folder(tmp_path)
    file = tmp_path / "seen.npz"
    done = run(str(tmp_path), "--models", str(models), "--model", "toy", "--dump", str(file))
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    figures = json.loads(line)
    assert (figures["n"], figures["accuracy"], figures["found"]) == (6, pytest.approx(4 / 6, abs=1e-4), 0.8333)
    assert set(figures["per_label"]) == set(HAND_LABELS)
    assert figures["per_label"]["fist"] == {"precision": 0.3333, "recall": 1.0, "f1": 0.5, "n": 1}
    assert figures["per_label"]["open_palm"]["n"] == 2  # any_palm is the one that was said
    assert {source: row["accuracy"] for source, row in figures["per_source"].items()} == {"one": 1, "two": 0.3333}
    assert figures["threshold"] == 0.7
    dumped = np.load(file)
    assert dumped["hands"].tolist() == [1, 1, 1, 0, 1, 1]
    assert dumped["points"].shape == (6, 21, 3)
    assert dumped["embedding"].shape == (6, 4)
    assert dumped["square"][0] == pytest.approx([48, 64, 83.2, 0, -1], abs=0.01)
    assert dumped["points"][0, 0] == pytest.approx([48, 64 + 83.2 * 0.3125, 0], abs=0.01)
    assert dumped["probabilities"][3].tolist() == [0] * 7 + [1]
    assert [Path(path).name for path in dumped["path"]] == ["a.png", "b.png", "c.png", "d.png", "e.png", "f.jpg"]


def test_sources_can_be_left_out(models: Path, tmp_path: Path) -> None:
    write_folder(tmp_path)
    done = run(str(tmp_path), "--models", str(models), "--model", "toy", "--without-sources", "two")
    figures = json.loads(done.stdout)
    assert (figures["n"], list(figures["per_source"])) == (3, ["one"])
    done = run(str(tmp_path), "--models", str(models), "--model", "toy", "--without-sources", "tow")
    assert done.returncode == 1
    assert "no sources ['tow']" in done.stderr


@pytest.mark.parametrize("name", ["a.png", "index.csv"])
def test_what_cannot_be_read_is_named(models: Path, tmp_path: Path, name: str) -> None:
    write_folder(tmp_path)
    (tmp_path / name).write_bytes(b"nothing")
    done = run(str(tmp_path), "--models", str(models), "--model", "toy")
    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_every_picture_gets_its_own_answer(models: Path) -> None:
    pictures = [frame_with([(x, 1, RED)], side) for x in range(4) for side in (16, 64, 300)]
    answers = see_hands(pictures, models / "toy")
    sides = np.tile([16, 64, 300], 4)
    # The toy's square is where the red cell is, and half a cell further up.
    assert answers.squares[:, 0] / sides == pytest.approx(np.repeat([0.125, 0.375, 0.625, 0.875], 3), abs=0.01)
    alone = see_hands(pictures[4:5], models / "toy")
    assert alone.points[0] == pytest.approx(answers.points[4])
    assert see_hands([], models / "toy").probabilities.shape == (0, 8)


def test_a_picture_that_cannot_be_had_ends_it_with_its_own_words(models: Path) -> None:
    def broken() -> Iterator[Picture]:
        yield frame_with([])
        raise DataError("the second picture is gone")

    with pytest.raises(DataError, match="the second picture is gone"):
        see_hands(broken(), models / "toy")


def test_a_program_that_fails_says_why(models: Path, tmp_path: Path) -> None:
    model = write_toy(tmp_path / "toy")
    manifest = json.loads((model / "manifest.json").read_text())
    manifest["backbone"]["embedding"] = 9
    (model / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(TrainingError, match=r"failed: head\.layers\[0\]\.kernel must be 96 numbers in base64$"):
        see_hands([frame_with([], 400)] * 50, model)  # more than a pipe holds


def test_a_damaged_model_and_one_of_the_other_way_are_refused(models: Path, tmp_path: Path) -> None:
    model = write_toy(tmp_path / "toy")
    (model / "backbone.bin").write_bytes(b"other")
    with pytest.raises(RegistryError, match=r"backbone\.bin is damaged"):
        see_hands([], model)
    silhouettes = next(path for path in (ROOT / "converted_models").iterdir() if (path / "model.json").is_file())
    with pytest.raises(RegistryError, match="sees silhouettes"):
        see_hands([], silhouettes)


def row(label: str, source: str = "one") -> Row:
    return Row(Path("a.png"), label, source)


def answers_of(names: list[tuple[str, float]], hands: int = 1) -> HandAnswers:
    """Answers that name these labels with these probabilities."""
    n = len(names)
    probabilities = np.zeros((n, len(HAND_LABELS)), np.float32)
    for i, (name, value) in enumerate(names):
        probabilities[i, HAND_LABELS.index(name)] = value
    zeros = np.zeros(n, np.float32)
    blank = np.zeros((n, 5), np.float32), np.zeros((n, 21, 3), np.float32)
    return HandAnswers(np.full(n, hands), zeros, zeros, *blank, probabilities, np.zeros((n, 4), np.float32))


def test_figures_at_the_threshold() -> None:
    rows = [row("peace"), row("peace"), row("okay"), row("none"), row("none"), row("none"), row("any_palm")]
    said = [
        ("peace", 0.9),
        ("peace", 0.6),
        ("fist", 0.9),
        ("fist", 0.8),
        ("l", 0.6),
        ("none", 0.9),
        ("closed_palm", 0.9),
    ]
    figures = evaluate_hands(rows, answers_of(said), 0.7)
    assert figures["accuracy"] == pytest.approx(4 / 7)
    assert figures["false_alarm_rate"] == pytest.approx(1 / 3)
    assert figures["gestures_right_at_threshold"] == pytest.approx(2 / 4)  # the surer peace, and the palm
    assert figures["per_label"]["closed_palm"]["f1"] == 1


def test_swapped_labels_lower_the_figures() -> None:
    said = answers_of([(label, 1.0) for label in HAND_LABELS])
    assert evaluate_hands([row(label) for label in HAND_LABELS], said, 0.5)["macro_f1"] == 1
    swapped = [HAND_LABELS[1], HAND_LABELS[0], *HAND_LABELS[2:]]
    assert evaluate_hands([row(label) for label in swapped], said, 0.5)["macro_f1"] == 0.75


def test_the_pictures_tell_which_way_they_are_for(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("file,label,source\na.png,fist,one\n")
    mask = np.zeros((90, 100), np.uint8)
    mask[20:60, 30:70] = 255
    cv2.imwrite(str(tmp_path / "a.png"), mask)
    assert way_for(tmp_path) == "silhouette"
    noise = np.random.default_rng(1).integers(0, 255, (90, 100, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), noise)
    assert way_for(tmp_path) == "hand"


def test_only_sources_that_are_left() -> None:
    rows = [row("fist", "one"), row("fist", "two")]
    assert [each.source for each in unseen(rows, {"one"})] == ["two"]
    assert [each.source for each in without_sources(rows, ["two"])] == ["one"]
    with pytest.raises(DataError, match="No source is left"):
        without_sources(rows, ["one", "two"])

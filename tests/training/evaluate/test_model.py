"""Evaluation: folders that can and cannot be used, and the figures of a small real model on wasm."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.data.datasets import Example, read_examples
from training.errors import DataError
from training.evaluate.model import evaluate
from training.labels import LABELS
from training.registry.publish import current_model
from training.registry.recogniser import classify
from training.silhouette import SilhouetteParameters
from training.synthetic.silhouettes import Synthesis, silhouette

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SYNTHESIS = Synthesis(99, 40, SilhouetteParameters())


def write_folder(folder: Path) -> None:
    """Forty silhouettes of two sources, one of them of another size."""
    rows = ["file,label,source"]
    for index in range(40):
        mask, label = silhouette(SYNTHESIS, index)
        if index % 2:
            mask = np.asarray(cv2.resize(mask, (100, 90)), np.uint8)
        cv2.imwrite(str(folder / f"{index}.png"), mask)
        rows.append(f"{index}.png,{LABELS[label]},{'even' if index % 2 == 0 else 'odd'}")
    (folder / "index.csv").write_text("\n".join(rows) + "\n")


def test_the_command_prints_the_figures_of_the_converted_model(tmp_path: Path) -> None:
    write_folder(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "training.evaluate.model", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["n"] == 40
    assert set(figures["per_label"]) == set(LABELS)
    assert {source: row["n"] for source, row in figures["per_source"].items()} == {"even": 20, "odd": 20}
    assert figures["accuracy"] > 0.5  # the model in the repository knows these


def test_every_picture_gets_its_own_answer_whatever_its_size(tiny_models: Path, tmp_path: Path) -> None:
    write_folder(tmp_path)
    pictures = [example.picture for example in read_examples(tmp_path)]
    model = current_model(tiny_models)
    together = classify(pictures, model)
    assert np.allclose(together.sum(axis=1), 1, atol=1e-5)
    assert np.allclose(classify(pictures[3:4], model)[0], together[3], atol=1e-6)


def test_swapped_labels_lower_the_figures() -> None:
    probabilities = np.eye(len(LABELS), dtype=np.float32)
    mask = np.zeros((8, 8), np.uint8)
    right = [Example(mask, label, "one") for label in LABELS]
    assert evaluate(right, probabilities, 0.5)["macro_f1"] == 1
    swapped = [right[1], right[0], *right[2:]]
    assert evaluate(swapped, probabilities, 0.5)["macro_f1"] < 0.7


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (None, "index.csv is missing"),
        ("file,label\n", "needs the columns"),
        ("file,label,source\n", "lists no picture"),
        ("file,label,source\na.png,wave,one\n", "unknown labels"),
        ("file,label,source\na.png,fist,one\n", "not a picture"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(tmp_path: Path, index: str | None, says: str) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    if index is not None:
        (tmp_path / "index.csv").write_text(index)
    with pytest.raises(DataError, match=says):
        read_examples(tmp_path)

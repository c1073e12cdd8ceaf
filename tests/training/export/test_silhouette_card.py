"""The model card: it says what a reader must know, shows mistakes, stays small, and is the same each time."""

import dataclasses
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from training.config import TINY
from training.data.prepare import Prepared
from training.export.network import measure
from training.export.silhouette_card import CARD, LARGEST_PICTURE, PICTURE, worst_first, write_card
from training.labels import LABELS
from training.metrics import Probabilities
from training.registry.manifest import read_manifest
from training.registry.publish import current_model
from training.synthetic.silhouettes import Silhouettes

pytestmark = pytest.mark.slow

COUNT = 60


def prepared(synthetic: int = COUNT) -> Prepared:
    random = np.random.default_rng(1)
    coarse = random.integers(0, 2, (COUNT, 16, 16, 1)).astype(np.uint8) * 255
    pictures = coarse.repeat(4, axis=1).repeat(4, axis=2)
    data = Silhouettes(pictures, np.arange(COUNT) % len(LABELS))
    sources: list[dict[str, Any]] = [
        {"name": "synthetic", "licence": "MIT", "used_for": "training", "count": COUNT, "digest": "0"},
        {"name": "ann", "licence": "CC-BY-4.0", "used_for": "validation", "count": COUNT - synthetic}
        | {"digest": "1", "repository": "example.org/ann"},
    ]
    return Prepared(data, data, synthetic, sources if synthetic < COUNT else sources[:1], 0)


def answers(data: Prepared, wrong: int) -> Probabilities:
    """Right with 0.9; the first `wrong` ones say the next label instead."""
    said = data.validation.labels.copy()
    said[:wrong] = (said[:wrong] + 1) % len(LABELS)
    probabilities = np.full((COUNT, len(LABELS)), 0.02, np.float32)
    probabilities[np.arange(COUNT), said] = 0.9
    return probabilities


def write(folder: Path, data: Prepared, probabilities: Probabilities) -> str:
    metrics = measure(data, probabilities, 0.7) | {"ece_before": 0.1, "temperature": 0.8}
    facts = {"metrics": metrics, "threshold": 0.7, "flops": 28_400_000, "bytes": 287_654}
    write_card(folder, TINY, data, probabilities, facts)
    return (folder / CARD).read_text()


def test_the_card_of_a_real_run_is_listed_in_the_manifest_and_small(tiny_models: Path) -> None:
    folder = current_model(tiny_models)
    listed = {file["path"]: file["bytes"] for file in read_manifest(folder).raw["files"]}
    assert listed[CARD] + listed[PICTURE] < 50_000
    card = (folder / CARD).read_text()
    for words in ("| synthetic |  | MIT (hand mesh) | 480 | training |", "Nobody's pictures", "| thumbs_up |", "MFLOP"):
        assert words in card
    sheet = cv2.imread(str(folder / PICTURE), cv2.IMREAD_GRAYSCALE)
    assert sheet is not None
    assert sheet.shape[1] == 6 * 70


def test_figures_costs_and_licences_are_the_measured_ones(tmp_path: Path) -> None:
    data = prepared(synthetic=48)
    card = write(tmp_path, data, answers(data, 12))
    for words in (
        "| thumbs_up | 80.0 % |",
        "28.4 MFLOP",
        "287,654 bytes",
        "below 0.70",
        "before calibration 0.100 (temperature 0.80)",
        "| ann | example.org/ann | CC-BY-4.0 | 12 | validation |",
        "- thumbs_up taken for l: 25.0 %",
        "Of these, 12 are real: macro F1 1.000",
        f"]({PICTURE})",
    ):
        assert words in card
    assert (tmp_path / PICTURE).stat().st_size <= LARGEST_PICTURE


def test_pictures_are_of_synthetic_hands_only(tmp_path: Path) -> None:
    data = prepared(synthetic=0)
    write(tmp_path, data, answers(data, 12))
    assert not (tmp_path / PICTURE).exists()


def test_without_a_mistake_there_is_no_picture(tmp_path: Path) -> None:
    card = write(tmp_path, prepared(), answers(prepared(), 0))
    assert "none was seen" in card
    assert PICTURE not in card
    assert not (tmp_path / PICTURE).exists()


def test_noisy_pictures_are_left_out_until_the_rest_is_small_enough(tmp_path: Path) -> None:
    data = prepared()
    noise = np.random.default_rng(2).integers(0, 256, (COUNT, 64, 64, 1), dtype=np.uint8)
    noisy = dataclasses.replace(data, validation=Silhouettes(noise, data.validation.labels))
    write(tmp_path, noisy, answers(noisy, 24))
    assert 10_000 < (tmp_path / PICTURE).stat().st_size <= LARGEST_PICTURE


def test_the_most_confident_mistakes_come_first() -> None:
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]], np.float32)
    assert worst_first(np.array([1, 1, 1]), probabilities).tolist() == [0, 1]


def test_the_same_answers_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, prepared(), answers(prepared(), 9))
    for name in (CARD, PICTURE):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()

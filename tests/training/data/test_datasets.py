"""Reading real data: four layouts, and every folder that cannot be used says why."""

from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.data.real_data import write_mask
from training.data.datasets import read_examples, read_folder
from training.errors import DataError


def found(folder: Path) -> Counter[tuple[str, str]]:
    return Counter((example.label, example.source) for example in read_folder(folder).examples)


def test_class_folders_are_one_source_with_the_folder_s_name(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    for name in ("fist/1.png", "fist/2.jpg", "Thumbs Up/1.png", "peace/1.png", ".hidden/1.png"):
        write_mask(folder / name)
    assert found(folder) == {("fist", "mine"): 2, ("thumbs_up", "mine"): 1, ("none", "mine"): 1}


def test_people_of_leap_gest_recog_are_sources_and_their_infrared_pictures_become_silhouettes(tmp_path: Path) -> None:
    folder = tmp_path / "leapGestRecog"
    random = np.random.default_rng(1)
    infrared = random.integers(0, 30, (120, 160)).astype(np.uint8)
    infrared[30:90, 40:120] = random.integers(90, 160, (60, 80))
    for name in ("00/02_l", "00/04_fist_moved", "01/01_palm", "01/05_thumb", "01/07_ok"):
        (folder / name).mkdir(parents=True)
        cv2.imwrite(str(folder / name / "frame_1.png"), infrared)
    read = read_folder(folder)
    assert [(example.label, example.source) for example in read.examples] == [
        ("l", "leapGestRecog/00"),
        ("fist", "leapGestRecog/00"),
        ("any_palm", "leapGestRecog/01"),
        ("none", "leapGestRecog/01"),
    ]
    assert read.left_out == {"thumb": 1}
    picture = read.examples[0].picture
    assert picture[30:90, 40:120].all()
    assert np.count_nonzero(picture) == 60 * 80


def test_project_kojak_names_the_class_in_the_file_s_name(tmp_path: Path) -> None:
    for name in ("L_001.jpg", "fist_12.jpg", "palm_003.jpg", "C_5.jpg", "okay_001.jpg", "peace_001.jpg"):
        write_mask(tmp_path / "silhouettes" / name)
    labels = Counter(label for label, _ in found(tmp_path / "silhouettes").elements())
    assert labels == {"l": 1, "fist": 1, "any_palm": 1, "none": 3}


def test_unknown_classes_are_listed_with_the_known_ones(tmp_path: Path) -> None:
    write_mask(tmp_path / "wave" / "1.png")
    write_mask(tmp_path / "shrug" / "1.png")
    with pytest.raises(DataError, match=r"unknown classes \['shrug', 'wave'\]; known are .*'thumbs_up'"):
        read_folder(tmp_path)


def test_too_small_empty_deep_and_missing_pictures_are_refused(tmp_path: Path) -> None:
    write_mask(tmp_path / "small" / "fist" / "1.png", side=31)
    with pytest.raises(DataError, match=r"1 pictures with a side under 32 pixels.*small \(31×31\)"):
        read_folder(tmp_path / "small")
    (tmp_path / "empty" / "fist").mkdir(parents=True)
    cv2.imwrite(str(tmp_path / "empty" / "fist" / "1.png"), np.zeros((64, 64), np.uint8))
    with pytest.raises(DataError, match="1 silhouettes without a hand: fist of empty"):
        read_folder(tmp_path / "empty")
    write_mask(tmp_path / "deep" / "a" / "b" / "fist" / "1.png")
    with pytest.raises(DataError, match="too deep"):
        read_folder(tmp_path / "deep")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(DataError, match=r"neither an index\.csv nor pictures"):
        read_folder(tmp_path / "nothing")
    with pytest.raises(DataError, match="not a folder"):
        read_folder(tmp_path / "absent")


def test_an_empty_picture_of_none_is_a_picture(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    cv2.imwrite(str(tmp_path / "none" / "1.png"), np.zeros((64, 64), np.uint8))
    assert len(read_folder(tmp_path).examples) == 1


def test_the_first_of_many_unreadable_pictures_are_named(tmp_path: Path) -> None:
    (tmp_path / "fist").mkdir()
    for number in range(7):
        (tmp_path / "fist" / f"{number}.png").write_bytes(b"no picture" * (number % 2))
    with pytest.raises(DataError, match=r"0\.png.*4\.png and 2 more: not a picture"):
        read_folder(tmp_path)


def test_photographs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "fist").mkdir()
    cv2.imwrite(str(tmp_path / "fist" / "1.png"), np.random.default_rng(1).integers(0, 256, (64, 64)).astype(np.uint8))
    with pytest.raises(DataError, match="a photograph, not a silhouette"):
        read_folder(tmp_path)


def test_rows_with_gaps_are_named(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_text("file,label,source\na.png,fist,one\nb.png,fist\n")
    with pytest.raises(DataError, match="lines 3"):
        read_examples(tmp_path)

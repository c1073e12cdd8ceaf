"""Folders of pictures that are learned from: which become frames, with which label, pose, points and side."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.backbone.frames import Frame, name_pose, read_frames
from training.errors import DataError

LINES = (
    "file,label,gesture,source,left",
    "a.png,fist,A,one/ann,1",
    "b.png,any_palm,hello,one/bob,0",
    "c.png,none,asl_y,two,",
    "d.png,none,two_fingers,two,1",
    "e.png,,iloveyou,two,0",
)


def write(folder: Path, *lines: str, name: str = "index.csv") -> Path:
    (folder / name).write_text("\n".join(lines) + "\n")
    return folder


def landmarks(count: int, *missing: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    points = np.arange(count * 63, dtype=np.float32).reshape(count, 21, 3) + 1
    points[list(missing)] = 0
    return points


def test_without_a_teachers_points_all_pictures_are_frames(tmp_path: Path) -> None:
    frames = read_frames(write(tmp_path, *LINES))
    assert [frame.path for frame in frames] == [tmp_path / f"{name}.png" for name in "abcde"]
    assert [frame.label for frame in frames] == ["fist", "any_palm", "none", "none", ""]
    assert [frame.pose for frame in frames] == ["fist", "", "shaka", "two_fingers", "i_love_you"]
    assert [frame.source for frame in frames] == ["one/ann", "one/bob", "two", "two", "two"]
    assert all(frame.points is None and frame.left is None for frame in frames)


def test_where_a_teacher_found_no_hand_there_is_no_frame(tmp_path: Path) -> None:
    points = landmarks(5, 3)
    np.save(tmp_path / "landmarks.npy", points)
    frames = read_frames(write(tmp_path, *LINES))
    assert [frame.path.stem for frame in frames] == ["a", "b", "c", "e"]
    for frame, row in zip(frames, (0, 1, 2, 4), strict=True):
        assert frame.points is not None
        assert (frame.points == points[row]).all()
    # It takes pictures for mirrored ones: its left hand is the person's right one.
    assert [frame.left for frame in frames] == [False, True, None, True]


def test_pictures_without_a_label_have_a_list_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, *LINES)
    write(tmp_path, "file,label,gesture,source", "u.png,,class_3,three", "v.png,,five,three", name="unlabelled.csv")
    np.save(tmp_path / "unlabelled_landmarks.npy", landmarks(2, 0))
    frames = read_frames(tmp_path)
    assert [frame.path.stem for frame in frames] == ["a", "b", "c", "d", "e", "v"]
    assert (frames[-1].label, frames[-1].pose, frames[-1].left) == ("", "open_palm", None)


@pytest.mark.parametrize(
    ("gesture", "pose"),
    [
        ("A", "fist"), ("digit_5", "open_palm"), ("lsc_w", "three"), ("ASL_F_ok", "okay"),
        ("Thumbs_Down", "thumbs_down"),
        ("rock", "rock"), ("class_7", ""), ("none", ""), ("no", ""), ("nose", "nose"), ("digit_7", ""), ("thanks", ""),
    ],
)  # fmt: skip
def test_a_pose_has_one_name_whatever_a_source_calls_it(gesture: str, pose: str) -> None:
    assert name_pose(gesture) == pose


def test_what_is_wrong_with_a_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"index\.csv is missing: it lists the pictures"):
        read_frames(tmp_path)
    with pytest.raises(DataError, match="needs rows with the columns"):
        read_frames(write(tmp_path, LINES[0]))
    with pytest.raises(DataError, match="needs rows with the columns"):
        read_frames(write(tmp_path, "file,label", "a.png,fist"))
    with pytest.raises(DataError, match=r"unknown labels \['victory'\]; known are .*any_palm"):
        read_frames(write(tmp_path, *LINES, "f.png,victory,v,two,"))
    write(tmp_path, *LINES)
    np.save(tmp_path / "landmarks.npy", landmarks(4))
    with pytest.raises(DataError, match=r"has the shape \(4, 21, 3\); index\.csv asks for \(5, 21, 3\)"):
        read_frames(tmp_path)


def test_a_picture_is_read_in_rgb(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.full((3, 4, 3), (10, 20, 30), np.uint8))
    picture = Frame(path, "fist", "fist", "one", None, None).read()
    assert picture.shape == (3, 4, 3)
    assert picture[0, 0].tolist() == [30, 20, 10]
    assert picture.flags.c_contiguous


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_picture_that_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"a\.png is not a picture that can be read"):
        Frame(path, "fist", "fist", "one", None, None).read()

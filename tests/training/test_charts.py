"""Pictures of a run: they are drawn from what the run kept, and silhouettes stand in rows."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.charts import draw_confusion, draw_curves, tile
from training.labels import LABELS


def test_curves_are_drawn_from_the_log_of_keras(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.2,2.0,0.3,1.5\n1,0.5,1.0,0.6,0.9\n"
    )
    draw_curves(tmp_path / "log.csv", tmp_path / "curves.png")
    assert cv2.imread(str(tmp_path / "curves.png")) is not None


def test_a_cell_is_darker_the_more_it_holds(tmp_path: Path) -> None:
    paths = [tmp_path / "right.png", tmp_path / "even.png"]
    for counts, path in zip((np.eye(len(LABELS)) * 9, np.ones((len(LABELS), len(LABELS)))), paths, strict=True):
        draw_confusion(counts.astype(np.int64), path)
    right, even = (np.asarray(cv2.imread(str(path)), np.uint8) for path in paths)
    red = [np.mean((picture[..., 2] > 90) & (picture[..., 1] < 30)) for picture in (right, even)]
    assert red[0] > 0.05
    assert red[1] < 0.01


def test_a_picture_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        draw_confusion(np.zeros((6, 6), np.int64), tmp_path / "absent" / "confusion.png")


def test_tiles_stand_in_rows() -> None:
    white = np.full((64, 64), 255, np.uint8)
    sheet = tile([white * 0, white, white], ["a", "b", "c"], 2)
    assert sheet.shape == (2 * 80, 2 * 70)
    assert not sheet[:64, :64].any()
    assert (sheet[:64, 70:134] == 255).all()
    assert (sheet[80:144, :64] == 255).all()

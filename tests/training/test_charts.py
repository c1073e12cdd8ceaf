"""Pictures of a run: curves and cells are where their numbers put them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.charts import BLUE, draw_confusion, draw_curves, tile
from training.labels import LABELS


def test_curves_fall_where_the_loss_falls(tmp_path: Path) -> None:
    names = ("loss", "val_loss", "accuracy", "val_accuracy")
    log = [{"epoch": float(n), **dict.fromkeys(names, 1.0 / n)} | {"loss": 2.0 / n} for n in (1, 2, 3)]
    draw_curves(log, tmp_path / "curves.png")
    picture = cv2.imread(str(tmp_path / "curves.png"))
    assert picture is not None
    rows, columns = np.nonzero((picture[:, :420] == BLUE).all(axis=2))
    assert rows[columns < 60].mean() + 50 < rows[columns > 390].mean()


def test_a_cell_is_darker_the_more_it_holds(tmp_path: Path) -> None:
    counts = np.eye(len(LABELS), dtype=np.int64) * 9 + 1
    draw_confusion(counts, tmp_path / "confusion.png")
    picture = cv2.imread(str(tmp_path / "confusion.png"))
    assert picture is not None
    cells = [[int(picture[60 + 84 * row + 4, 130 + 84 * column + 4, 1]) for column in range(6)] for row in range(6)]
    for row in range(6):
        assert [column for column in range(6) if cells[row][column] == min(cells[row])] == [row]


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

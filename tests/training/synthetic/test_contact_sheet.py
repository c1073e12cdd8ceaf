"""The contact sheet: each row shows what its name says."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.labels import LABELS
from training.silhouette import SilhouetteParameters
from training.synthetic.contact_sheet import main, row_of, rows_of
from training.synthetic.negatives import NONE_KINDS
from training.synthetic.silhouettes import Synthesis, silhouette

pytestmark = pytest.mark.slow

SYNTHESIS = Synthesis(3, 0, SilhouetteParameters(width=64, height=64))


def test_a_row_holds_what_its_name_says() -> None:
    for index in range(150):
        assert row_of(SYNTHESIS, index).split(":")[0] == LABELS[silhouette(SYNTHESIS, index)[1]]
    rows = rows_of(SYNTHESIS, 9)
    assert set(rows) == {*LABELS[:-1], *(f"none: {kind}" for kind in NONE_KINDS)}
    assert {len(row) for row in rows.values()} == {9}
    # Nobody is in the empty ones, so most hold less than a head: the kinds of none are not mixed up.
    empty = np.median([np.mean(picture) for picture in rows["none: empty"]])
    assert empty < np.median([np.mean(picture) for picture in rows["none: head"]])


def test_the_command_writes_a_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["contact-sheet", str(tmp_path / "sheet.png"), "--columns", "1"])
    main()
    sheet = cv2.imread(str(tmp_path / "sheet.png"), cv2.IMREAD_GRAYSCALE)
    assert sheet is not None
    assert sheet.shape == ((5 + len(NONE_KINDS)) * 112, 102)
    monkeypatch.setattr(sys, "argv", ["contact-sheet", str(tmp_path / "absent" / "sheet.png"), "--columns", "1"])
    with pytest.raises(SystemExit, match="name a file in a folder that exists"):
        main()

"""Pictures of a run: its log, its confusion matrix or silhouettes in, PNG files out; drawn with OpenCV alone."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from training.labels import LABELS
from training.silhouette import Picture

FONT = cv2.FONT_HERSHEY_SIMPLEX
BLUE, ORANGE, GREY = (180, 90, 20), (30, 120, 230), (150, 150, 150)  # blue, green, red
PANEL = (420, 300)  # pixels, width and height
MARGIN = 44


def draw_curves(log: list[dict[str, float]], path: Path) -> None:
    """Loss and accuracy per epoch, in training (blue) and in validation (orange). Raises OSError."""
    panels = [_panel(log, name) for name in ("loss", "accuracy")]
    write_png(path, np.concatenate(panels, axis=1))


def draw_confusion(counts: npt.NDArray[np.int64], path: Path) -> None:
    """`counts` [true, predicted]: a cell is darker the larger its share of its row. Raises OSError."""
    cell, left, top = 84, 130, 60
    size = cell * len(LABELS)
    sheet = np.full((top + size + 10, left + size + 10, 3), 255, np.uint8)
    _write(sheet, "true (rows), predicted (columns)", (8, 20))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for row, name in enumerate(LABELS):
        _write(sheet, name, (8, top + row * cell + cell // 2))
        _write(sheet, name, (left + row * cell, top - 10), 0.38)
        for column in range(len(LABELS)):
            corner = (left + column * cell, top + row * cell)
            shade = 255 - round(200 * float(shares[row, column]))
            cv2.rectangle(sheet, corner, (corner[0] + cell - 2, corner[1] + cell - 2), (255, shade, shade), -1)
            _write(sheet, str(int(counts[row, column])), (corner[0] + 8, corner[1] + 36))
            _write(sheet, f"{100 * shares[row, column]:.1f} %", (corner[0] + 8, corner[1] + 60), 0.4)
    write_png(path, sheet)


def tile(pictures: list[Picture], captions: list[str], columns: int, side: int = 64) -> Picture:
    """Silhouettes (any sizes) in a grid, each (side, side) over its caption; a grey picture."""
    rows = max(-(-len(pictures) // columns), 1)
    height, width = side + 16, side + 6
    sheet = np.full((rows * height, columns * width), 235, np.uint8)
    for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        y, x = number // columns * height, number % columns * width
        sheet[y : y + side, x : x + side] = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
        cv2.putText(sheet, caption, (x, y + side + 11), FONT, 0.3, 0, 1, cv2.LINE_AA)
    return sheet


def write_png(path: Path, picture: Picture) -> None:
    """Writes a grey or blue-green-red picture. Raises OSError, which cv2.imwrite would keep to itself."""
    path.write_bytes(encode_png(picture))


def encode_png(picture: Picture) -> bytes:
    """The bytes of a PNG, as small as they get."""
    done, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not done:
        raise OSError("OpenCV could not encode a PNG.")
    return data.tobytes()


def _panel(log: list[dict[str, float]], name: str) -> Picture:
    width, height = PANEL
    panel = np.full((height, width, 3), 255, np.uint8)
    series = [([row[key] for row in log], colour) for key, colour in ((name, BLUE), (f"val_{name}", ORANGE))]
    values = [value for line, _ in series for value in line]
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    high = max(high, low + 1e-6)
    cv2.rectangle(panel, (MARGIN, MARGIN), (width - 12, height - MARGIN), GREY, 1)
    _write(panel, f"{name}: training blue, validation orange", (MARGIN, 24), 0.42)
    _write(panel, f"{high:.2f}", (4, MARGIN + 6), 0.38)
    _write(panel, f"{low:.2f}", (4, height - MARGIN), 0.38)
    _write(panel, f"epochs 1 to {len(log)}", (MARGIN, height - 18), 0.38)
    for line, colour in series:
        points = [
            (
                MARGIN + round((width - 12 - MARGIN) * (index / max(len(line) - 1, 1))),
                height - MARGIN - round((height - 2 * MARGIN) * (value - low) / (high - low)),
            )
            for index, value in enumerate(line)
        ]
        cv2.polylines(panel, [np.array(points, np.int32)], False, colour, 2, cv2.LINE_AA)
        for point in points:
            cv2.circle(panel, point, 3, colour, -1, cv2.LINE_AA)
    return panel


def _write(sheet: Picture, text: str, where: tuple[int, int], size: float = 0.45) -> None:
    cv2.putText(sheet, text, where, FONT, size, (40, 40, 40), 1, cv2.LINE_AA)

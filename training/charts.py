"""Pictures of a run for people to look at: its curves, its confusion matrix, and silhouettes in a grid."""

import csv
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from training.labels import LABELS
from training.silhouette import Picture


def draw_curves(log: Path, path: Path) -> None:
    """Loss and accuracy per epoch of Keras' CSV log, in training and in validation. Raises OSError."""
    with log.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    epochs = [int(row["epoch"]) + 1 for row in rows]
    figure = Figure(figsize=(9, 3.5), layout="constrained")
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        axes.plot(epochs, [float(row[name]) for row in rows], marker=".", label="training")
        axes.plot(epochs, [float(row[f"val_{name}"]) for row in rows], marker=".", label="validation")
        axes.set(xlabel="epoch", title=name)
        axes.legend()
    figure.savefig(path)


def draw_confusion(counts: npt.NDArray[np.int64], path: Path) -> None:
    """`counts` [true, predicted]: a cell is darker the larger its share of its row. Raises OSError."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(6.5, 6), layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="Reds", vmin=0, vmax=1)
    ticks = range(len(LABELS))
    axes.set(xlabel="predicted", ylabel="true", xticks=ticks, yticks=ticks)
    axes.set_xticklabels(LABELS, rotation=30)
    axes.set_yticklabels(LABELS)
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, f"{count}\n{100 * shares[row, column]:.1f} %", ha="center", va="center", fontsize=8)
    figure.savefig(path)


def tile(pictures: list[Picture], captions: list[str], columns: int, side: int = 64) -> Picture:
    """Silhouettes (any sizes) in a grid, each (side, side) over its caption; a grey picture."""
    rows = max(-(-len(pictures) // columns), 1)
    height, width = side + 16, side + 6
    sheet = np.full((rows * height, columns * width), 235, np.uint8)
    for number, (picture, caption) in enumerate(zip(pictures, captions, strict=True)):
        y, x = number // columns * height, number % columns * width
        sheet[y : y + side, x : x + side] = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
        cv2.putText(sheet, caption, (x, y + side + 11), cv2.FONT_HERSHEY_SIMPLEX, 0.3, 0, 1, cv2.LINE_AA)
    return sheet


def encode_png(picture: Picture) -> bytes:
    """The bytes of a grey or blue-green-red picture as a PNG, as small as they get."""
    done, data = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not done:
        raise OSError("OpenCV could not encode a PNG.")
    return data.tobytes()

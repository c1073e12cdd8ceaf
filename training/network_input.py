"""The network's input: a silhouette of the guide box in, the small picture of it that the network is shown out.

Twin of web/src/worker/silhouette/network-input.ts: whole numbers only, so that both give the same bytes.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

from training.area_mean import area_mean
from training.silhouette import Picture

# `silhouette`: all of the guide box. `hand`: a square around what is white in it, so that a hand which is far away is
# shown as large as one that is close.
Kind = Literal["silhouette", "hand"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

WHITE: Final = 128  # of 0..255, at least
# Parts of the silhouette's longer side, or of the white's.
THINNEST: Final = 40  # a row or column with less white in it shows a speck and no hand
MARGIN: Final = 16  # is left free on each side of the white
SMALLEST: Final = 4  # a square is not smaller: what is further away shows no fingers
FINER: Final = 2  # times as fine as the input the square is drawn anew, so that its outline is not lost


@dataclass(frozen=True)
class NetworkInput:
    """What a network is shown: `side` × `side` pixels of 0..255."""

    kind: Kind
    side: int

    def of(self, silhouette: Picture) -> Picture:
        """The input [side, side] of a silhouette [height, width] of 0 and 255."""
        looked_at = redraw(hand_square(silhouette), FINER * self.side) if self.kind == "hand" else silhouette
        return area_mean(looked_at, self.side, self.side)


def hand_square(silhouette: Picture) -> Picture:
    """The square around the white of [height, width], black where it leaves the picture; of all where nothing is."""
    height, width = silhouette.shape
    longer = max(height, width)
    white = silhouette >= WHITE
    enough = max(longer // THINNEST, 1)
    top, bottom = _extent(white.sum(axis=1) >= enough)
    left, right = _extent(white.sum(axis=0) >= enough)
    extent = max(bottom - top, right - left)
    side = max(extent + 2 * -(-extent // MARGIN), longer // SMALLEST, 1)
    first_row, first_column = (top + bottom - side) // 2, (left + right - side) // 2
    rows = slice(max(first_row, 0), min(first_row + side, height))
    columns = slice(max(first_column, 0), min(first_column + side, width))
    square = np.zeros((side, side), np.uint8)
    into = square[rows.start - first_row : rows.stop - first_row, columns.start - first_column :]
    into[:, : columns.stop - columns.start] = silhouette[rows, columns]
    return square


def redraw(square: Picture, side: int) -> Picture:
    """A square picture as [side, side] of 0 and 255: white where the bilinear interpolation is at least half white.

    So the steps of an enlarged outline are smoothed, as those of a hand that was close from the start would be.
    """
    # Middles of the new pixels, in parts of 1 / (2 · side) of an old one, from the middle of the first.
    last = len(square) - 1
    at = np.clip((2 * np.arange(side, dtype=np.int64) + 1) * len(square) - side, 0, 2 * side * last)
    first, share = at // (2 * side), at % (2 * side)
    second = np.minimum(first + 1, last)
    wide = square.astype(np.int64)
    wide = wide[:, first] * (2 * side - share) + wide[:, second] * share
    both = wide[first] * (2 * side - share)[:, None] + wide[second] * share[:, None]
    return np.where(2 * both >= 255 * (2 * side) ** 2, 255, 0).astype(np.uint8)


def _extent(there: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """The first of them, and the one after the last; all where there is none."""
    found = np.flatnonzero(there)
    return (int(found[0]), int(found[-1]) + 1) if len(found) else (0, len(there))

"""Area mean over integer bins: a picture in, a smaller picture out, the same bytes in Python and TypeScript.

Twin of web/src/worker/silhouette/area-mean.ts and web/kernel/shrink.ts. A library's resize is never used before the
model: each rounds in its own way.
"""

import numpy as np
import numpy.typing as npt


def _bins(size: int, out_size: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int64]]:
    """Start of each bin, and how many source pixels it holds (at least one, also when enlarging)."""
    edges = np.arange(out_size + 1, dtype=np.int64) * size // out_size
    return edges[:-1].astype(np.intp), np.maximum(np.diff(edges), 1)


def area_mean(picture: npt.NDArray[np.uint8], out_height: int, out_width: int) -> npt.NDArray[np.uint8]:
    """Mean over the bins of `picture` (height, width[, channels]; 0..255), rounded half up.

    Bin j of n over a side of s pixels is floor(j·s/n) up to floor((j+1)·s/n), one pixel at least.
    Returns uint8 (out_height, out_width[, channels]).
    """
    height, width = picture.shape[:2]
    rows, row_counts = _bins(height, out_height)
    columns, column_counts = _bins(width, out_width)
    sums = np.add.reduceat(picture.astype(np.int64), rows, axis=0)
    sums = np.add.reduceat(sums, columns, axis=1)
    counts = row_counts[:, None] * column_counts[None, :]
    if picture.ndim == 3:
        counts = counts[:, :, None]
    return np.asarray((2 * sums + counts) // (2 * counts), np.uint8)

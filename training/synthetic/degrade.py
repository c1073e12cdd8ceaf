"""Makes clean silhouettes as poor as bad segmentation makes them (all uint8, 0 or 255, square)."""

import cv2
import numpy as np

from training.silhouette import Picture

Random = np.random.Generator


def degrade(mask: Picture, random: Random) -> Picture:
    """Applies each fault with its own probability, the mildest last."""
    for probability, fault in FAULTS:
        if random.random() < probability:
            mask = fault(mask, random)
    return mask


def _holes(mask: Picture, random: Random) -> Picture:
    result, side = mask.copy(), len(mask)
    for _ in range(random.integers(1, 6)):
        centre = random.integers(0, side, 2).tolist()
        cv2.ellipse(result, centre, random.integers(1, side // 12, 2).tolist(), random.uniform(0, 180), 0, 360, 0, -1)
    return result


def _drop_outs(mask: Picture, random: Random) -> Picture:
    """Patches of low frequency: parts of the hand that have the background's colour."""
    field = _field(random, len(mask), int(random.integers(4, 10)))
    return np.where(field > random.uniform(1.2, 2.2), 0, mask).astype(np.uint8)


def _ragged(mask: Picture, random: Random) -> Picture:
    """The edge moves in and out by a pixel or three."""
    field = _field(random, len(mask), int(random.integers(16, 40)))
    soft = cv2.GaussianBlur(mask, (0, 0), random.uniform(1.0, 2.5)).astype(np.float64)
    return np.where(soft + field * random.uniform(15, 60) > 127, 255, 0).astype(np.uint8)


def _morphology(mask: Picture, random: Random) -> Picture:
    size = int(random.integers(1, 3)) * 2 + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    operation = (cv2.MORPH_OPEN, cv2.MORPH_CLOSE, cv2.MORPH_DILATE, cv2.MORPH_ERODE)[random.integers(4)]
    return np.asarray(cv2.morphologyEx(mask, operation, kernel), np.uint8)


def _band_cut(mask: Picture, random: Random) -> Picture:
    """The lower part is lost: a sleeve of the wall's colour, or a crop."""
    result = mask.copy()
    rows = np.flatnonzero(mask.any(axis=1))
    if len(rows) > 8:
        result[int(rows[0] + (rows[-1] - rows[0]) * random.uniform(0.72, 0.98)) :] = 0
    return result


def _speckle(mask: Picture, random: Random) -> Picture:
    result, side = mask.copy(), len(mask)
    for _ in range(random.integers(1, 8)):
        y, x = random.integers(0, side - 4, 2)
        result[y : y + random.integers(1, 5), x : x + random.integers(1, 5)] = 255
    return result


def _attached_shadow(mask: Picture, random: Random) -> Picture:
    side = len(mask)
    move = random.normal(0, side / 18, 2)
    moved = cv2.warpAffine(mask, np.array([[1, 0, move[0]], [0, 1, move[1]]]), (side, side))
    patch = _field(random, side, 3) > random.uniform(0.2, 1.2)
    return np.where(patch & (moved > 127), 255, mask).astype(np.uint8)


def _warp(mask: Picture, random: Random) -> Picture:
    """Shear, stretch and a soft bend: other lenses, other aspect ratios, other hands."""
    side = len(mask)
    bend = np.stack([_field(random, side, 4), _field(random, side, 4)], axis=-1) * random.uniform(0, 0.025) * side
    matrix = np.eye(2) + random.normal(0, 0.07, (2, 2))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1) - side / 2
    source = (grid @ matrix.T + side / 2 + bend).astype(np.float32)
    return np.asarray(cv2.remap(mask, source[..., 0], source[..., 1], cv2.INTER_NEAREST), np.uint8)


def _field(random: Random, side: int, cells: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    noise = cv2.resize(random.normal(0, 1, (cells, cells)), (side, side), interpolation=cv2.INTER_CUBIC)
    return np.asarray(noise, np.float64)


FAULTS = (
    (0.35, _warp),
    (0.10, _attached_shadow),
    (0.10, _drop_outs),
    (0.15, _holes),
    (0.22, _band_cut),
    (0.35, _morphology),
    (0.50, _ragged),
    (0.10, _speckle),
)

"""Background subtraction: frames of the guide box in, a silhouette and a noise measure out; integers only.

Twin of web/kernel/ (AssemblyScript): both give the same bytes, which golden.json and
tests/contract/ prove. Products stay below 2**53, so that floats of 64 bits hold them exactly.
"""

import dataclasses
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from training.area_mean import area_mean

Picture = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Scalar = TypeVar("Scalar", bound=np.generic)

LEVEL = 256  # means are kept in 256ths of a grey level
UNIT_GAIN = 1024  # gains are kept in 1024ths
GAIN_BINS = 128  # ratios of frame to background from 0 to 2, in steps of 16/1024
GAIN_STEP = 16
DARKEST, BRIGHTEST = 24, 248  # outside, a pixel's ratio says nothing: noise below, clipping above
WEIGHT_ONE = 1 << 20
STRONGEST = 1 << 30  # scores are limited to this: they fit 32 bits


@dataclass(frozen=True)
class SilhouetteParameters:
    """What both languages read from the manifest; every field is an integer."""

    width: int = 128  # the size that the background model works on
    height: int = 128
    learn_frames: int = 30  # one second at 30 frames a second
    noise_floor: int = 3 * LEVEL  # 256ths of a level: no camera is trusted to be quieter than this
    noise_share: int = 20  # 1024ths of the pixel's mean added to the floor: gains are never quite right
    threshold: int = 10 * LEVEL  # squared deviations over the noise, in 256ths, summed over three channels
    speck_area: int = 60  # pixels; smaller foreground components are removed
    hole_area: int = 40  # pixels; smaller background components are filled
    follow_shift: int = 6  # background pixels move 1/64 of the way towards each frame

    def to_json(self) -> dict[str, int]:
        """The manifest's `silhouette` object."""
        return dataclasses.asdict(self)


class BackgroundModel:
    """Mean and spread per pixel and channel at the working size; see `segment` for the rule."""

    def __init__(self, parameters: SilhouetteParameters) -> None:
        self.parameters = parameters
        self._shape = (parameters.height, parameters.width, 3)
        self.reset()

    def reset(self) -> None:
        """Forgets the background."""
        self._seen = 0
        self._sum: Integers = np.zeros(self._shape, np.int64)
        self._squares: Integers = np.zeros(self._shape, np.int64)
        self.learned = False

    def learn(self, rgb: Picture) -> bool:
        """Takes one frame (height, width, 3) of the empty guide box; True when enough were seen."""
        if rgb.shape != self._shape:
            raise ValueError(f"a frame of {self._shape} is needed, this one is {rgb.shape}")
        frame = rgb.astype(np.int64)
        self._sum += frame
        self._squares += frame * frame
        self._seen += 1
        if self._seen == self.parameters.learn_frames:
            self._finish()
        return self.learned

    def _finish(self) -> None:
        n = self._seen
        mean = (self._sum * LEVEL + n // 2) // n
        variance = (n * self._squares - self._sum * self._sum) * LEVEL // (n * n)  # 256ths of a squared level
        self._mean = mean
        floor = self.parameters.noise_floor + mean * self.parameters.noise_share // 1024
        self._weight = np.maximum(WEIGHT_ONE // (variance + floor * floor // LEVEL), 1)
        self._was_background = np.ones(self._shape[:2], bool)
        self.gains = np.full(3, UNIT_GAIN, np.int64)
        self.learned = True

    def segment(self, rgb: Picture) -> tuple[Picture, float]:
        """Silhouette (height, width) of 0 and 255, and the share of pixels that were specks or holes (0..1).

        Foreground is where the squared difference to the background, after a gain per channel, over the pixel's
        own variance, exceeds the threshold on the mean of 3×3 pixels, without the rim of mixed pixels around it.
        Raises ValueError before `learn` is done.
        """
        if not self.learned:
            raise ValueError("the background is not learned yet")
        frame = rgb.astype(np.int64)
        self.gains = self._estimate_gains(frame)
        score = self._score(frame)
        changed = self._changed(score)
        raw = changed & ~rim(score, self.parameters.threshold)
        mask = self._clean(raw)
        self._follow(frame, mask | changed)
        noise = int(np.count_nonzero(mask != raw)) / raw.size
        return mask.astype(np.uint8) * np.uint8(255), noise

    def _estimate_gains(self, frame: Integers) -> Integers:
        """The most frequent ratio of frame to background per channel, in 1024ths.

        The mode, not the mean: pixels of a hand spread their ratios, those of the background agree on one.
        """
        usable = self._was_background
        if 8 * np.count_nonzero(usable) < usable.size:  # nearly everything changed: a light was switched
            usable = np.ones_like(usable)
        gains = np.empty(3, np.int64)
        for c in range(3):
            mean, value = self._mean[:, :, c], frame[:, :, c]
            good = usable & (mean >= DARKEST * LEVEL) & (mean < BRIGHTEST * LEVEL) & (value < BRIGHTEST)
            ratios = value[good] * (LEVEL * UNIT_GAIN) // mean[good]
            gains[c] = mode_of_ratios(ratios, int(self.gains[c]))
        return gains

    def _score(self, frame: Integers) -> Integers:
        """Squared deviation over variance per pixel, in 256ths, limited to 32 bits."""
        expected = np.minimum(self._mean * self.gains // UNIT_GAIN, 255 * LEVEL)
        difference = frame * LEVEL - expected
        score = (difference * difference * self._weight // WEIGHT_ONE).sum(axis=2)
        return np.asarray(np.minimum(score, STRONGEST))

    def _changed(self, score: Integers) -> Booleans:
        # A cap, so that a few strong pixels do not carry their neighbours over the threshold.
        capped = np.minimum(score, 2 * self.parameters.threshold)
        return np.asarray(np.sum(_neighbourhood(capped), axis=0) > 9 * self.parameters.threshold)

    def _clean(self, raw: Booleans) -> Booleans:
        kept = raw & ~small_components(raw, self.parameters.speck_area, 8)
        return kept | small_components(~kept, self.parameters.hole_area, 4)

    def _follow(self, frame: Integers, foreground: Booleans) -> None:
        """Moves the mean of pixels that stay background, and have no foreground beside them, to the frame."""
        near = np.asarray(np.any(_neighbourhood(foreground), axis=0))
        self._was_background = ~near
        seen = frame * (LEVEL * UNIT_GAIN) // self.gains
        moved = self._mean + ((seen - self._mean) >> self.parameters.follow_shift)
        quiet = (~near)[:, :, None] & (frame < BRIGHTEST)
        self._mean = np.where(quiet, moved, self._mean)


def mode_of_ratios(ratios: Integers, before: int) -> int:
    """The mode of `ratios` (1024ths), refined by the mean around it; `before` where nothing can be said.

    The histogram's neighbours are added with weights 1, 2, 3, 2, 1; of equal peaks the first wins.
    """
    bins = ratios // GAIN_STEP
    inside = bins < GAIN_BINS
    counts = np.bincount(bins[inside], minlength=GAIN_BINS)
    padded = np.pad(counts, 2)
    smooth = 3 * counts + 2 * (padded[1:-3] + padded[3:-1]) + padded[:-4] + padded[4:]
    peak = int(np.argmax(smooth))
    around = inside & (np.abs(bins - peak) <= 2)
    n = int(np.count_nonzero(around))
    if n < 16:
        return before
    return max(int(ratios[around].sum()) // n, 1)


def rim(score: Integers, threshold: int) -> Booleans:
    """The pixels at the edge that are mixtures of hand and background, and more background than hand.

    An edge is where one of 3×3 pixels has hardly changed. A mixture is more background than hand where it differs
    by less than half of what the strongest of the 3×3 does, which is a quarter of its score.
    """
    around = _neighbourhood(score)
    at_edge = 2 * np.min(around, axis=0) < threshold
    return np.asarray(at_edge & (4 * score < np.max(around, axis=0)))


def _neighbourhood(picture: npt.NDArray[Scalar]) -> list[npt.NDArray[Scalar]]:
    """`picture` moved to each of its 3×3 pixels, edges repeated."""
    height, width = picture.shape
    padded = np.pad(picture, 1, mode="edge")
    return [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]


def small_components(picture: Booleans, area: int, connectivity: int) -> Booleans:
    """The pixels of `picture` that belong to components of fewer than `area` pixels."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(picture.astype(np.uint8), connectivity=connectivity)
    small = stats[:, cv2.CC_STAT_AREA] < area
    small[0] = False
    return np.asarray(small[labels])


class BackgroundSubtraction:
    """The silhouette stage: RGBA frames of the guide box at any size to silhouettes at the working size."""

    def __init__(self, parameters: SilhouetteParameters) -> None:
        self.model = BackgroundModel(parameters)

    def learn(self, rgba: Picture) -> bool:
        """Takes one frame (height, width, 4) of the empty guide box; True when enough were seen."""
        return self.model.learn(self._shrink(rgba))

    def segment(self, rgba: Picture) -> tuple[Picture, float]:
        """Silhouette (0 or 255) and noise (0..1) of one frame (height, width, 4)."""
        return self.model.segment(self._shrink(rgba))

    def _shrink(self, rgba: Picture) -> Picture:
        parameters = self.model.parameters
        return area_mean(rgba[:, :, :3], parameters.height, parameters.width)

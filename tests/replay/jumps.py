"""How soon a hand is found and named again after the clip jumps to another segment or picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

import cv2
import numpy as np

from tests.browser.segments import Answer, Clip, Segment
from tests.browser.timing import percentile

LOOKED_AT_MS: Final = 600.0  # after a jump; whoever finds the hand later has not found it
PLACE_MS: Final = 300.0  # after a jump, from when on the answers tell where the hand is
THUMBNAIL: Final = (32, 24)
MARKER_ROWS: Final = 1 / 24  # of the frame, at its top: the segment's number is drawn there
CUT_LEVELS: Final = 2.5  # mean difference of two thumbnails, of 255, from which on another picture is shown
AT_REST_FRAMES: Final = 9  # after a cut: a hand that moves on is no jump


@dataclass(frozen=True)
class Jump:
    """From `after_ms` into a segment on, the hand is somewhere else."""

    segment: Segment
    after_ms: float


@dataclass(frozen=True)
class Found:
    """Milliseconds from a jump to the first answer that sees the hand in its new place, and to the first that names it
    rightly; None: not within LOOKED_AT_MS.
    """

    found_ms: float | None
    named_ms: float | None


def jumps_of(clip: Clip) -> list[Jump]:
    """The starts of the clip's gestures, and the cuts within them."""
    differences = differences_of(clip)
    result = []
    for segment in clip.segments:
        if segment.is_gesture:
            frames = [segment.start, *cuts_in(differences[: segment.end], segment.start + 1)]
            result += [Jump(segment, 1000 * (frame - segment.start) / clip.fps) for frame in frames]
    return result


def differences_of(clip: Clip) -> list[float]:
    """How far each of the film's frames is from the one before it, in levels of 255."""
    film = cv2.VideoCapture(str(clip.path))
    before: np.ndarray | None = None
    result: list[float] = []
    while True:
        is_there, frame = film.read()
        if not is_there:
            return result
        below = frame[round(MARKER_ROWS * len(frame)) :]
        seen = cv2.resize(below, THUMBNAIL, interpolation=cv2.INTER_AREA).astype(np.float64).mean(2)
        result.append(0.0 if before is None else float(np.abs(seen - before).mean()))
        before = seen


def cuts_in(differences: Sequence[float], first: int) -> list[int]:
    """The frames from `first` on that show another picture than the one before, which then stays for a while."""
    frames = [frame for frame in range(first, len(differences)) if differences[frame] >= CUT_LEVELS]
    return [frame for frame, after in pairwise([*frames, len(differences)]) if after - frame >= AT_REST_FRAMES]


def search(jumps: Sequence[Jump], changes: Sequence[tuple[int, float]], answers: Sequence[Answer]) -> list[Found]:
    """What became of each jump; `changes` says when the camera came to which segment, by the answers' clock."""
    starts = dict(changes)
    return [
        look_after(jump, starts[jump.segment.number] + jump.after_ms, answers)
        for jump in jumps
        if jump.segment.number in starts
    ]


def look_after(jump: Jump, start: float, answers: Sequence[Answer]) -> Found:
    """What the answers after a jump at `start` say. Its hand is where most of them, once at rest, see one."""
    after = [one for one in answers if start <= one.at_ms < start + LOOKED_AT_MS and one.segment == jump.segment.number]
    named = next((one.at_ms - start for one in after if jump.segment.names(one.gesture)), None)
    at_rest = [one for one in after if one.at_ms >= start + PLACE_MS]
    hands = [one.hands[0] for one in at_rest if one.hands]
    if not hands or 2 * len(hands) < len(at_rest):
        return Found(None, named)
    x, y = median(one.centre[0] for one in hands), median(one.centre[1] for one in hands)
    reach = median(one.size for one in hands) / 2
    found = next(
        one.at_ms - start
        for one in after
        if any(np.hypot(hand.centre[0] - x, hand.centre[1] - y) <= reach for hand in one.hands)
    )
    return Found(found, named)


def summary(found: Sequence[Found]) -> dict[str, float | int | None]:
    """Shares and percentiles over all jumps; those that were not found or named count in the shares."""
    in_ms = [one.found_ms for one in found if one.found_ms is not None]
    named = [one.named_ms for one in found if one.named_ms is not None]
    return {
        "jumps": len(found),
        "found_share": share(len(in_ms), len(found)),
        "found_within_200_ms": share(sum(one <= 200 for one in in_ms), len(found)),
        "found_ms_p50": percentile(in_ms, 50) if in_ms else None,
        "found_ms_p95": percentile(in_ms, 95) if in_ms else None,
        "named_share": share(len(named), len(found)),
        "named_ms_p50": percentile(named, 50) if named else None,
        "named_ms_p95": percentile(named, 95) if named else None,
    }


def share(part: int, of: int) -> float | None:
    """The share to four decimals; None of nothing."""
    return round(part / of, 4) if of else None

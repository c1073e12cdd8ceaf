"""A camera clip's JSON file in, its guide box and segments out; answers in, each segment's share of right ones out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

SETTLING_MS = 500.0  # after each change of segment, while hand and smoothing settle, answers are not counted
# The empty room, in which the background is taken, shows no gesture; but only what is labelled none counts as none.
EXPECTED = {"background": ("none",), "any_palm": ("open_palm", "closed_palm")}


class BadClip(ValueError):  # noqa: N818 - the clip is bad, and the message says how
    """The clip or its JSON file cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Segment:
    """One stretch of the clip with one label."""

    number: int
    label: str

    def names(self, answer: str) -> bool:
        """Whether `answer` is right here."""
        return answer in EXPECTED.get(self.label, (self.label,))


@dataclass(frozen=True)
class Clip:
    """A film of `frames` frames at `fps`, where the hand is in it, and what it shows one after another."""

    path: Path
    frames: int
    fps: float
    guide: tuple[float, float, float]
    segments: tuple[Segment, ...]

    @property
    def seconds(self) -> float:
        """The length of one loop."""
        return self.frames / self.fps


@dataclass(frozen=True)
class Answer:
    """One answer of the page, and for how many milliseconds the camera had been showing its segment by then."""

    segment: int
    settled_ms: float
    steady: str
    camera_ms: float
    silhouette_ms: float
    inference_ms: float
    total_ms: float
    at_ms: float


@dataclass(frozen=True)
class Share:
    """How many answers a segment got, and the share of right ones; None when it got no answer."""

    segment: Segment
    answers: int
    share: float | None


def read_clip(path: Path) -> Clip:
    """The clip at `path` as the JSON file beside it describes it. Raises BadClip."""
    description = path.with_suffix(".json")
    if not path.is_file():
        raise BadClip(f"There is no clip {path}. Name an .mjpeg file.")
    try:
        read = json.loads(description.read_text())
        guide = read["guide"]
        return Clip(
            path=path,
            frames=int(read["frames"]),
            fps=float(read["fps"]),
            guide=(float(guide["cx"]), float(guide["cy"]), float(guide["side"])),
            segments=tuple(Segment(int(one["segment"]), str(one["label"])) for one in read["segments"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadClip(f"{description} must describe the clip: frames, fps, guide, segments ({problem!r}).") from problem


def shares(clip: Clip, answers: Iterable[Answer]) -> list[Share]:
    """Each segment's share of steady answers that equal its label, without those given while it settled."""
    counted = [answer for answer in answers if answer.settled_ms >= SETTLING_MS]
    result = []
    for segment in clip.segments:
        right = [segment.names(answer.steady) for answer in counted if answer.segment == segment.number]
        result.append(Share(segment, len(right), fmean(right) if right else None))
    return result


def mean_share(found: Sequence[Share]) -> float | None:
    """The mean over segments, one without answers counting as 0; None when there is no segment."""
    return fmean(one.share or 0.0 for one in found) if found else None


def of_gestures(found: Iterable[Share]) -> list[Share]:
    """Those that show a gesture."""
    return [one for one in found if one.segment.label not in ("none", "background")]


def of_none(found: Iterable[Share]) -> list[Share]:
    """Those labelled none."""
    return [one for one in found if one.segment.label == "none"]

"""What a camera clip shows one after another, and each segment's share of right answers, seen hands and named pairs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

SETTLING_MS = 500.0  # after each change of segment, while hand and smoothing settle, answers are not counted
# The empty room, in which the background is taken, shows no gesture; but only what is labelled none counts as none.
EXPECTED = {"background": ("none",), "any_palm": ("open_palm", "closed_palm")}


class BadClip(ValueError):  # noqa: N818 - the clip is bad, and the message says how
    """The clip or its JSON file cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Segment:
    """One stretch of the clip with one label: its frames are `start` … `end` - 1."""

    number: int
    label: str
    start: int
    end: int

    @property
    def is_gesture(self) -> bool:
        """Whether it shows one."""
        return self.label not in ("none", "background")

    @property
    def right(self) -> tuple[str, ...]:
        """The answers that are right here."""
        return EXPECTED.get(self.label, (self.label,))

    def names(self, answer: str) -> bool:
        """Whether `answer` is right here."""
        return answer in self.right


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

    @property
    def room(self) -> Segment | None:
        """The empty room, in which a background can be taken."""
        return next((one for one in self.segments if one.label == "background"), None)

    @property
    def has_one_segment(self) -> bool:
        """Whether it never changes from one segment to another."""
        return len(self.segments) == 1


@dataclass(frozen=True)
class Hand:
    """One hand of an answer: what its newest frame shows, and in which box of the frame (x, y, width, height)."""

    gesture: str
    side: str
    box: tuple[float, float, float, float]

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its box, in pixels of the frame."""
        x, y, width, height = self.box
        return x + width / 2, y + height / 2

    @property
    def size(self) -> float:
        """The longer side of its box, in pixels of the frame."""
        return max(self.box[2:])


@dataclass(frozen=True)
class Answer:
    """One answer of the page, and for how many milliseconds the camera had been showing its segment by then.

    `gesture` is what the newest frame shows, `steady` what the page says. Stages that a way has not got take 0 ms, as
    does looking for hands (`find_ms`) where nobody looked. `at_ms` is the page's clock.
    """

    segment: int
    settled_ms: float
    way: str
    gesture: str
    steady: str
    hands: tuple[Hand, ...]
    camera_ms: float
    silhouette_ms: float
    find_ms: float
    inference_ms: float
    total_ms: float
    at_ms: float


@dataclass(frozen=True)
class Share:
    """How many answers a segment got, and the share of right ones, of those that see a hand, and of those that name
    two hands, both rightly; None when it got no answer.
    """

    segment: Segment
    answers: int
    share: float | None
    hand_share: float | None
    both_share: float | None


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
            segments=tuple(segment_of(one) for one in read["segments"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise BadClip(f"{description} must describe the clip: frames, fps, guide, segments ({problem!r}).") from problem


def segment_of(described: dict[str, Any]) -> Segment:
    """One entry of a description's `segments`. Raises KeyError, ValueError, TypeError."""
    return Segment(
        number=int(described["segment"]),
        label=str(described["label"]),
        start=int(described["start"]),
        end=int(described["end"]),
    )


def known_only(clip: Clip, labels: Sequence[str]) -> Clip:
    """The clip for a model of these labels: a gesture that it does not know is none to it."""
    known = {*labels, *EXPECTED}
    segments = [one if one.label in known else replace(one, label="none") for one in clip.segments]
    return replace(clip, segments=tuple(segments))


def shares(clip: Clip, answers: Iterable[Answer]) -> list[Share]:
    """Each segment's shares, without the answers that were given while it settled."""
    counted = [answer for answer in answers if answer.settled_ms >= SETTLING_MS]
    return [share_of(segment, [one for one in counted if one.segment == segment.number]) for segment in clip.segments]


def share_of(segment: Segment, answers: Sequence[Answer]) -> Share:
    """What the settled answers of one segment come to: `steady` must equal its label."""
    if not answers:
        return Share(segment, 0, None, None, None)
    return Share(
        segment,
        answers=len(answers),
        share=fmean(segment.names(answer.steady) for answer in answers),
        hand_share=fmean(bool(answer.hands) for answer in answers),
        both_share=fmean(names_both(segment, answer) for answer in answers),
    )


def names_both(segment: Segment, answer: Answer) -> bool:
    """Whether the answer sees two hands and takes each for what the segment shows."""
    return len(answer.hands) > 1 and all(segment.names(hand.gesture) for hand in answer.hands)


def mean_of(shares: Sequence[float | None]) -> float | None:
    """The mean over segments, one without answers counting as 0; None when there is no segment."""
    return fmean(one or 0.0 for one in shares) if shares else None


def mean_share(found: Sequence[Share]) -> float | None:
    """The mean share of right answers over segments, one without answers counting as 0."""
    return mean_of([one.share for one in found])


def of_gestures(found: Iterable[Share]) -> list[Share]:
    """Those that show a gesture."""
    return [one for one in found if one.segment.is_gesture]


def of_none(found: Iterable[Share]) -> list[Share]:
    """Those labelled none."""
    return [one for one in found if one.segment.label == "none"]
